"""Workbooks: every format and kind of cell, the sheet and the table on it, and files that would take the program down."""

from __future__ import annotations

import datetime as dt
import gzip
import os
import signal
import threading
import time
from contextlib import suppress
from xml.sax.saxutils import escape

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from coterie.engines.duckdb import DuckDBEngine
from coterie.errors import InputError
from coterie.plan import Plan, make_plan
from coterie.read import excel
from coterie.read._door import open_table
from workbooks import cell, ods, old_office, xls, xlsb, xlsx

HEADER = ["customer", "order date", "amount"]
ROWS = [("00123", dt.date(2024, 1, 31), 17850.0), ("b", dt.date(2024, 2, 29), 0.5)]
TEXTS = [("00123", "2024-01-31", "17850", None, 2), ("b", "2024-02-29", "0.5", None, 3)]


def book(path, *sheets, hidden=(), epoch=None):
    """A workbook of (name, rows) pairs."""
    made = openpyxl.Workbook()
    if epoch:
        made.epoch = epoch
    made.remove(made.active)
    for name, rows in sheets:
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
        sheet.sheet_state = "hidden" if name in hidden else "visible"
    made.save(path)
    return path


def orders(count=2):
    return [HEADER, *([f"c{i}", dt.date(2024, 1, 1 + i % 28), i + 0.5] for i in range(count))]


@pytest.fixture
def opened(engine):
    """The table of a workbook, and its rows in the order of their numbers."""

    def open_book(path, slot="read_data", **settings):
        table = open_table(engine, path, slot, make_plan(**settings))
        numbered = engine.rows(f"SELECT * EXCLUDE (_file) FROM {table.numbered} ORDER BY _line")
        assert sorted(map(repr, engine.rows(f"SELECT * FROM {table.relation}"))) == sorted(repr(row[:-1]) for row in numbered)
        return table, numbered

    return open_book


# ---- formats


