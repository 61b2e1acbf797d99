"""The catalogue of what exports do: each read right, cell by cell and line by line, or set aside, or refused."""

from __future__ import annotations

import codecs
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from coterie.clean import clean
from coterie.engines.duckdb import DuckDBEngine
from coterie.errors import InputError
from coterie.plan import Plan, make_plan
from coterie.read import read
from coterie.read._door import open_table
from coterie.records import Given


class Found(NamedTuple):
    """What was read: names, line → cells of the good rows, line → fault of the others, notes."""

    names: list[str]
    rows: dict[int, tuple[Any, ...]]
    faults: dict[int, str]
    notes: tuple[str, ...]


Opened = Callable[..., Found]


@pytest.fixture
def opened(engine: DuckDBEngine, tmp_path: Path) -> Opened:
    def open_text(content: str | bytes, **settings: Any) -> Found:
        path = tmp_path / "export.csv"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        table = open_table(engine, path, "t", make_plan(**settings))
        rows = engine.rows(f"SELECT * EXCLUDE (_file) FROM {table.numbered} ORDER BY _line")
        assert len({row[-1] for row in rows}) == len(rows)
        good = {row[-1]: row[:-2] for row in rows if row[-2] is None}
        return Found(engine.columns(f"SELECT * FROM {table.relation}")[:-1], good, {r[-1]: r[-2] for r in rows if r[-2]}, table.notes)

    return open_text


ROWS = {2: ("A1", "2024-01-05", "1.50"), 3: ("B2", "2024-01-06", "20.00"), 4: ("C3", "2024-01-07", "3.25")}
NAMES = ["id", "day", "amount"]
HEADER, *LINES = TABLE = ["id,day,amount", "A1,2024-01-05,1.50", "B2,2024-01-06,20.00", "C3,2024-01-07,3.25"]
TEXT = "".join(f"{line}\n" for line in TABLE)


def shifted(by: int) -> dict[int, tuple[str, ...]]:
    """The rows, so many lines further down."""
    return {line + by: cells for line, cells in ROWS.items()}


# what it is, how it is written, by how many lines the rows are moved
THE_SAME_TABLE = [
    ("plain", TEXT, 0),
    ("no line end at the end", TEXT.rstrip("\n"), 0),
    ("semicolons", TEXT.replace(",", ";"), 0),
    ("tabs", TEXT.replace(",", "\t"), 0),
    ("bars", TEXT.replace(",", "|"), 0),
    ("colons", TEXT.replace(",", ":"), 0),
    ("tildes", TEXT.replace(",", "~"), 0),
    ("carets", TEXT.replace(",", "^"), 0),
    ("unit separators", TEXT.replace(",", "\x1f"), 0),
    ("runs of spaces", TEXT.replace(",", "   "), 0),
    ("runs of spaces before lines too", "".join(f"  {line.replace(',', '  ')} \n" for line in TABLE), 0),
    ("all in quotes", "".join('"' + line.replace(",", '","') + '"\n' for line in TABLE), 0),
    ("all in apostrophes", "".join("'" + line.replace(",", "','") + "'\n" for line in TABLE), 0),
    ("a sep line", "sep=;\n" + TEXT.replace(",", ";"), 1),
    ("a quoted sep line", '"sep=|"\r\n' + TEXT.replace(",", "|").replace("\n", "\r\n"), 1),
    ("a sep line after a byte order mark", "\ufeffsep=,\n" + TEXT, 1),
    ("a sep line with a letter that texts have", "sep=:\n" + TEXT.replace(",", ":"), 1),
    ("carriage returns", TEXT.replace("\n", "\r"), 0),
    ("carriage returns and line feeds", TEXT.replace("\n", "\r\n"), 0),
    ("mixed line ends", f"{HEADER}\r\n{LINES[0]}\n{LINES[1]}\r{LINES[2]}\r\n", 0),
    ("blank lines above", "\n\n" + TEXT, 2),
    ("a title", "Sales of January\n" + TEXT, 1),
    ("titles, a date and a blank line", "Sales\nReport generated on 2024-02-01, 10:33\n\n" + TEXT, 3),
    ("a title as wide as the rows", "Sales of January,,\n,,\n" + TEXT, 2),
    ("comments", "# made by the till\n# in January\n" + TEXT, 2),
    ("a comment that is as wide as the rows", "# made, by, the till\n" + TEXT, 1),
    ("names and values", "Shop:,Berlin\n\n" + TEXT, 2),
    ("UTF-8 with a byte order mark", codecs.BOM_UTF8 + TEXT.encode(), 0),
    ("UTF-16 with a byte order mark", TEXT.encode("utf-16"), 0),
    ("UTF-16, big end first, with a byte order mark", codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), 0),
    ("UTF-16 without a mark", TEXT.encode("utf-16-le"), 0),
    ("UTF-16, big end first, without a mark", TEXT.encode("utf-16-be"), 0),
    ("UTF-32", TEXT.encode("utf-32"), 0),
    ("UTF-32 without a mark", TEXT.encode("utf-32-be"), 0),
    ("UTF-16 with returns", TEXT.replace("\n", "\r\n").encode("utf-16"), 0),
    ("a delimiter at the end of the header only", TEXT.replace(HEADER, HEADER + ",", 1), 0),
]


