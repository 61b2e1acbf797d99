"""Which currency the money is in, where a column says so, or the cells of the money themselves."""

from __future__ import annotations

from coterie.clean._rule import Row, Rule
from coterie.clean._typed import judged_lines
from coterie.engines.duckdb import DuckDBEngine
from coterie.sql import quote
from coterie.words import listed

SIGNS = {"EUR": "€", "GBP": "£", "USD": "$", "JPY": "¥"}


def named(row: Row) -> str:
    """SQL for the currency that a row names, in capitals and by its code where it is a usual one; "" where no row can name one."""
    column = row.source.column("currency")
    money = [c for role in ("amount", "price") if (c := row.source.column(role)) and c.currency]
    own = column.value if column else money[0].currency if money else ""
    codes = " ".join(f"WHEN {quote.text(sign)} THEN {quote.text(code)}" for code, sign in SIGNS.items())
    return f"CASE upper({own}) {codes} WHEN 'EURO' THEN 'EUR' ELSE upper({own}) END" if own else ""


def currencies(row: Row, rules: tuple[Rule, ...], column: str) -> str:
    """The different currencies of the lines that are used; `column` is their SQL."""
    judged = judged_lines(row, rules, row.source.relation)
    return f"SELECT DISTINCT {column} AS currency FROM ({judged}) AS judged WHERE {row.own('fate')} = 0 ORDER BY currency LIMIT 10"


def find_currency(engine: DuckDBEngine, row: Row, rules: tuple[Rule, ...]) -> tuple[str, tuple[str, ...]]:
    """The sign of the currency ("" when it is not known), and a note when there are several."""
    own = named(row)
    found = [name for (name,) in engine.rows(currencies(row, rules, own)) if name] if own else []
    if len(found) > 1:
        return "", (f"The orders are in more than one currency ({listed(found)}); their money is added up as it stands.",)
    return SIGNS.get(found[0], found[0]) if found else "", ()
