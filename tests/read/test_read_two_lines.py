"""Names of columns on two lines, groups above, in workbooks and text files alike."""

from __future__ import annotations

import csv

import openpyxl
import pytest

from coterie.plan import Plan
from coterie.read._door import open_table

ROWS = [[f"C{i % 3}", f"O{i}", f"2024-01-{i + 1:02}", "Tea", str(i), f"{i}.50"] for i in range(9)]
NAMES = ["Customer no", "Order no", "Order date", "Product", "Quantity", "Amount"]

CASES = {
    "merged downwards": (
        [["Customer no", "Order", "", "", "Sales", ""], ["", "No", "Date", "Product", "Quantity", "Amount"]],
        ["Customer no", "Order No", "Order Date", "Product", "Quantity", "Amount"],
    ),
    "groups that fill less than half": (
        [["Customer no", "Order", "", "", "", ""], ["", "No", "Date", "Product", "Quantity", "Amount"]],
        ["Customer no", "Order No", "Order Date", "Product", "Quantity", "Amount"],
    ),
    "two of one name": (
        [["Customer", "Order", "", "", "", ""], ["ID", "ID", "Date", "Product", "Quantity", "Amount"]],
        ["Customer ID", "Order ID", "Order Date", "Product", "Quantity", "Amount"],
    ),
    "a title above": (
        [
            ["Sales 2024", "", "", "", "", ""],
            ["Customer no", "Order", "", "", "Sales", ""],
            ["", "No", "Date", "Product", "Quantity", "Amount"],
        ],
        ["Customer no", "Order No", "Order Date", "Product", "Quantity", "Amount"],
    ),
    "groups that add nothing": ([["Order", "", "", "Article", "", ""], NAMES], NAMES),
}


def _book(path, rows):
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append([cell or None for cell in row])
    made.save(path)


def _text(path, rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("write, name", [(_book, "a.xlsx"), (_text, "a.csv")])
def test_names_on_two_lines(engine, tmp_path, case, write, name):
    top, names = CASES[case]
    write(tmp_path / name, [*top, *ROWS])
    table = open_table(engine, tmp_path / name, "t", Plan())
    assert engine.columns(f"SELECT * EXCLUDE (_fault) FROM {table.relation}") == names
    found = engine.rows(f"SELECT * EXCLUDE (_fault, _file) FROM {table.numbered} ORDER BY _line")
    assert found == [(*row, line) for line, row in enumerate(ROWS, len(top) + 1)]
    assert any("stand on two lines" in note for note in table.notes) is (case != "groups that add nothing")
