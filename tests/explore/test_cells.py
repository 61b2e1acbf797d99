"""What is said of every column of the input, held to tables made by hand."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import pytest

from coterie.clean import clean
from coterie.engines.duckdb import DuckDBEngine
from coterie.explore import cells
from coterie.explore.cells import quality, reading_of
from coterie.plan import Plan
from coterie.records import Cleaned, Column, ColumnQuality, Inputs, Ledger, LedgerLine
from handmade import make_source

ORDERS = (
    "who=customer id=order day=time paid=amount note",
    [
        *("A|1|2024-01-01|5|x", " A |1|2024-01-01|6| x", "-|2|2024-01-02|5|-", " |3|2024-01-02|7| ", "B|4|soon|5|y", "B|-|2024-01-03|5|y"),
        *("B|6|2024-01-04|dear|y", "C|7|2024-01-05|-|z", "!broken|-|-|-|-"),
    ],
)
PEOPLE = (
    "who=customer mail=email age=amount city",
    ["A|a@mail.net|30|Rome", "B|-|old|-", "C|c@mail.net|-|Rome", "D|d@mail.net|young|Oslo", "E|-|41|"],
)


def told(engine: DuckDBEngine, table: str, header: str, rows: Sequence[str]) -> dict[str, ColumnQuality]:
    source = make_source(engine, table, header, rows)
    inputs = Inputs(**{table: source})
    columns = quality(engine, inputs, clean(engine, Plan(max_unreadable=1), inputs, None))
    return {c.name: c for c in columns}


def test_filled_cells_and_different_values_are_counted_over_the_rows_that_have_the_shape(engine) -> None:
    found = told(engine, "orders", *ORDERS)
    assert {c.rows for c in found.values()} == {8}
    assert {c.name: (c.filled, c.distinct) for c in found.values()} == {
        "who": (6, 3),
        "id": (7, 6),
        "day": (8, 6),
        "paid": (7, 4),
        "note": (6, 3),
    }


@pytest.mark.parametrize("rows_more", [0, 3])
def test_of_a_large_table_only_the_blank_cells_are_counted(engine, monkeypatch, rows_more: int) -> None:
    header, rows = ORDERS[0], [*ORDERS[1], *["D|8|2024-01-06|5|"] * rows_more]
    small = told(engine, "orders", header, rows)
    monkeypatch.setattr(cells, "EVERY_CELL", 0)
    large = told(engine, "orders", header, rows)
    assert {c.name: c.filled for c in large.values()} == {c.name: c.filled for c in small.values()}
    assert {c.distinct for c in large.values()} == {None}


def test_what_could_not_be_read_is_counted_and_its_first_places_are_named(engine) -> None:
    found = told(engine, "orders", *ORDERS)
    assert {c.name: (c.unread, [(e.line, e.value) for e in c.examples]) for c in found.values() if c.unread} == {
        "day": (1, [(6, "soon")]),
        "paid": (1, [(8, "dear")]),
    }
    of_customers = told(engine, "customers", *PEOPLE)
    assert {c.name: (c.unread, [(e.file, e.line, e.value) for e in c.examples]) for c in of_customers.values() if c.unread} == {
        "age": (2, [("customers.csv", 3, "old"), ("customers.csv", 5, "young")]),
    }


def test_of_joined_tables_each_column_is_counted_in_its_own(engine, monkeypatch) -> None:
    heads = make_source(engine, "orders", "id=order who=customer day=time", ["1|A|2024-01-01", "2|-|2024-01-02"])
    items = dataclasses.replace(make_source(engine, "customers", "id=order what=product", ["1|mug", "1|-", "2|cup"]), table="items")
    lines = (
        LedgerLine("orders", "missing-customer", "", "set aside", 1, 0.0, column="who"),
        LedgerLine("orders", "used", "", "used", 2, 0.0),
    )
    monkeypatch.setattr(cells, "EVERY_CELL", 0)
    columns = quality(engine, Inputs(orders=heads, parts=(heads, items)), Cleaned(Ledger(lines, {"orders": 3}), ""))
    assert [(c.table, c.name, c.rows, c.filled) for c in columns] == [
        *[("orders", "id", 2, 2), ("orders", "who", 2, 1), ("orders", "day", 2, 2)],
        *[("items", "id", 3, 3), ("items", "what", 3, 2)],
    ]


def test_each_column_says_what_it_is_used_for(engine) -> None:
    assert {c.name: c.use for c in told(engine, "orders", *ORDERS).values()} == {
        **{"who": "customer", "id": "order", "day": "time", "paid": "amount"},
        "note": "not used",
    }
    assert {c.name: c.use for c in told(engine, "customers", *PEOPLE).values()} == {
        **{"who": "customer", "mail": "email, never used", "age": "amount"},
        "city": "attribute",
    }


def test_of_very_many_columns_the_first_are_told_and_those_with_a_role(engine, monkeypatch) -> None:
    monkeypatch.setattr(cells, "MOST", 2)
    assert list(told(engine, "customers", "a b c who=customer d", ["1|2|3|A|4", "1|2|3|B|4"])) == ["a", "b", "who"]


@pytest.mark.parametrize(
    ("kind", "format", "words"),
    [
        ("text", "", "text"),
        ("number", "", "number"),
        ("number", "plain", "number"),
        ("number", "comma", "number, written like 1.234,50"),
        ("number", "point", "number, written like 1,234.50"),
        ("time", "", "date"),
        ("time", "%d.%m.%y", "date, written like 31.12.24"),
        ("time", "%m/%d/%Y %I:%M %p | %m/%d/%Y | %Y", "date, written like 12/31/2024 01:45 PM and 12/31/2024"),
        ("time", "%d m%m %Y", "date, with the month in words"),
        ("time", "epoch", "seconds since 1970"),
        ("time", "excel", "days as a spreadsheet counts them"),
    ],
)
def test_how_a_column_is_read(kind, format, words) -> None:
    assert reading_of(Column("a", kind, "a", "a", "", format)) == words


def test_codes_are_called_so(engine) -> None:
    source = make_source(engine, "customers", "who=customer region", ["A|1", "B|2", "C|1"], {"region": "number"})
    inputs = Inputs(customers=source)
    assert quality(engine, inputs, clean(engine, Plan(), inputs, None))[1].reading == "code"
