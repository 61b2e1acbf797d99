"""Orders before the first or after the last day that the plan asks for."""

from datetime import timedelta

from coterie.clean._rule import Row, Rule


def _condition(row: Row) -> str:
    """Both days belong to the period."""
    at, since, until = row.value("time"), row.plan.since, row.plan.until
    sides = [f"{at} < TIMESTAMP '{since} 00:00:00'"] if since else []
    sides += [f"{at} >= TIMESTAMP '{until + timedelta(days=1)} 00:00:00'"] if until else []
    return " OR ".join(sides)


MEMBER = Rule(
    title="Outside the period",
    order=81,
    table="orders",
    fate="set aside",
    condition=_condition,
    reason="The date is outside the period given with --since and --until",
    remedy="Change the period if this is too many.",
    role="time",
    needs=frozenset({"time"}),
    listed=False,
    fixed="It follows from the settings since and until.",
)
