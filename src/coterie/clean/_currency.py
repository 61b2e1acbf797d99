"""Which currency the money is in, where a column says so."""

from __future__ import annotations

from coterie.clean._rule import Row, Rule
from coterie.clean._typed import judged_lines
from coterie.engines.duckdb import DuckDBEngine
from coterie.words import listed

SIGNS = {"EUR": "€", "GBP": "£", "USD": "$", "JPY": "¥"}


def currencies(row: Row, rules: tuple[Rule, ...], column: str) -> str:
    """The different currencies of the lines that are used; `column` is their SQL."""
    judged = judged_lines(row, rules, row.source.relation)
    return f"SELECT DISTINCT upper({column}) AS currency FROM ({judged}) AS judged WHERE {row.own('fate')} = 0 ORDER BY currency LIMIT 10"


def find_currency(engine: DuckDBEngine, row: Row, rules: tuple[Rule, ...]) -> tuple[str, tuple[str, ...]]:
    """The sign of the currency ("" when it is not known), and a note when there are several."""
    column = row.source.column("currency")
    found = [name for (name,) in engine.rows(currencies(row, rules, column.value)) if name] if column else []
    if len(found) > 1:
        return "", (f"The orders are in more than one currency ({listed(found)}); their money is added up as it stands.",)
    return SIGNS.get(found[0].upper(), found[0]) if found else "", ()
