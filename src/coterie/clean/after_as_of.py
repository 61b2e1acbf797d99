"""Orders after the day that customers are looked at from."""

from datetime import timedelta

from coterie.clean._rule import Row, Rule


def _condition(row: Row) -> str:
    """Orders of the day itself are known by then."""
    day = row.plan.as_of
    return f"{row.value('time')} >= TIMESTAMP '{day + timedelta(days=1)} 00:00:00'" if day else ""


MEMBER = Rule(
    title="After the as-of day",
    order=82,
    table="orders",
    fate="set aside",
    condition=_condition,
    reason="The date is after the day given with --as-of",
    remedy="Give a later day to use these orders.",
    role="time",
    needs=frozenset({"time"}),
    listed=False,
    fixed="It follows from the setting as_of.",
)
