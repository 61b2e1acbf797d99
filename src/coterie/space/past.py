"""What is known of customers as they were on an earlier day, and whether it is enough to learn from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coterie.records import SPENT, Past
from coterie.sql import quote
from coterie.words import counted

if TYPE_CHECKING:
    from coterie.engines.duckdb import DuckDBEngine
    from coterie.records import Earlier

FEWEST = 50  # customers who had bought by then
BUYERS = 10  # of them, who bought again


def past(engine: DuckDBEngine, earlier: Earlier) -> Past:
    """The past without coordinates yet, or why there is none."""
    if not earlier.table:
        return Past(reason=earlier.reason)
    columns = ", ".join(map(quote.name, (SPENT, "recency", "frequency", "money")))
    known = engine.matrix(f"SELECT {columns} FROM {quote.name(earlier.table)} ORDER BY position")
    since, again = f"had bought by {earlier.as_of}", int((known[:, 0] > 0).sum())
    if len(known) < FEWEST:
        return Past(reason=f"{counted(len(known), 'customer')} {since}, and it takes {FEWEST}")
    if again < BUYERS:
        return Past(reason=f"of {counted(len(known), 'customer')} who {since}, {again} bought again, and it takes {BUYERS}")
    return Past(None, known[:, 0], known[:, 1:], earlier.as_of, earlier.days)