def _as_ods(path):
    def text(value):
        return f'<table:table-cell office:value-type="string"><text:p>{value}</text:p></table:table-cell>'

    rows = f"<table:table-row>{''.join(map(text, HEADER))}</table:table-row>"
    for customer, day, amount in ROWS:
        date = f'<table:table-cell office:value-type="date" office:date-value="{day}"><text:p>{day:%d.%m.%y}</text:p></table:table-cell>'
        number = f'<table:table-cell office:value-type="float" office:value="{amount}"><text:p>{amount:.2f} EUR</text:p></table:table-cell>'
        rows += f"<table:table-row>{text(customer)}{date}{number}</table:table-row>"
    empty = (
        '<table:table-row table:number-rows-repeated="1048570"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )
    return ods(path, rows + empty)


def _serial(day, since=dt.date(1899, 12, 30)):
    return ((day - since).days,)


FORMATS = {
    "xlsx": lambda path: book(path, ("Orders", [HEADER, *ROWS])),
    "xlsx of a Mac": lambda path: book(path, ("Orders", [HEADER, *ROWS]), epoch=CALENDAR_MAC_1904),
    "ods": _as_ods,
    "xls": lambda path: xls(path, [HEADER, *((c, _serial(d), a) for c, d, a in ROWS)]),
    "xls of a Mac": lambda path: xls(path, [HEADER, *((c, _serial(d, dt.date(1904, 1, 1)), a) for c, d, a in ROWS)], since_1904=True),
    "xlsb": lambda path: xlsb(path, [HEADER, *((c, str(d), a) for c, d, a in ROWS)]),
}


@pytest.mark.parametrize("ending", ["", ".csv"])
@pytest.mark.parametrize("kind", FORMATS)
def test_every_format_gives_the_same_rows_whatever_the_file_is_called(engine, opened, tmp_path, kind, ending):
    path = FORMATS[kind](tmp_path / f"it's a shop [1]{ending}")
    table, rows = opened(path)
    assert rows == TEXTS
    assert (table.name, table.notes) == (str(path), ())
    assert engine.columns(f"SELECT * FROM {table.relation}") == [*HEADER, "_fault"]


def test_a_packed_workbook(opened, tmp_path):
    path = tmp_path / "orders.xlsx.gz"
    path.write_bytes(gzip.compress(FORMATS["xlsx"](tmp_path / "orders.xlsx").read_bytes()))
    assert opened(path)[1] == TEXTS


def test_the_workbooks_of_others(opened, shared):
    for kind in ("xls", "xlsx"):
        with pytest.raises(InputError, match=r"names of columns and no rows.*\[no-rows\]"):
            opened(shared.parent / "messy" / "csvlint-fixtures" / f"spreadsheet.{kind}")


# ---- cells

CELLS = {
    "digits as text": (cell("B2", "00123", "text"), "00123"),
    "a date as text": (cell("B2", "03/04/2024", "text"), "03/04/2024"),
    "a formula as text": (cell("B2", "=1+1", "text"), "=1+1"),
    "spaces": (cell("B2", " x ", "text"), " x "),
    "several lines": (cell("B2", "a\nb, &quot;c&quot;", "text"), 'a\nb, "c"'),
    "an exponent as text": (cell("B2", "1E5", "text"), "1E5"),
    "a whole number": (cell("B2", "17850.0"), "17850"),
    "a large whole number": (cell("B2", "123456789012345"), "123456789012345"),
    "a sum": (cell("B2", "0.30000000000000004"), "0.3"),
    "cents": (cell("B2", "19.989999999999998"), "19.99"),
    "a small number": (cell("B2", "1E-7"), "0.0000001"),
    "a huge number": (cell("B2", "1E+21"), "1000000000000000000000"),
    "minus nothing": (cell("B2", "-0"), "0"),
    "infinite": (cell("B2", "1E400"), "inf"),
    "true": (cell("B2", "1", "b"), "TRUE"),
    "false": (cell("B2", "0", "b"), "FALSE"),
    "not available": (cell("B2", "#N/A", "e"), None),
    "a lost reference": (cell("B2", "#REF!", "e"), None),
    "a formula with its value": ('<c r="B2"><f>1+1</f><v>2</v></c>', "2"),
    "a formula with its text": ('<c r="B2" t="str"><f>A1</f><v>x</v></c>', "x"),
    "a formula that gives nothing": ('<c r="B2" t="str"><f>""</f><v></v></c>', None),
    "a formula that failed": ('<c r="B2" t="e"><f>1/0</f><v>#DIV/0!</v></c>', None),
    "a formula without a value": (cell("B2", "1+1", "f"), None),
}


@pytest.mark.parametrize("case", CELLS)
def test_a_cell_of_every_kind(opened, tmp_path, case):
    xml, text = CELLS[case]
    header = f"<row>{cell('A1', 'customer', 'text')}{cell('B1', 'colour', 'text')}</row>"
    table, rows = opened(xlsx(tmp_path / "cells.xlsx", f"{header}<row>{cell('A2', 'x', 'text')}{xml}</row>"))
    assert rows == [("x", text, None, 2)]
    errors = xml.count('t="e"')
    assert any("errors such as #N/A" in note for note in table.notes) == bool(errors)
    assert any("no saved value" in note for note in table.notes) == (case == "a formula without a value")


@pytest.mark.parametrize("epoch", [None, CALENDAR_MAC_1904])
@pytest.mark.parametrize(
    "values, texts",
    [
        ([dt.date(2024, 2, 29)], ["2024-02-29"]),
        ([dt.datetime(2024, 1, 31, 13, 5, 7)], ["2024-01-31 13:05:07"]),
        ([dt.datetime(2024, 1, 31, 13, 5), dt.datetime(2024, 2, 1), None], ["2024-01-31 13:05:00", "2024-02-01 00:00:00", None]),
        (
            [dt.datetime(2024, 1, 31, 1, 2, 3, 500_000), dt.datetime(2024, 1, 31, 1, 2, 3), dt.datetime(2024, 2, 1)],
            ["2024-01-31 01:02:03.500", "2024-01-31 01:02:03.000", "2024-02-01 00:00:00.000"],
        ),
        ([dt.date(2024, 2, 29), "29.2.2024"], ["2024-02-29", "29.2.2024"]),
        ([dt.time(9, 30)], ["09:30:00"]),
        ([dt.timedelta(hours=30, minutes=1)], ["30:01:00"]),
        ([dt.date(9999, 12, 31)], ["9999-12-31"]),
    ],
)
def test_moments_are_written_in_one_way(opened, tmp_path, epoch, values, texts):
    rows = [["customer", "when"], *([f"c{i}", value] for i, value in enumerate(values))]
    assert [row[1] for row in opened(book(tmp_path / "times.xlsx", ("Orders", rows), epoch=epoch))[1]] == texts


def test_a_share_is_a_number(opened, tmp_path):
    made = openpyxl.Workbook()
    made.active.append(["customer", "discount"])
    made.active.append(["x", 0.125])
    made.active["B2"].number_format = "0.0%"
    made.save(tmp_path / "shares.xlsx")
    assert opened(tmp_path / "shares.xlsx")[1] == [("x", "0.125", None, 2)]


def test_ids_that_are_too_long_are_told(opened, tmp_path):
    header = f"<row>{cell('A1', 'customer', 'text')}{cell('B1', 'age', 'text')}</row>"
    table, _ = opened(xlsx(tmp_path / "long.xlsx", f"{header}<row>{cell('A2', '12345678901234567890')}{cell('B2', 5)}</row>"))
    assert any("1 numbers have more than 15 digits" in note for note in table.notes)


letters = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=12)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(st.tuples(letters, letters | st.sampled_from(["a\nb", '"', "'", ",", "\t", "NULL", "1,5", "\\"])), min_size=1, max_size=4)
)
def test_any_texts_come_back(tmp_path, rows):
    body = "".join(f"<row>{cell(f'A{n}', escape(a), 'text')}{cell(f'B{n}', escape(b), 'text')}</row>" for n, (a, b) in enumerate(rows, 2))
    path = xlsx(tmp_path / "any.xlsx", f"<row>{cell('A1', 'customer', 'text')}{cell('B1', 'colour', 'text')}</row>{body}")
    with DuckDBEngine(threads=1) as engine:
        try:
            table = open_table(engine, path, "t", Plan())
        except InputError:
            return
        found = engine.rows(f"SELECT customer, colour, _line FROM {table.numbered} ORDER BY _line")
    wanted = [(a or None, b or None, line) for line, (a, b) in enumerate(rows, 2) if a.strip() or b.strip()]
    assert found == wanted[: len(found)] and len(wanted) - len(found) == (1 if table.notes else 0)


