"""Orders in another currency than most: their money cannot be added up with that of the others."""

from coterie.clean._currency import named
from coterie.clean._rule import Row, Rule
from coterie.clean._typed import chosen


def main_currency(row: Row) -> str:
    """SQL for the currency of most rows that the user selected, in capital letters; of several, the first by name."""
    selected = f" AND {row.own('selected')}" if row.plan.where else ""
    counts = (
        f"SELECT {named(row)} AS name, count(*) AS found FROM {chosen(row, row.source.relation)} WHERE _fault IS NULL{selected} GROUP BY 1"
    )
    return f"(SELECT name FROM ({counts}) AS counts WHERE name IS NOT NULL ORDER BY found DESC, name LIMIT 1)"


def _condition(row: Row) -> str:
    """A row that names no currency is taken to be in that of most."""
    return f"coalesce({named(row)} <> {main_currency(row)}, false)" if named(row) else ""


MEMBER = Rule(
    title="Other currency",
    order=83,
    table="orders",
    fate="set aside",
    condition=_condition,
    reason="The money is in another currency than that of most orders",
    remedy="Convert it at the source, or segment each currency by itself, with --where on the column that tells it.",
    role="currency",
)