@pytest.mark.parametrize(("content", "by"), [(case[1], case[2]) for case in THE_SAME_TABLE], ids=[case[0] for case in THE_SAME_TABLE])
def test_the_same_table(opened, content, by):
    found = opened(content)
    assert (found.names, found.rows, found.faults) == (NAMES, shifted(by), {})
    assert bool(found.notes) == (by > 0 and not ("sep=" in str(content) or content[:2] == "\n\n"))


@pytest.mark.parametrize(
    ("text", "names", "rows"),
    [
        pytest.param(
            "a,b,\n1,2,\n3,4,\n", ["a", "b", "column 3"], {2: ("1", "2", ""), 3: ("3", "4", "")}, id="a delimiter at the end of every line"
        ),
        pytest.param(
            "a,b\n1,2,\n3,4,\n", ["a", "b", "column 3"], {2: ("1", "2", ""), 3: ("3", "4", "")}, id="at the end of every row only"
        ),
        pytest.param("a;b\n1,5;2,25\n", ["a", "b"], {2: ("1,5", "2,25")}, id="decimal commas"),
        pytest.param("a\tb\n1,5\t2,25\n", ["a", "b"], {2: ("1,5", "2,25")}, id="decimal commas between tabs"),
        pytest.param('a,b\n"1\n\n2",3\n4,5\n', ["a", "b"], {2: ("1\n\n2", "3"), 5: ("4", "5")}, id="a cell over several lines"),
        pytest.param(
            'a,b\r\n"1\r\n2",3\r\n4,5\r\n', ["a", "b"], {2: ("1\r\n2", "3"), 4: ("4", "5")}, id="a cell over several lines, with returns"
        ),
        pytest.param(
            'a,b\n"say \\"hi\\"",3\n"x\\\\y",5\n', ["a", "b"], {2: ('say "hi"', "3"), 3: ("x\\y", "5")}, id="quotes after backslashes"
        ),
        pytest.param('a,b\n"C:\\",3\n4,5\n', ["a", "b"], {2: ("C:\\", "3"), 3: ("4", "5")}, id="a backslash that is none of those"),
        pytest.param(
            "a,b\n'x, y',3\nO'Brien,5\n", ["a", "b"], {2: ("x, y", "3"), 3: ("O'Brien", "5")}, id="apostrophes where they are needed"
        ),
        pytest.param("'a','b'\n'',',\"'\n'x','y'\n", ["a", "b"], {2: ("", ',"'), 3: ("x", "y")}, id="a double quote between apostrophes"),
        pytest.param("a,b\n'tis,3\n'twas,5\n", ["a", "b"], {2: ("'tis", "3"), 3: ("'twas", "5")}, id="apostrophes that are none of those"),
        pytest.param('a,b\n12" pipe,3\n5",5\n', ["a", "b"], {2: ('12" pipe', "3"), 3: ('5"', "5")}, id="signs of inches"),
        pytest.param("a,b\n\n1,2\n\n\n3,4\n\n", ["a", "b"], {3: ("1", "2"), 6: ("3", "4")}, id="blank lines"),
        pytest.param("a,b\n#1001,2\n#1002,4\n", ["a", "b"], {2: ("#1001", "2"), 3: ("#1002", "4")}, id="ids that look like comments"),
        pytest.param("#,b\n1,2\n3,4\n", ["#", "b"], {2: ("1", "2"), 3: ("3", "4")}, id="a name that looks like a comment"),
        pytest.param("x:y\n10:1.5\n11:2\n", ["x", "y"], {2: ("10", "1.5"), 3: ("11", "2")}, id="colons under words"),
        pytest.param(
            " id  x y\n\n 1   2 3\n 4   5  6 \n", ["id", "x", "y"], {3: ("1", "2", "3"), 4: ("4", "5", "6")}, id="spaces and blank lines"
        ),
        pytest.param(
            'id x y\n1 "a b" 3\n4 "c" 6\n', ["id", "x", "y"], {2: ("1", "a b", "3"), 3: ("4", "c", "6")}, id="quotes between spaces"
        ),
    ],
)
def test_what_is_odd_and_good(opened, text, names, rows):
    found = opened(text)
    assert (found.names, found.rows, found.faults) == (names, rows, {})


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        pytest.param(TEXT + "D4 2024-01-08,1\n", {5: "too few fields"}, id="a delimiter missing"),
        pytest.param(TEXT + "D4,2024-01-08,1,\n", {5: "too many fields"}, id="an empty field more"),
        pytest.param(TEXT + "D4,2024-01-08,1,2,3\n", {5: "too many fields"}, id="fields more"),
        pytest.param(TEXT + 'D4,"2024"-01-08,1\n', {5: "stray quote"}, id="a stray quote"),
        pytest.param(TEXT + 'D4,2024-01-08,"1\n', {5: "open quote"}, id="an open quote at the end"),
        pytest.param(HEADER + '\nZ9,"2024-01-01,7\n' + "\n".join(LINES), {2: "open quote"}, id="an open quote above"),
        pytest.param(TEXT + 'D4,"2024-01-08\nand more', {5: "open quote"}, id="a cell that was cut off"),
        pytest.param(TEXT + "Total,,24.75\n", {5: "a total"}, id="a total"),
        pytest.param(TEXT + ",,24.75\n", {}, id="a total without a word is only a row without id and day"),
        pytest.param(TEXT + "Grand total:,,24.75\nAverage,,8.25\n", {5: "a total", 6: "a total"}, id="totals"),
        pytest.param(TEXT + "\nSumme;;24,75\n3 Zeilen\n", {6: "a total", 7: "a total"}, id="a total of another width"),
        pytest.param(TEXT + "Total Energies,2024-01-08,1\n", {}, id="a customer who is called like a total"),
        pytest.param(TEXT.replace(",", "\t") + "* Summe\t\t24,75\n** Gesamt: 3\n", {5: "a total", 6: "a total"}, id="totals of SAP"),
        pytest.param(TEXT + "*,,24.75\n", {5: "a total"}, id="a total that is a star"),
        pytest.param(TEXT + "----------\n(3 rows)\n", {5: "a drawn line", 6: "a total"}, id="a drawn line below"),
        pytest.param(
            HEADER.replace(",", "|") + "\n:--|---|--:\n" + "\n".join(LINES).replace(",", "|"),
            {2: "a drawn line"},
            id="a table of Markdown",
        ),
        pytest.param(HEADER + "\n--+-----+--\n" + "\n".join(LINES), {2: "a drawn line"}, id="a drawn line under the names"),
        pytest.param(TEXT + "\nMade by Ada\n", {6: "a note"}, id="a note"),
        pytest.param(TEXT + "# that was all\n", {5: "a comment"}, id="a comment below"),
        pytest.param(HEADER + "\n# now, it, begins, here\n" + "\n".join(LINES), {2: "a comment"}, id="a comment between"),
        pytest.param(TEXT + TEXT, {5: "the names again"}, id="two exports in one file"),
        pytest.param(TEXT + " \t \n", {5: "a blank line"}, id="white space"),
        pytest.param(
            TEXT + "\nproduct,stock\nmug,5\npen,7\n", {6: "too few fields", 7: "too few fields", 8: "too few fields"}, id="a second table"
        ),
        pytest.param(TEXT.encode() + b"D\xff,2024-01-08,1 \xe2\x82\xac\n", {5: "unreadable characters"}, id="a bad byte"),
    ],
)
def test_what_is_set_aside_alone(opened, text, faults):
    found = opened(text)
    assert found.faults == faults
    by = 1 if 2 in faults else 0
    assert {line: cells for line, cells in found.rows.items() if cells in ROWS.values()}.items() >= shifted(by).items()
    text = text if isinstance(text, str) else text.decode("cp1252")
    assert len(found.rows) + len(faults) == sum(bool(line) for line in text.split("\n")[1:]) - text.count("and more")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        pytest.param(b"", "empty-file", id="nothing"),
        pytest.param(codecs.BOM_UTF8, "empty-file", id="a byte order mark"),
        pytest.param(codecs.BOM_UTF16_LE, "empty-file", id="another one"),
        pytest.param(b"\n \n", "empty-file", id="white space"),
        pytest.param(b"id,day,amount\n", "no-rows", id="a header"),
        pytest.param("".join(f"{line}\n" for line in LINES), "no-header", id="no header"),
        pytest.param("1,2\n3,4\n" * 30, "no-header", id="numbers without a header"),
        pytest.param("male,Paris\nmale,Rome\nfemale,Rome\nmale,Lyon\n", "no-header", id="texts that come again, without a header"),
        pytest.param("Sales\nid,name\nA,Ada\n", "header-width", id="a title over texts, which may be a broken header"),
        pytest.param("id;day,amount\n" + "\n".join(LINES), "header-width", id="a header of another width"),
        pytest.param("id,day,amount,\n" + "\n".join(f"{line},{line}" for line in LINES), "header-width", id="a header that is too short"),
        pytest.param('id,"day" ,"amount" x\n' + "\n".join(LINES), "header-quote", id="a stray quote in the header"),
        pytest.param('id,"day,amount\n' + "\n".join(LINES), "open-quote", id="an open quote in the header"),
        pytest.param("id,day,amount\nID,Day,Sum\n" + "\n".join(LINES), "two-headers", id="two headers"),
        pytest.param(TEXT + "\nproduct,stock,value\nmug,5,1.50\npen,7,2.25\n", "two-tables", id="a second table as wide as the first"),
        pytest.param("a;b,c\nx;y,z\nu;v,w\n", "unclear-delimiter", id="two delimiters"),
        pytest.param("a,b\n'it''s',x\ny,z\n", "unclear-quote", id="apostrophes that may be quotes"),
        pytest.param("".join(f'"{line}"\n' for line in TABLE), "quoted-lines", id="each line in quotes as a whole"),
        pytest.param("first last\nAda Byron\nMary Jones\n", "space-delimited", id="words with spaces"),
        pytest.param("a:b\nx:y\nu:v\n", "rare-delimiter", id="words with colons"),
        pytest.param(
            "# Shop\n\nThis folder holds what we sold: see the files beside it.\nAsk us: we answer.\n", "no-table", id="sentences"
        ),
        pytest.param("Origin: the folder of last year, kept for who asks for it\n", "no-table", id="one sentence"),
        pytest.param(b"id,day\nA,2024-01-05\0\n", "nul-byte", id="a NUL"),
        pytest.param("имя,сумма\nВиктория Александровна,1\nАлександр Сергеевич,2\n".encode("cp1251"), "unknown-encoding", id="Cyrillic"),
        pytest.param(b"PK\x03\x04" + bytes(60), "broken-zip", id="a workbook"),
        pytest.param(b"<!doctype html><table><tr><td>id</td></tr></table>", "unknown-format", id="a web page"),
        pytest.param(b"PAR1" + bytes(60), "broken-parquet", id="a Parquet file"),
        pytest.param(b"a" * 9_000_000, "no-header", id="one endless line"),
    ],
)
def test_what_is_refused(opened, content, code):
    with pytest.raises(InputError) as refusal:
        opened(content)
    assert (refusal.value.code, refusal.value.exit_code) == (code, 2)
    assert "export.csv" in str(refusal.value)