# ---- sheets


def test_the_sheet_that_looks_most_like_orders_is_read_and_the_others_are_named(opened, tmp_path):
    sheets = [
        ("Read me", [["About this export"]]),
        ("Customers", [["customer", "email"], ["a", "a@x.org"]]),
        ("Orders", orders()),
        ("Old", orders(9)),
    ]
    table, rows = opened(book(tmp_path / "shop.xlsx", *sheets, hidden=["Old"]))
    assert [row[0] for row in rows] == ["c0", "c1"]
    assert table.notes[0].startswith("The sheet 'Orders' was read. There are also 'Read me', 'Customers': name another one with table")
    assert table.notes[1] == "Hidden sheets were left out: 'Old'."


@pytest.mark.parametrize(
    "slot, settings, first",
    [
        ("read_data", {"table": "Old"}, "c0"),
        ("read_customers", {}, "a"),
        ("read_customers", {"customer_table": "Orders"}, "c0"),
        ("read_data", {"table": "Customers"}, "a"),
    ],
)
def test_a_sheet_by_its_name(opened, tmp_path, slot, settings, first):
    sheets = [("Customers", [["customer", "email"], ["a", "a@x.org"]]), ("Orders", orders()), ("Old", orders(9))]
    assert opened(book(tmp_path / "shop.xlsx", *sheets, hidden=["Old"]), slot, **settings)[1][0][0] == first


@pytest.mark.parametrize(
    "settings, code, said",
    [
        ({"table": "Oders"}, "no-such-table", "Did you mean 'Orders'"),
        ({"table": "Empty"}, "no-rows", "'Empty' is empty"),
        ({"query": "SELECT 1"}, "query-of-no-database", "use where"),
    ],
)
def test_sheets_that_cannot_be_read(opened, tmp_path, settings, code, said):
    path = book(tmp_path / "shop.xlsx", ("Orders", orders()), ("Empty", []))
    with pytest.raises(InputError, match=said) as refusal:
        opened(path, **settings)
    assert refusal.value.code == code


