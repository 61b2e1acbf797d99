"""Rules about texts that many rows share, such as the names of products: tried once on the different texts.

Each row is then only looked up among the few texts that were found; where there are none, the rule is idle and costs nothing.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass

from coterie.clean._rule import Row, rules_for
from coterie.engines.duckdb import DuckDBEngine
from coterie.records import Column
from coterie.sql import quote

NAMES = "clean_names"


def without_idle(engine: DuckDBEngine, row: Row) -> Row:
    """The row with the rules as `idle` that find no text; and, until orders are gathered, those that ask who ordered."""
    ordered = row.source.table == "orders"
    looks = [look for look in all_looks(row) if not (ordered and look.column.role == "customer")]
    _find(engine, looks, lambda column: f"SELECT {column.value} AS name FROM ({_different(row, column)}) AS cells")
    return _with_idle(engine, row, looks)


def _different(row: Row, column: Column) -> str:
    """The different cells of a column as they stand: what is in a dictionary of the file is not looked at row by row."""
    return f"SELECT DISTINCT {quote.name(column.name)} FROM {row.source.relation} WHERE _fault IS NULL"


def awoken(engine: DuckDBEngine, row: Row, gathered: str) -> Row:
    """The row without those idle rules for which somebody ordered whom they are about; `gathered` has a row for each order.

    There are fewer orders than lines, and in most shops none is of a guest.
    """
    looks = all_looks(dataclasses.replace(row, idle=frozenset()))
    who = [look for look in looks if look.column.role == "customer"]
    different = f"SELECT DISTINCT customer FROM {gathered} WHERE customer IS NOT NULL"  # first, since telling what a text is takes long
    _find(engine, who, lambda _: f"SELECT text_of(customer) AS name FROM ({different}) AS customers")
    return _with_idle(engine, row, looks)


@dataclass(frozen=True)
class _Look:
    """A rule that looks at a column for texts of which a condition holds; `table` is to have those that it finds."""

    rule: str
    column: Column
    condition: str
    table: str


def all_looks(row: Row) -> list[_Look]:
    """What all rules look at, on or off."""
    rules = (*rules_for(row), *rules_for(row, on=False))
    pairs = [(rule, number, *pair) for rule in rules if rule.among for number, pair in enumerate(rule.among(row))]
    return [_Look(rule.code, column, condition, rule.names(row, number)) for rule, number, column, condition in pairs]


def _find(engine: DuckDBEngine, looks: list[_Look], texts: Callable[[Column], str]) -> None:
    """Make the tables; `texts` gives all texts of a column, as `name`."""
    for column in dict.fromkeys(look.column for look in looks):
        engine.run(f"CREATE OR REPLACE TABLE {NAMES} AS SELECT DISTINCT name FROM ({texts(column)}) AS texts")
        for look in looks:
            if look.column == column:
                engine.run(f"CREATE OR REPLACE TABLE {look.table} AS SELECT name FROM {NAMES} WHERE {look.condition}")
        engine.run(f"DROP TABLE {NAMES}")


def _with_idle(engine: DuckDBEngine, row: Row, looks: list[_Look]) -> Row:
    """The row with every rule as idle that found nothing, or has not looked everywhere yet."""
    everything = all_looks(dataclasses.replace(row, idle=frozenset()))
    busy = {look.rule for look in looks if engine.rows(f"SELECT 1 FROM {look.table} LIMIT 1")}
    waiting = {look.rule for look in everything if look not in looks}
    return dataclasses.replace(row, idle=frozenset({look.rule for look in everything} - (busy - waiting)))
