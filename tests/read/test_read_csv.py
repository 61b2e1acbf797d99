"""Delimited text: every cell as it stands in the file, every row in the table or at fault, on its physical line."""

from __future__ import annotations

import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coterie.engines.duckdb import DuckDBEngine
from coterie.errors import InputError
from coterie.plan import Plan, make_plan
from coterie.read._door import open_table

HEADER = [f"column {letter}" for letter in "abcdefghi"]
CLEAN = [HEADER] + [[f"r{row}c{column}" for column in range(9)] for row in range(84)]
LINES = [",".join(row) for row in CLEAN]


def faults(rows: list[tuple[object, ...]]) -> dict[object, object]:
    """Line → fault of the rows at fault."""
    return {row[-1]: row[-2] for row in rows if row[-2]}


@pytest.mark.parametrize(
    "text, expected",
    [
        ("a,b\n1,2\n3,4\n", [("1", "2", 2), ("3", "4", 3)]),
        ("a;b\r\n1,5;2\r\n", [("1,5", "2", 2)]),
        ("a\tb\n1\t2\n", [("1", "2", 2)]),
        ("a|b\n1|2", [("1", "2", 2)]),
        ("a,b\r1,2\r3,4\r", [("1", "2", 2), ("3", "4", 3)]),
        ("a,b\r\n1,2\n3,4\r\n", [("1", "2", 2), ("3", "4", 3)]),
        ("a,b\n\n1,2\n\n\n3,4\n", [("1", "2", 3), ("3", "4", 6)]),
        ("\n\na,b\n1,2\n", [("1", "2", 4)]),
        ("sep=;\na;b\n1;2\n", [("1", "2", 3)]),
        ('a,b\n"x\ny",2\n3,4\n', [("x\ny", "2", 2), ("3", "4", 4)]),
        ('a,b\r\n"x\ny",2\r\n3,4\r\n', [("x\ny", "2", 2), ("3", "4", 4)]),
        ('"a\nz",b\n1,2\n', [("1", "2", 3)]),
        ("'a','b'\n'1,5','it''s'\n", [("1,5", "it's", 2)]),
        ('a,b\n"say ""hi""",5" pipe\n', [('say "hi"', '5" pipe', 2)]),
        ('a,b\n,""\n', [("", "", 2)]),
        ("a,b\n00123,NA\nnull,1E5\n", [("00123", "NA", 2), ("null", "1E5", 3)]),
        ("a,b\n#1,2\n", [("#1", "2", 2)]),
        ("only\nx\ny\n", [("x", 2), ("y", 3)]),
    ],
)
def test_cells_are_read_as_they_stand(cells, text, expected):
    assert [(*row[:-2], row[-1]) for row in cells(text)] == expected
    assert not faults(cells(text))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings(cells, encoding):
    rows = cells("naïve,b\ncafé,€5\n".encode(encoding))
    assert [row[:2] for row in rows] == [("café", "€5")]


POLISH = "Nr zamówienia;Klient;Wartość\n1;Łukasz Żółć;12,50 zł\n2;Prośba Wątek;7,00 zł\n"
MILLER = "id;name\n" + "".join(f"{n};Jürgen Böhm, Köln-Süd\n" for n in range(9))


@pytest.mark.parametrize(
    "content, encoding, last",
    [
        (POLISH.encode("cp1250"), "auto", ("2", "Prośba Wątek", "7,00 zł")),
        (POLISH.encode("iso8859-2"), "auto", ("2", "Prośba Wątek", "7,00 zł")),
        (b"a;b\n1;40 m\xb3\n2;col\xb7lecci\xf3, N\xba 7, \xbfqu\xe9?, l\xb4or, \xa35", "auto", ("2", "col·lecció, Nº 7, ¿qué?, l´or, £5")),
        (MILLER.encode("cp850"), "cp850", ("8", "Jürgen Böhm, Köln-Süd")),
        (MILLER.encode("cp437"), "IBM437", ("8", "Jürgen Böhm, Köln-Süd")),
        ("番号,顧客\n1,表示\n".encode("shift-jis"), "shift_jis", ("1", "表示")),
        ("номер,имя\n1,Иван\n".encode("cp1251"), "windows-1251", ("1", "Иван")),
        ("a,b\n1,é\n".encode(), "utf8", ("1", "é")),
        ("a,b\n1,é\n".encode("utf-16-le"), "utf-16-le", ("1", "é")),
    ],
)
def test_letters_of_other_lands(engine, tmp_path, content, encoding, last):
    (tmp_path / "data.csv").write_bytes(content)
    table = open_table(engine, tmp_path / "data.csv", "t", make_plan(encoding=encoding))
    assert engine.rows(f"SELECT * EXCLUDE (_fault) FROM {table.relation}")[-1] == last
    assert engine.rows(f"SELECT count(_fault) FROM {table.relation}") == [(0,)]
    assert bool(table.notes) is (encoding == "auto")