def test_charts_are_no_sheets_and_macros_are_not_run(opened, tmp_path):
    made = openpyxl.load_workbook(book(tmp_path / "plain.xlsx", ("Orders", [HEADER, *ROWS])))
    made.create_chartsheet("Chart")
    made.save(tmp_path / "chart.xlsx")
    assert opened(tmp_path / "chart.xlsx")[0].notes == ()
    rows = f"<row>{cell('A1', 'customer', 'text')}{cell('B1', 'age', 'text')}</row><row>{cell('A2', 'x', 'text')}{cell('B2', 5)}</row>"
    path = xlsx(tmp_path / "macros.xlsm", rows, extra={"xl/vbaProject.bin": b"macros"})
    assert opened(path)[0].notes == ("The workbook has macros, which were not run.",)


# ---- the table on the sheet


def test_titles_above_totals_below_and_blank_rows_keep_the_numbers_of_the_rows(engine, opened, tmp_path):
    rows = [
        ["Sales of the year"],
        [],
        [None, *HEADER],
        [None, *orders(3)[1]],
        [],
        *([None, *row] for row in orders(3)[2:]),
        [None, "Total:", None, 9.5],
    ]
    table, found = opened(book(tmp_path / "report.xlsx", ("Orders", [*rows, [], ["Made by Shop 3"]])))
    assert engine.columns(f"SELECT * FROM {table.relation}") == ["column 1", *HEADER, "_fault"]
    assert [(row[1], row[-1]) for row in found] == [("c0", 4), ("c1", 6), ("c2", 7)]
    assert table.notes == (
        "Left out above the names of the columns: line 1, 'Sales of the year'.",
        "Left out below the rows: lines 8 to 10, 'Total: | 9.5'.",
    )


@pytest.mark.parametrize("word", ["Total", "GRAND TOTAL", "Summe:", "Gesamt", "Total général", "Totale", "Razem", "Totaal", "Soma"])
def test_totals_of_every_language(opened, tmp_path, word):
    _, rows = opened(book(tmp_path / "totals.xlsx", ("Orders", [*orders(3), [word, None, 9.5]])))
    assert len(rows) == 3


def test_a_customer_called_total_is_a_row(opened, tmp_path):
    _, rows = opened(book(tmp_path / "totals.xlsx", ("Orders", [*orders(3), ["Total", dt.date(2024, 1, 1), 9.5]])))
    assert len(rows) == 4


def test_a_table_that_begins_further_in(engine, opened, tmp_path):
    made = openpyxl.Workbook()
    for number, row in enumerate(orders(), 5):
        for place, value in enumerate(row, 3):
            made.active.cell(number, place, value)
    made.save(tmp_path / "inside.xlsx")
    table, rows = opened(tmp_path / "inside.xlsx")
    assert (engine.columns(f"SELECT * FROM {table.relation}"), [row[-1] for row in rows]) == ([*HEADER, "_fault"], [6, 7])


def test_columns_without_a_name_and_with_the_same(engine, opened, tmp_path):
    rows = [["customer", None, "Amount", "amount", None], *([f"c{i}", "note", i, i, None] for i in range(3))]
    table, _ = opened(book(tmp_path / "names.xlsx", ("Orders", rows)))
    assert engine.columns(f"SELECT * FROM {table.relation}") == ["customer", "column 2", "Amount", "amount (2)", "_fault"]


def test_merged_cells_are_told(opened, tmp_path):
    made = openpyxl.Workbook()
    for row in [["customer", "order date", "amount", None], *([f"c{i}", dt.date(2024, 1, 2), i, i] for i in range(4))]:
        made.active.append(row)
    made.active.merge_cells("C1:D1")
    made.active.merge_cells("A3:A4")
    made.save(tmp_path / "merged.xlsx")
    table, rows = opened(tmp_path / "merged.xlsx")
    assert [row[0] for row in rows] == ["c0", "c1", None, "c3"]
    assert table.notes == (
        "Merged cells in the names of the columns, such as C1:D1: only the first cell of each has the value.",
        "Merged cells in the rows, such as A3:A4: only the first cell of each has the value.",
    )


