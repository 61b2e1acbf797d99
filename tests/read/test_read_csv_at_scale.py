"""Large texts: the same rows, faults and lines wherever the chunks end and however many look at them; parsed once, in bounded memory."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from coterie.engines.duckdb import DuckDBEngine
from coterie.errors import InputError, SurroundingsError
from coterie.plan import Plan, make_plan
from coterie.read import _chunks, _places, _plain, _stage, _survey, read
from coterie.read._chunks import head_of
from coterie.read._dialect import dialect_of
from coterie.read._door import open_table
from coterie.read._look import Signs, look_at
from coterie.read._survey import Source, survey
from coterie.records import Given

ROWS = [f"C{row:03},2024-01-{row % 28 + 1:02},{row}.50,some wörds" for row in range(200)]
HEADER = "customer,date,amount,note"
ODD = {
    "plain": "a,b,c\n" + "1,2,3\n44,5,6\n" * 4,
    "returns": "a,b,c\r\n1,2,3\r\n4,5,6\r\n7,8,9",
    "mixed": "a,b,c\n1,2,3\r\n4,5,6\n7,8,9\r\n",
    "lone": "a,b,c\r1,2,3\r4,5,6\r",
    "blank": "a,b,c\n\n1,2,3\n\n\n4,5,6\n\n",
    "quoted": 'a,b,c\n"1",2,"say ""hi"""\n"4,4",5,""\n',
    "several": 'a,b,c\n1,"x\ny\n\nz",3\n4,5,6\n7,8,"u\n"\n"q\nr",5,6\n',
    "several, returns": 'a,b,c\r\n1,"x\r\ny\nz",3\r\n4,5,6\r\n',
    "stray": 'a,b,c\n1,2,3\n1,"x"y,3\n4,5,6\n1,5" pipe,3\n',
    "open": 'a,b,c\n1,2,3\n1,"x,3\n4,5,6\n7,8,9\n1,2,3\n',
    "wide": "a,b,c\n1,2,3\n1,2,3,4,5\n1,2,3,\n1\n4,5,6\n",
    "letters": "a,b,c\né,ü,3\n1,€,ß\n",
    "bad": b"a,b,c\n1,\xff,3\n\xc3\xa9,5,6\n7,8,9\n",
    "cp1252": 'a,b,c\né,è,3\n1,€,ß\nà,"x\ny",9\n'.encode("cp1252"),
    "utf-16": 'a,b,c\né,2,3\n4,"x\ny",6\n'.encode("utf-16"),
}


@pytest.fixture
def answer(engine: DuckDBEngine, tmp_path: Path) -> Any:
    """The rows of a text, each with its fault and line; or the code of the refusal."""

    def answer_of(text: str | bytes, **settings: Any) -> Any:
        path = tmp_path / "data.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        try:
            table = open_table(engine, path, "t", make_plan(**settings))
        except InputError as refusal:
            return refusal.code
        rows = engine.rows(f"SELECT * EXCLUDE (_file) FROM {table.numbered} ORDER BY _line")
        assert sorted(map(repr, engine.rows(f"SELECT * FROM {table.relation}"))) == sorted(repr(row[:-1]) for row in rows)
        return rows

    return answer_of


def copied(engine: DuckDBEngine, path: Path, threads: int, *, trusting: bool = True) -> tuple[bytes, Any, Any]:
    """The plain copy of a text, the line of each of its rows, and what was lost."""
    source = Source(path, dialect_of(*head_of(path), str(path)), str(path), threads)
    plain = _plain.Plain(engine, source, "t", trusting=trusting)
    plain.copy()
    line, rows = plain.places.numbered(f"SELECT i AS _row FROM range(1, {plain.rows + 1}) AS rows (i)", plain.rows)
    lines = engine.rows(f"SELECT {line} FROM {rows} ORDER BY _row")
    lost = engine.rows(f"SELECT * FROM {plain.lost.table}") if plain.lost.written() else []
    return b"".join(file.read_bytes().removeprefix(b"\xef\xbb\xbf") for file in plain.files), lines, lost


@pytest.mark.parametrize("name", ODD)
def test_the_copy_is_the_same_wherever_the_chunks_end(engine, tmp_path, monkeypatch, name):
    path = tmp_path / "odd.csv"
    path.write_bytes(text if isinstance(text := ODD[name], bytes) else text.encode())
    walked = copied(engine, path, 1, trusting=False)
    for size in range(1, path.stat().st_size + 2):
        monkeypatch.setattr(_chunks, "CHUNK", size)
        assert copied(engine, path, 1 + size % 3) == walked, size