@pytest.mark.parametrize(
    "encoding, said",
    [
        ("auto", r"signs where words have letters.*--encoding cp1251.*\[unknown-encoding\]"),
        ("cp1520", r"no encoding 'cp1520'.*mean 'cp1252'.*\[bad-encoding\]"),
        ("base64", r"no encoding 'base64'.*\[bad-encoding\]"),
        ("", r"no encoding ''.*\[bad-encoding\]"),
    ],
)
def test_letters_that_cannot_be_told(engine, tmp_path, encoding, said):
    (tmp_path / "data.csv").write_bytes(MILLER.encode("cp850"))
    with pytest.raises(InputError, match=said):
        open_table(engine, tmp_path / "data.csv", "t", make_plan(encoding=encoding))


@pytest.mark.parametrize(
    "text, expected",
    [
        ("a,b,c\n1,2,3\n1,2\n", {3: "too few fields"}),
        ("a,b,c\n1,2,3\n1,2,3,4\n", {3: "too many fields"}),
        ("a,b,c\n1,2,3\n1,2,3,\n", {3: "too many fields"}),
        ("a,b,c\n1,2,3\n1,2,3,4,5,6\n7,8,9\n", {3: "too many fields"}),
        ('a,b,c\n1,2,3\n\n1,"x"y,3\n1,2\n', {4: "stray quote", 5: "too few fields"}),
        ('a,b,c\n1,2,3\n1,"x" "y",3\n', {3: "stray quote"}),
        ('a,b\n1,2\n"x\n\ny",2\n3,4,5,6\n1\n', {6: "too many fields", 7: "too few fields"}),
        (b"a,b\n" + b"1,2\n" * 30_000 + b"\xff,2\n1,2\n", {30_002: "unreadable characters"}),
        ("a,b\n1,2\n" + "x" * 3_000_000 + ",1\n3,4\n", {3: "line too long"}),
    ],
)
def test_a_damaged_row_is_at_fault_on_its_line(cells, text, expected):
    assert faults(cells(text)) == expected


def test_a_row_that_cannot_be_read_keeps_its_raw_text(cells):
    assert cells('a,b\n1,2\n1,"x"y\n')[1] == ('1,"x"y', None, "stray quote", 3)


@pytest.mark.parametrize("end", [",", ",extra"])
@pytest.mark.parametrize("row", range(85))
def test_a_field_too_many_is_never_silent(cells, row, end):
    damaged = [*LINES[:row], LINES[row] + end, *LINES[row + 1 :]]
    _expect_fault(cells, damaged, row)


@pytest.mark.parametrize("row", range(85))
def test_a_field_too_few_is_never_silent(cells, row):
    damaged = [*LINES[:row], LINES[row].replace(",", "", 1), *LINES[row + 1 :]]
    _expect_fault(cells, damaged, row)


def _expect_fault(cells, lines, row):
    if row == 0 and lines[0].endswith("i,"):
        assert not faults(cells("\n".join(lines)))  # an empty name less is no loss
        return
    if row == 0:
        with pytest.raises(InputError, match=r"\[header-width\]"):
            cells("\n".join(lines))
        return
    rows = cells("\n".join(lines))
    assert len(rows) == 84
    assert list(faults(rows)) == [row + 1]


@pytest.mark.parametrize("row", range(7, 85, 7))
def test_an_open_quote_costs_its_own_row_only(cells, row):
    damaged = [*LINES[:row], LINES[row].replace(",", ',"', 1), *LINES[row + 1 :]]
    rows = cells("\n".join(damaged))
    assert len(rows) == 84
    assert faults(rows) == {row + 1: "open quote"}


def test_an_open_quote_in_the_header_is_refused(cells):
    with pytest.raises(InputError, match=r"A quote opens on line 1 .*\[open-quote\]"):
        cells("\n".join([LINES[0].replace(",", ',"', 1), *LINES[1:]]))