LICENCE = (
    "Terms of use\n\nWho holds a copy may use it, lend it, or give it away,\nand need not ask; but the names above stay with it.\n\n"
    "IT COMES AS IT IS, WITHOUT A PROMISE OF ANY KIND, SAID OR\nMEANT, THAT IT DOES WHAT YOU WANT, OR ANYTHING AT ALL.\n"
)


@pytest.mark.parametrize(
    "content, said",
    [
        pytest.param(LICENCE, "This is running text, not a table: it begins with 'Terms of use'", id="a licence"),
        pytest.param("1\n1\n2\n" * 30, "one column without a name, with values such as '1'.*Give a table with a column per", id="labels"),
    ],
)
def test_what_is_no_table_is_refused_for_what_it_is(opened, content, said):
    with pytest.raises(InputError, match=said):
        opened(content)


@pytest.mark.parametrize(("rows", "warned"), [(65_534, False), (65_535, True), (65_536, True), (1_048_575, True)])
def test_a_file_as_long_as_a_limit_was_probably_cut(opened, rows, warned):
    notes = opened("id,day\n" + "A,1\n" * rows).notes
    assert any("cut" in note for note in notes) == warned


def test_one_bad_byte_far_down_costs_one_row(opened):
    lines = [b"id,day\n", *[b"\xc3\xa9,1\n"] * 700_000]
    lines[699_999] = b"\xe9,1\n"
    found = opened(b"".join(lines))
    assert (len(found.rows), found.faults) == (699_999, {700_000: "unreadable characters"})


