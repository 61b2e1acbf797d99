"""Dates that have not come yet: later than tomorrow, by the clock, because the world has many time zones."""

from datetime import timedelta

from coterie.clean._rule import Row, Rule


def _condition(row: Row) -> str:
    """With a given `as_of` the rule `after-as-of` does this, and no clock is asked."""
    first = row.today + timedelta(days=2)
    return "" if row.plan.as_of else f"{row.value('time')} >= TIMESTAMP '{first} 00:00:00'"


MEMBER = Rule(
    title="Future date",
    order=70,
    table="orders",
    fate="set aside",
    condition=_condition,
    reason="The date has not come yet",
    remedy="Mend the date, or give the day to look from with --as-of.",
    role="time",
    needs=frozenset({"time"}),
    fixed="Orders of days to come need a day to look from: give as_of.",
)