def test_merged_groups_above_the_names_are_told_once(opened, tmp_path):
    made = openpyxl.Workbook()
    for row in [
        ["Customer", None, "Order", None],
        ["No", "City", "Date", "Amount"],
        *([f"c{i}", "Rome", dt.date(2024, 1, 2), i] for i in range(4)),
    ]:
        made.active.append(row)
    for cells in ("A1:B1", "C1:D1"):
        made.active.merge_cells(cells)
    made.save(tmp_path / "groups.xlsx")
    table, _ = opened(tmp_path / "groups.xlsx")
    assert table.notes == ("The names of the columns stand on two lines, 1 and 2: groups of columns, and the columns.",)


def test_tables_beside_each_other_are_refused_and_a_spacer_is_none(opened, tmp_path):
    side = [[*HEADER, None, "product", "price"], *([*row, None, f"p{i}", 1.5] for i, row in enumerate(orders(9)[1:]))]
    assert len(opened(book(tmp_path / "spacer.xlsx", ("Orders", side)))[1]) == 9
    for row in side[4:]:
        row[4:] = [None, None]
    with pytest.raises(InputError, match=r"beside each other in this sheet, in the columns A to C and E to F.*\[two-tables\]"):
        opened(book(tmp_path / "two.xlsx", ("Orders", side)))


def test_names_without_rows_and_rows_without_names(opened, tmp_path):
    with pytest.raises(InputError, match=r"\[no-rows\]"):
        opened(book(tmp_path / "names.xlsx", ("Orders", [HEADER])))
    with pytest.raises(InputError, match=r"Line 1 should name the columns.*\[no-header\]"):
        opened(book(tmp_path / "rows.xlsx", ("Orders", orders(5)[1:])))


@pytest.mark.parametrize("last, full", [(65_535, False), (65_536, True)])
def test_a_full_sheet_was_probably_cut(opened, tmp_path, last, full):
    rows = "".join(f'<row r="{n}">{cell(f"A{n}", "x", "text")}{cell(f"B{n}", n)}</row>' for n in (2, 3, last))
    table, found = opened(xlsx(tmp_path / "full.xlsx", f"<row>{cell('A1', 'customer', 'text')}{cell('B1', 'age', 'text')}</row>{rows}"))
    assert [row[-1] for row in found] == [2, 3, last]
    assert any("65,536: the export was probably cut there" in note for note in table.notes) == full


def test_a_workbook_gives_typed_orders(source, engine, tmp_path):
    found = source(book(tmp_path / "orders.xlsx", ("Orders", orders(30))))
    assert {role: found.column(role).kind for role in ("customer", "time", "amount")} == {
        "customer": "text",
        "time": "time",
        "amount": "number",
    }
    values = ", ".join(found.column(role).value for role in ("time", "amount"))
    assert [tuple(map(str, row)) for row in engine.rows(f"SELECT {values} FROM {found.relation} LIMIT 1")] == [
        ("2024-01-01 00:00:00", "0.5000")
    ]


# ---- what would take the program down

FAR = f'<row r="1">{cell("A1", 1)}</row><row r="1048576">{cell("XFD1048576", 1)}</row>'
LAUGHS = (
    '<!DOCTYPE l [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {n} "{f"&{b};" * 10}">' for b, n in zip("abcdefgh", "bcdefghi", strict=True))
    + "]>"
)
UNPLACED_TEXT, UNPLACED_NUMBER = '<c t="s"><v>0</v></c>', "<c><v>1</v></c>"
BOMBS = {
    "a cell far away": (lambda path: xlsx(path, FAR), "workbook-too-large"),
    "a cell outside of every sheet": (
        lambda path: xlsx(path, f'<row r="99999999">{cell("ZZZZ99999999", 1)}</row>{FAR}'),
        "workbook-too-large",
    ),
    "one long text a million times": (
        lambda path: xlsx(path, f"<row>{UNPLACED_TEXT * 100}</row>" * 1000, texts=f"<si><t>{'x' * 32_000}</t></si>"),
        "workbook-too-large",
    ),
    "a cell that is repeated": (
        lambda path: ods(
            path,
            '<table:table-row table:number-rows-repeated="1048576"><table:table-cell table:number-columns-repeated="16384"'
            ' office:value-type="float" office:value="1"/></table:table-row>',
        ),
        "broken-workbook",
    ),
    "entities of entities": (lambda path: xlsx(path, f"<row>{cell('A1', '&i;', 'text')}</row>", before=LAUGHS), "broken-workbook"),
}


