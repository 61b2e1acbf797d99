"""Lines among the rows that are none: totals and notes at the end, comments, blank and drawn lines, the names once more."""

from coterie.clean._rule import Rule
from coterie.records import NO_ROWS
from coterie.sql import quote

MEMBER = Rule(
    title="Line that is no row",
    order=5,
    table="both",
    fate="set aside",
    # few rows have a fault: the others are done with after one look
    condition=lambda row: f"_fault IS NOT NULL AND _fault IN ({', '.join(quote.text(kind) for kind in NO_ROWS)})",
    reason="The line is no row of the table",
    remedy="Nothing is lost. Export without totals and notes to be rid of such lines.",
)
