"""Each value of a category in one spelling: of the customers' attributes, and of what order lines are sorted by.

What order lines are sorted by is there for the user's own condition, `where`: the spelling that it names is the one that is kept.
"""

from __future__ import annotations

import dataclasses
import re

from coterie.clean._ledger import ledger_line
from coterie.clean._rule import Row, rules_for
from coterie.clean._spellings import MOST, frequencies, mended, note, with_mended
from coterie.engines.duckdb import DuckDBEngine
from coterie.records import Column, LedgerLine

ROLES = ("category", "channel", "country")
TEXT = re.compile("'((?:[^']|'')*)'")


def one_spelling(
    engine: DuckDBEngine, row: Row, column: Column, known: tuple[str, ...]
) -> tuple[Column, tuple[str, ...], tuple[LedgerLine, ...]]:
    """A category with each value in one spelling, and a note; or, where the rule is off, as it is, with what it would have done."""
    values = {value: int(rows) for value, rows in engine.rows(frequencies(column, row.source.relation))}
    texts = mended(values, known) if len(values) <= MOST else {}
    if not texts:
        return column, (), ()
    rows = sum(values[text] for text in texts)
    for rule in rules_for(row, on=False):
        if rule.code == "mended-category":
            return column, (), (ledger_line(row.source, dataclasses.replace(rule, title=f"{rule.title}: {column.name}"), rows, 0.0),)
    return with_mended(column, texts), (note(column, texts, rows),), ()


def of_orders(engine: DuckDBEngine, row: Row) -> tuple[Row, tuple[str, ...], tuple[LedgerLine, ...]]:
    """The orders with each value of their categories in one spelling, the notes, and what a rule that is off would have done."""
    columns, notes, would = list[Column](), list[str](), list[LedgerLine]()
    for column in row.source.columns:
        if column.role in ROLES:
            column, said, off = one_spelling(engine, row, column, _named(row.plan.where or ""))  # noqa: PLW2901 (the same column)
            notes += said
            would += off
        columns.append(column)
    if not notes:
        return row, (), tuple(would)
    source = dataclasses.replace(row.source, columns=tuple(columns))
    return dataclasses.replace(row, source=source), tuple(notes), tuple(would)


def _named(condition: str) -> tuple[str, ...]:
    """The texts that a condition names.

    >>> _named("channel IN ('Web', 'O''Neil')")
    ('Web', "O'Neil")
    """
    return tuple(text.replace("''", "'") for text in TEXT.findall(condition))