@pytest.mark.parametrize("case", BOMBS)
def test_a_bomb_is_refused(opened, tmp_path, monkeypatch, case):
    monkeypatch.setattr(excel, "MEMORY", 1 << 29)
    make, code = BOMBS[case]
    path = make(tmp_path / "bomb.xlsx")
    assert path.stat().st_size < 50_000
    with pytest.raises(InputError, match=r"bomb\.xlsx.*Save the sheet as CSV") as refusal:
        opened(path)
    assert refusal.value.code == code


def test_a_workbook_that_takes_too_long_is_refused(opened, tmp_path, monkeypatch):
    monkeypatch.setattr(excel, "SECONDS", 1)
    path = xlsx(tmp_path / "slow.xlsx", f"<row>{UNPLACED_NUMBER * 100}</row>" * 30_000)
    assert path.stat().st_size < 500_000
    with pytest.raises(InputError, match=r"\[workbook-too-slow\]"):
        opened(path)


def _damaged(path):
    content = bytearray(FORMATS["xlsb"](path).read_bytes())
    place = content.index(b"sheet1.bin") + len("sheet1.bin")
    content[place : place + 8] = b"\xff" * 8
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    "make, code",
    [
        (_damaged, "broken-workbook"),
        (lambda path: old_office(path, {"EncryptionInfo": bytes(300), "EncryptedPackage": bytes(5000)}), "locked"),
        (lambda path: old_office(path, {"WordDocument": bytes(300)}), "broken-workbook"),
        (lambda path: xlsx(path, "<row><c></row>"), "broken-workbook"),
        (lambda path: path.write_bytes(b"\xd0\xcf\x11\xe0" + bytes(600)) and path, "broken-workbook"),
        (lambda path: xlsx(path, ""), "no-rows"),
    ],
)
def test_what_is_no_workbook_with_cells_is_refused(opened, tmp_path, make, code):
    with pytest.raises(InputError) as refusal:
        opened(make(tmp_path / "book.xlsx"))
    assert (refusal.value.code, str(refusal.value).count(str(tmp_path))) == (code, 1)


def test_a_hostile_folder_is_not_imported_from(opened, tmp_path, monkeypatch):
    path = book(tmp_path / "orders.xlsx", ("Orders", [HEADER, *ROWS]))
    for name in ("python_calamine", "csv", "json", "types", "datetime", "sitecustomize", "usercustomize"):
        (tmp_path / f"{name}.py").write_text(f"open({str(tmp_path / 'imported')!r}, 'w')\nraise SystemExit\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    assert opened(path)[1] == TEXTS
    assert not (tmp_path / "imported").exists()


def test_an_interrupt_ends_the_other_process(opened, tmp_path, monkeypatch):
    path, told = book(tmp_path / "orders.xlsx", ("Orders", [HEADER, *ROWS])), tmp_path / "told"
    other = tmp_path / "python"
    other.write_text(f"#!/bin/sh\nsleep 0.3\necho $$ > {told}.new && mv {told}.new {told}\nexec sleep 60\n")
    other.chmod(0o700)
    monkeypatch.setattr(excel.sys, "executable", str(other))

    def interrupt():
        while not told.exists():
            time.sleep(0.01)
        os.kill(os.getpid(), signal.SIGINT)

    threading.Thread(target=interrupt, daemon=True).start()
    with pytest.raises(KeyboardInterrupt):
        opened(path)
    pid, waited = int(told.read_text()), time.monotonic()
    with suppress(ChildProcessError):  # it was waited for already
        os.waitpid(pid, 0)
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    assert time.monotonic() - waited < 30, "it was ended, and did not end by itself"