def test_twenty_thousand_columns(engine, tmp_path):
    path = tmp_path / "wide.csv"
    path.write_text("\n".join(",".join(f"{mark}{at}" for at in range(20_000)) for mark in ("c", "", "7")))
    table = open_table(engine, path, "t", Plan())
    assert engine.rows(f"SELECT c0, c19999, _fault FROM {table.relation} ORDER BY c0") == [("0", "19999", None), ("70", "719999", None)]


def test_a_width_that_changes_is_set_aside_from_there_on(opened):
    found = opened("a,b\n" + "1,2\n" * 5_000 + "1,2,3\n" * 20)
    assert (len(found.rows), set(found.faults)) == (5_000, set(range(5_002, 5_022)))


@pytest.mark.parametrize(
    ("bad", "limit", "refused"), [(1, 0.05, False), (2, 0.05, True), (2, 0.2, False), (20, 0.9, False), (20, 0.5, True)]
)
def test_too_many_rows_that_cannot_be_read_stop_the_run(engine, tmp_path, bad, limit, refused):
    path = tmp_path / "orders.csv"
    path.write_text("customer,day,amount\n" + "A,2024-01-05,1\n" * 19 + "A,2024-01-05,1,2\n" * bad)
    plan = Plan(max_unreadable=limit, duplicates="keep")
    given = read(engine, plan, Given(path))
    if refused:
        with pytest.raises(InputError, match=r"line 21.*\[too-many-unreadable\]"):
            clean(engine, plan, given, None)
    else:
        assert clean(engine, plan, given, None).ledger.total("orders", "set aside") == bad


