"""Rules about texts that many rows share, such as the names of products: tried once on the different texts.

Each row is then only looked up among the few texts that were found; where there are none, the rule is idle and costs nothing.
"""

from __future__ import annotations

import dataclasses

from coterie.clean._rule import Row, rules_for
from coterie.engines.duckdb import DuckDBEngine
from coterie.records import Column

NAMES = "clean_names"


def different(row: Row, column: Column) -> str:
    """The different texts of a column."""
    names = f"SELECT DISTINCT {column.value} AS name FROM {row.source.relation} WHERE _fault IS NULL"
    return f"CREATE OR REPLACE TABLE {NAMES} AS {names}"


def without_idle(engine: DuckDBEngine, row: Row) -> Row:
    """Find the texts that each rule is about, on or off; the row with the rules that find none as `idle`."""
    rules = [*rules_for(row), *rules_for(row, on=False)]
    asked = [(rule, number, *pair) for rule in rules if rule.among for number, pair in enumerate(rule.among(row))]
    busy, made = set[str](), ""
    for rule, number, column, condition in sorted(asked, key=lambda one: one[2].name):
        if made != column.name:
            engine.run(different(row, column))
            made = column.name
        table = rule.names(row, number)
        engine.run(f"CREATE OR REPLACE TABLE {table} AS SELECT name FROM {NAMES} WHERE {condition}")
        if engine.rows(f"SELECT 1 FROM {table} LIMIT 1"):
            busy.add(rule.code)
    if made:
        engine.run(f"DROP TABLE {NAMES}")
    return dataclasses.replace(row, idle=frozenset(rule.code for rule in rules if rule.among) - busy)
