"""Dates before 1900: a placeholder or a mistake."""

from coterie.clean._rule import Rule

MEMBER = Rule(
    title="Absurd date",
    order=60,
    table="orders",
    fate="set aside",
    condition=lambda row: f"{row.value('time')} < TIMESTAMP '1900-01-01 00:00:00'",
    reason="The date is before 1900",
    remedy="Mend the date: it is most likely a placeholder.",
    role="time",
    needs=frozenset({"time"}),
)
