"""What stands in every column of the input: its role, how it is read, how much of it is filled, and what could not be read."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING

from coterie.errors import VALUE_SHOWN
from coterie.records import ColumnQuality, Example
from coterie.words import listed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from coterie.engines.duckdb import DuckDBEngine
    from coterie.records import Cleaned, Column, Inputs, Ledger, LedgerLine, Source

# Up to so many rows every cell is looked at. Of more, blank cells are looked for where statistics say that there may be some.
EVERY_CELL = 1_000_000
FIRST = 3
MOST = 200  # columns of one table that are told, beside those with a role
TYPED = re.compile(r"CAST\((.*) AS VARCHAR\)", re.DOTALL)
Cells = tuple[int, int | None]  # filled, different values
MOMENT = datetime(2024, 12, 31, 13, 45, 59)
COUNTED = {"epoch": "seconds since 1970", "epoch-ms": "milliseconds since 1970", "excel": "days as a spreadsheet counts them"}
NUMBERS = {"point": "number, written like 1,234.50", "comma": "number, written like 1.234,50"}


def quality(engine: DuckDBEngine, inputs: Inputs, cleaned: Cleaned) -> tuple[ColumnQuality, ...]:
    """Every column of every table, in the order of the input."""
    # Where tables were joined, the ledger counts rows of the join, and not those of one table.
    lines = () if inputs.parts else cleaned.ledger.lines
    return tuple(column for source in inputs.sources for column in _columns(engine, source, cleaned, lines))


def _columns(engine: DuckDBEngine, source: Source, cleaned: Cleaned, lines: Sequence[LedgerLine]) -> Iterator[ColumnQuality]:
    """The columns of one table. In orders, a row that cannot be read was set aside; in customers, a cell counts as missing."""
    rows = int(engine.rows(f"SELECT count(*) FROM {source.relation} WHERE _fault IS NULL")[0][0])
    of_customers = source.table == "customers"
    columns = [column for place, column in enumerate(source.columns) if place < MOST or column.role]
    cells = _cells(engine, source.relation, columns) if rows <= EVERY_CELL else _not_blank(engine, source, columns, rows, lines)
    lost = engine.rows(lost_sql(source.relation, columns))[0] if of_customers else ()
    codes = {c.name for c in cleaned.attributes if c.kind == "text"} if of_customers else ()
    for place, (column, (filled, distinct)) in enumerate(zip(columns, cells, strict=True)):
        if of_customers:
            unread, first = int(lost[place]), _first_lost(engine, source, column) if lost[place] else ()
        else:
            unread, first = _rows_lost(column, cleaned.ledger)
        reading = "code" if column.kind == "number" and column.name in codes else reading_of(column)
        yield ColumnQuality(source.table, column.name, column.role, reading, rows, filled, distinct, unread, first)


def reading_of(column: Column) -> str:
    """How the cells of a column are read, in words.

    >>> from coterie.records import Column
    >>> reading_of(Column("day", "time", '"day"', "…", "time", "%d/%m/%Y %H:%M | %d/%m/%Y"))
    'date, written like 31/12/2024 13:45 and 31/12/2024'
    """
    if column.kind != "time":
        return NUMBERS.get(column.format, column.kind)
    if column.format in COUNTED:
        return COUNTED[column.format]
    formats = [MOMENT.strftime(f) for f in column.format.split(" | ")[:2] if f and "m%m" not in f]
    return f"date, written like {listed(formats)}" if formats else "date, with the month in words" if column.format else "date"


def _cells(engine: DuckDBEngine, relation: str, columns: Sequence[Column]) -> list[Cells]:
    """How many cells of each column are filled, and how many different values they have."""
    return [(int(filled), int(distinct)) for _, filled, distinct in sorted(engine.rows(cells_sql(relation, columns)))]


def _not_blank(engine: DuckDBEngine, source: Source, columns: Sequence[Column], rows: int, lines: Sequence[LedgerLine]) -> list[Cells]:
    """How many cells of each column are filled. Where a blank cell costs the row, the ledger has counted the rows."""
    known = {line.column: line.rows for line in lines if line.table == source.table and line.rule.startswith("missing-")}
    unknown = [(place, column) for place, column in enumerate(columns) if column.name not in known]
    blank = {place: int(n) for place, n in engine.rows(blank_sql(source.relation, unknown))} if unknown else {}
    return [(rows - blank.get(place, known.get(column.name, 0)), None) for place, column in enumerate(columns)]


def _rows_lost(column: Column, ledger: Ledger) -> tuple[int, tuple[Example, ...]]:
    """The orders that were set aside because this column could not be read, and the first of them."""
    rules = {
        line.rule: line.rows
        for line in ledger.lines
        if line.table == "orders" and line.column == column.name and line.rule.startswith("unreadable-")
    }
    return sum(rules.values()), tuple(e for e in ledger.examples if e.rule in rules and e.column == column.name)


def _first_lost(engine: DuckDBEngine, source: Source, column: Column) -> tuple[Example, ...]:
    """The first cells that could not be read. Ids, names and addresses are texts, which always can."""
    return tuple(
        Example(source.table, "unreadable-cell", file, int(line), column.name, value[:VALUE_SHOWN])
        for file, line, value in engine.rows(first_lost_sql(source.numbered, column))
    )


def cells_sql(relation: str, columns: Sequence[Column]) -> str:
    """The filled cells of every column, and the different values among them, a row each. Cells that are the same are looked at once."""
    filled = "coalesce(sum(CASE WHEN blank(cell) THEN 0 ELSE cells END), 0) AS filled"
    return " UNION ALL ".join(
        f"SELECT {i} AS place, {filled}, count(DISTINCT text_of(cell)) AS distinct_values FROM (SELECT CAST({_own(c)} AS VARCHAR) AS cell,"
        f" count(*) AS cells FROM {relation} WHERE _fault IS NULL GROUP BY {_own(c)}) AS grouped"
        for i, c in enumerate(columns)
    )


def blank_sql(relation: str, columns: Sequence[tuple[int, Column]]) -> str:
    """The blank cells of every column, a row each: a scan costs nothing where the statistics of a file rule them out."""
    return " UNION ALL ".join(
        f"SELECT {i} AS place, count(*) AS blank FROM {relation} WHERE _fault IS NULL AND {_is_blank(c)}" for i, c in columns
    )


def _own(column: Column) -> str:
    """SQL for the cell with the type that it has in the table."""
    typed = TYPED.fullmatch(column.text)
    return typed[1] if typed else column.text


def _is_blank(column: Column) -> str:
    """True for a cell in which nothing stands; in a column with a type of its own, such a cell is NULL."""
    return f"{_own(column)} IS NULL" if TYPED.fullmatch(column.text) else f"blank_in_file({column.text})"


def lost_sql(relation: str, columns: Sequence[Column]) -> str:
    """Per column, the filled cells that could not be read, in one row."""
    lost = (f"count(*) FILTER (WHERE {_is_lost(c)}) AS lost_{i}" for i, c in enumerate(columns))
    return f"SELECT {', '.join(lost)} FROM {relation} WHERE _fault IS NULL"


def first_lost_sql(numbered: str, column: Column) -> str:
    """Where the first cells of a column are that could not be read, and what stands there."""
    return (
        f"SELECT _file, _line, {column.text} AS cell FROM {numbered} WHERE _fault IS NULL AND {_is_lost(column)}"
        f" ORDER BY _file, _line LIMIT {FIRST}"
    )


def _is_lost(column: Column) -> str:
    """True for a cell in which something stands, but nothing that could be read."""
    return f"NOT blank({column.text}) AND {column.value} IS NULL"