@pytest.mark.parametrize(
    "content, code",
    [
        (b"", "empty-file"),
        (b"\xef\xbb\xbf", "empty-file"),
        (b" \n\n", "empty-file"),
        (b"a,b\n", "no-rows"),
        (b"a,b", "no-rows"),
        (b"1,Male,19,15,39\n2,Male,21,15,81\n", "no-header"),
        (b"C1,2024-01-05,x\nC2,2024-01-06,y\n", "no-header"),
        (b"C1,a@b.org\nC2,c@d.org\n", "no-header"),
        (b"Sales report\na,b,c\nu,v,w\nx,y,z\n", "header-width"),
        (b"Sales report,,\na,b,c\nu,v,w\nx,y,z\n", "no-header"),
        (b"full name\nAda Byron\nMary Jones\n", "space-delimited"),
        (b"664159 550946\n665845 557965\n", "no-header"),
        (b"a,b\n1,\x00\n", "nul-byte"),
        (b"<!doctype html><table>", "unknown-format"),
    ],
)
def test_what_is_no_table_is_refused(cells, content, code):
    with pytest.raises(InputError) as refusal:
        cells(content)
    assert refusal.value.code == code
    assert "data.csv" in str(refusal.value)


def test_one_letter_with_an_accent_in_many_cells_is_read(cells):
    text = "name,pieces\né,1\nééééé,2\nééééé,3\n"
    assert [row[:2] for row in cells(text.encode("cp1252"))] == [("é", "1"), ("ééééé", "2"), ("ééééé", "3")]
    with pytest.raises(InputError, match="unknown-encoding"):
        cells("имя,штук\nАнна,1\nИван,2\n".encode("cp1251"))


@pytest.mark.parametrize(
    "header, names",
    [
        ("id,id,ID", ["id", "id (2)", "ID (3)"]),
        (",b,c", ["column 1", "b", "c"]),
        ("_line,_fault,_surplus", ["_line (2)", "_fault (2)", "_surplus"]),
        ("_row,_from,_shift", ["_row (2)", "_from (2)", "_shift (2)"]),
        ('"a""; drop table t; --",<script>,../../x', ['a"; drop table t; --', "<script>", "../../x"]),
        ("é,e\u0301,z\u200bz", ["é", "e\u0301", "z\u200bz"]),
        ("select," + "x" * 65_536 + ",c", ["select", "x" * 65_536, "c"]),
    ],
)
def test_any_column_name_is_only_a_text(engine, tmp_path, header, names):
    path = tmp_path / "names.csv"
    path.write_text(f"{header}\nu,v,w\n", encoding="utf-8")
    table = open_table(engine, path, "t", Plan())
    assert engine.columns(f"SELECT * FROM {table.relation}") == [*names, "_fault"]
    assert engine.rows(f"SELECT * FROM {table.relation}") == [("u", "v", "w", None)]
    assert engine.rows(f"SELECT * EXCLUDE (_file) FROM {table.numbered}") == [("u", "v", "w", None, 2)]


def test_one_endless_line_is_refused(cells):
    with pytest.raises(InputError, match=r"\[no-header\]"):
        cells("a" * 20_000_000)


def test_many_columns(cells):
    wide = ",".join(f"c{i}x" for i in range(1_000))
    assert len(cells(f"{wide}\n{wide}\n{wide}\n")[0]) == 1_002


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(["a", "b", ",", '"', '""', "\n", "\r\n", " ", '"x"', ",y,z\n"]), max_size=24).map("".join))
def test_any_rubbish_is_told_line_by_line_or_refused(engine, tmp_path, rubbish):
    path = tmp_path / "rubbish.csv"
    text = "aa,bb,cc\n" + "x,y,z\n" * 4 + rubbish
    path.write_bytes(text.encode())
    lines = [line.rstrip("\r\n") for line in io.StringIO(text, newline="")]
    try:
        rows = DuckDBEngine.rows(engine, f"SELECT * EXCLUDE (_file) FROM {open_table(engine, path, 't', Plan()).numbered} ORDER BY _line")
    except InputError as refusal:
        assert refusal.code in ("open-quote", "unclear-rows", "header-width", "no-table")
        return
    assert len({row[-1] for row in rows}) == len(rows)
    told: set[int] = set()
    for *own, _, line in rows:
        height = 1 + sum(cell.replace("\r\n", "\n").count("\n") for cell in own if cell)
        told |= set(range(line, line + height))
    # Every line that is not empty is part of a row.
    assert {number for number, line in enumerate(lines, 1) if line and number > 1} <= told
