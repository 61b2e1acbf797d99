"""One file, one table, and all of it: a second table under the first is refused, a file as long as a program's limit is told."""

from __future__ import annotations

import re
from collections.abc import Sequence

from coterie.engines.duckdb import DuckDBEngine
from coterie.errors import InputError, shown
from coterie.read._layout import Layout
from coterie.read._table import Table
from coterie.sql import quote

# Old and new spreadsheets hold no more lines than these, and export no more.
LIMITS = (65_536, 1_048_576)
NO_NAME = re.compile(r"(?i).*\d.*|\W*|n/?a|nan|null|none|nil|unknown|missing|pending|tba|tbd")
MOST_LOOKED_AT = 100


def cut_notes(rows: int) -> tuple[str, ...]:
    """A warning about a table that has just as many lines, with or without its header, as a spreadsheet can hold.

    >>> cut_notes(65_535)[0]
    'The file has exactly 65,536 lines, as many as some spreadsheets can hold: the export was probably cut there.'
    """
    limit = next((limit for limit in LIMITS if rows in (limit - 1, limit)), None)
    if limit is None:
        return ()
    return (f"The file has exactly {limit:,} lines, as many as some spreadsheets can hold: the export was probably cut there.",)


def check_one_table(engine: DuckDBEngine, table: Table, names: Sequence[str], layout: Layout) -> None:
    """Refuse rows under a second line of names, of which the width does not tell."""
    if len(layout.measures) < 2:
        return
    measures = [quote.name(names[place]) for place in layout.measures]
    words = " AND ".join(["_fault IS NULL", *(f"{column} >= 'A'" for column in measures), f"{measures[0]} <> {measures[1]}"])
    own = ", ".join(map(quote.name, names))
    for cells in engine.rows(f"SELECT {own} FROM {table.relation} WHERE {words} LIMIT {MOST_LOOKED_AT}"):
        if len({cell.casefold() for cell in cells}) == len(cells) and not any(map(NO_NAME.fullmatch, cells)):
            same = f"{quote.name(names[0])} = {quote.text(cells[0])}"
            line = engine.rows(f"SELECT min(_line) FROM {table.numbered} WHERE {words} AND {same}")[0][0]
            fact = f"A second table seems to begin on line {line}, with {shown(cells[0])} and {shown(cells[1])}"
            raise InputError("two-tables", fact, place=table.name, remedy="Give each table a file of its own.")