@pytest.mark.parametrize("name", ODD)
@pytest.mark.parametrize("size", [1, 7, 20])
def test_the_rows_are_the_same_wherever_the_chunks_end(answer, monkeypatch, name, size):
    wanted = answer(ODD[name])
    assert wanted
    monkeypatch.setattr(_chunks, "CHUNK", size)
    monkeypatch.setattr(_plain, "PIECE", 3 * size)
    monkeypatch.setattr(_places, "PENDING", 2)
    monkeypatch.setattr(_places, "BLOCK", 2)
    assert answer(ODD[name], threads=1) == wanted
    assert answer(ODD[name], threads=3) == wanted


@pytest.mark.parametrize(
    ("damage", "fault"),
    [
        (lambda row: row.replace("some", "\udcff"), "unreadable characters"),
        (lambda row: row + ",a,b", "too many fields"),
        (lambda row: row + ",", "too many fields"),
        (lambda row: row.replace(",some wörds", ""), "too few fields"),
        (lambda row: row.replace("some wörds", '"some" words'), "stray quote"),
        (lambda row: row.replace("some wörds", '"some wörds'), "open quote"),
        (lambda row: row.replace("some wörds", 'some" words'), None),
        (lambda row: row.replace("some wörds", '"some\nwörds"'), None),
        (lambda row: row + "\n\n", None),
        (lambda row: row + "\r", None),
    ],
)
def test_one_odd_row_among_many_is_found_on_its_line(answer, monkeypatch, damage, fault):
    monkeypatch.setattr(_chunks, "CHUNK", 512)
    for place in (0, 1, 100, 198, 199):
        rows = [*ROWS[:place], damage(ROWS[place]), *ROWS[place + 1 :]]
        found = answer("\n".join([HEADER, *rows, ""]).encode("utf-8", "surrogateescape"))
        assert {row[-1]: row[-2] for row in found if row[-2]} == ({place + 2: fault} if fault else {})
        taller = rows[place].count("\n")
        assert [row[-1] for row in found] == [*range(2, place + 3), *range(place + 3 + taller, 202 + taller)]
        assert [row[0] for row in found if not row[-2]] == [row[:4] for row in ROWS if not (fault and row == ROWS[place])] or fault in (
            "too many fields",
            "too few fields",
        )


@pytest.mark.parametrize("place", [0, 100, 199])
def test_a_nul_is_refused_with_its_line(engine, tmp_path, monkeypatch, place):
    monkeypatch.setattr(_chunks, "CHUNK", 512)
    path = tmp_path / "nul.csv"
    path.write_text("\n".join([HEADER, *ROWS[:place], ROWS[place] + "\0", *ROWS[place + 1 :]]), encoding="utf-8")
    with pytest.raises(InputError, match=rf"NUL byte on line {place + 2}"):
        open_table(engine, path, "t", Plan())


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("\n".join([HEADER, *ROWS]), (200, "\n")),
        ("\r\n".join([HEADER, *ROWS, ""]), (200, "\r\n")),
        ("\r\n".join([HEADER, *ROWS]), (200, "\r\n")),
        ("\n".join([HEADER, *ROWS, "", "", ""]), (200, "\n")),
        ("\n".join([HEADER, *ROWS, '"C1","2024-01-01",1,"say ""hi"", all"', ""]), (201, "\n")),
        ("\n".join([HEADER, *ROWS, "too,few", "one,too,many,", ""]), (202, "\n")),
        ("\n".join([HEADER, *ROWS[:9], "", *ROWS[9:]]), None),
        ("\n".join([HEADER, *ROWS[:9]]) + "\r\n" + "\n".join(ROWS[9:]), None),
        ("\n".join([HEADER, *ROWS, '1,2,3,"a\nb"', ""]), None),
        ("\n".join([HEADER, *ROWS, "1,2,3,4,5,6", ""]), None),
    ],
)
@pytest.mark.parametrize("size", [100, 1 << 20])
def test_what_needs_no_copy(tmp_path, monkeypatch, text, found, size):
    monkeypatch.setattr(_chunks, "CHUNK", size)
    path = tmp_path / "data.csv"
    path.write_bytes(text.encode())
    told = survey(Source(path, dialect_of(*head_of(path), ""), "", 2))
    assert (told and (told.rows, told.end)) == found