ORDERS = "".join(f"{at // 3:05} 2024{at % 12 + 1:02}{at % 28 + 1:02} {at % 2 + 1} {at % 2 * 9 + 9}.50\n" for at in range(60))


def test_a_table_without_names_that_leaves_no_doubt(opened):
    found = opened(ORDERS)
    assert found.names == ["customer", "date", "quantity", "amount"]
    assert (len(found.rows), found.rows[1]) == (60, ("00000", "20240101", "1", "9.50"))
    assert "column 1 as customer" in found.notes[0]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(ORDERS.replace(" 1 ", " 7 ").replace(" 2 ", " 13 "), id="quantities that may be anything"),
        pytest.param(ORDERS.replace(".50", ""), id="money that may be anything"),
        pytest.param("".join(f"{at:05} 2024{at % 12 + 1:02}01 1 9.50\n" for at in range(60)), id="ids of orders"),
        pytest.param("".join(f"{at % 2:05} 2024{at % 12 + 1:02}{at % 28 + 1:02} 9.50\n" for at in range(60)), id="ids of products"),
        pytest.param("\n".join(ORDERS.splitlines()[:10]), id="few rows"),
        pytest.param("".join(f"{at} {at * at}\n" for at in range(60)), id="numbers that may be ids"),
        pytest.param("".join(f"{at % 7} {at % 5} {at % 3}\n" for at in range(60)), id="codes"),
    ],
)
def test_a_table_without_names_that_leaves_a_doubt(opened, text):
    with pytest.raises(InputError, match=r"--roles customer='column 1'.*\[no-header\]"):
        opened(text)


def test_the_user_names_columns_by_their_places(engine, tmp_path):
    path = tmp_path / "orders.csv"
    path.write_text("Ada,2024-01-05,5\nBob,2024-01-06,6\nAda,2024-02-05,7\n")
    plan = make_plan(roles={"customer": "column 1", "time": "column 2", "amount": "column 3"})
    source = read(engine, plan, Given(path)).orders
    assert source.roles == {"customer": "column 1", "time": "column 2", "amount": "column 3"}
    assert engine.rows(f"SELECT count(*) FROM {source.relation}") == [(3,)]
    path.write_text("who,day,paid\nAda,2024-01-05,5\nBob,2024-01-06,6\nAda,2024-02-05,7\n")
    with pytest.raises(InputError, match=r"There is no column 'column 1'.*\[unknown-column\]"):
        read(engine, plan, Given(path))


def test_a_note_stands_in_the_first_cell_and_is_a_text(opened):
    assert opened(f"{TEXT},,\nMade by the till,,\n").faults == {6: "a note"}
    for last in (",,7", "7,,", ",2024-01-08,"):
        found = opened(f"{TEXT},,\n{last}\n")
        assert found.rows[6] == tuple(last.split(",")) and 6 not in found.faults