def test_a_look_knows_where_the_records_stand():
    text = b'a,b\n"c\nd","e"\n\nf,g,h\nf,g,h,i\n"x,"\n'
    look = look_at(text, Signs(b",", b'"', 2))
    stand = [text[start:end] for start, end in pairwise(look.begins)]
    assert stand == [b"a,b\n", b'"c\nd","e"\n', b"\n", b"f,g,h\n", b"f,g,h,i\n", b'"x,"\n']
    assert look.heights is not None
    assert look.heights.tolist() == [1, 2, 1, 1, 1, 1]
    assert (look.doubtful, look.blank) == ([2, 4], 1)


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every statement that the engine is given from now on."""
    given: list[str] = []
    run = DuckDBEngine.run

    def noted(engine: DuckDBEngine, sql: str) -> Any:
        given.append(sql)
        return run(engine, sql)

    monkeypatch.setattr(DuckDBEngine, "run", noted)
    return given


@pytest.mark.parametrize("odd", ["", '"C9",2024-01-01,1,"some\nwörds",9\n', "C9,2024-01-01,1,some wörds,9,,,\n"])
def test_a_large_file_is_parsed_once(tmp_path, statements, odd):
    path = tmp_path / "large.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write("customer_id,order_date,amount,note,batch\n")
        for number in range(250):
            file.writelines(f"{row},{number}\n" for row in ROWS)
            file.write(odd if number == 77 else "")
    with DuckDBEngine(threads=2) as engine:
        orders = read(engine, make_plan(threads=2), Given(path)).orders
        assert orders is not None
        last = engine.rows(f"SELECT count(*), max(_line) FROM {orders.numbered}")[0]
    assert last == (50_000 + bool(odd), 50_001 + odd.count("\n"))
    assert sum("read_csv" in sql for sql in statements) == 1


def test_a_full_disk_is_told_with_the_folder_and_the_bytes(engine, tmp_path, monkeypatch):
    path = tmp_path / "data.csv"
    path.write_text("\n".join([HEADER, *ROWS]), encoding="utf-8")

    def full(sql: str) -> Any:
        raise SurroundingsError("engine-io", "The engine could not read or write", place="Could not write: No space left on device")

    monkeypatch.setattr(_stage, "LARGE", 0)
    monkeypatch.setattr(engine, "rows", full)
    with pytest.raises(SurroundingsError, match=r"\[disk-full\]") as refusal:
        open_table(engine, path, "t", Plan())
    assert f"{path.stat().st_size:,} bytes" in str(refusal.value)
    assert refusal.value.place == str(engine.scratch("").parent)


def test_stopping_midway_leaves_nothing_behind(tmp_path, monkeypatch):
    path = tmp_path / "data.csv"
    path.write_text("\n".join([HEADER, *ROWS, '1,2,3,"a\nb"']), encoding="utf-8")
    monkeypatch.setattr(_chunks, "CHUNK", 64)
    looks = []

    def stopped(chunk: bytes, signs: Signs) -> Any:
        looks.append(chunk)
        if len(looks) == 150:
            raise KeyboardInterrupt
        return look_at(chunk, signs)

    monkeypatch.setattr(_survey, "look_at", stopped)
    engine = DuckDBEngine()
    folder = engine.scratch("").parent
    with engine, pytest.raises(KeyboardInterrupt):
        open_table(engine, path, "t", Plan(threads=2))
    assert not folder.exists()


@pytest.mark.parametrize("large", [0, 1 << 40])
def test_a_large_text_and_a_small_one_are_kept_alike(answer, monkeypatch, large):
    wanted = {name: answer(text) for name, text in ODD.items()}
    monkeypatch.setattr(_stage, "LARGE", large)
    monkeypatch.setattr(_stage, "GROUP_ROWS", 2_048)
    assert {name: answer(text) for name, text in ODD.items()} == wanted
    text = "\n".join([HEADER, *ROWS * 100])
    rows = answer(text, threads=2)
    assert [row[:4] for row in rows] == [tuple(row.split(",")) for row in ROWS * 100]
    assert [row[-1] for row in rows] == list(range(2, 20_002))
