"""Order lines without a date."""

from coterie.clean._rule import Rule

MEMBER = Rule(
    title="Missing date",
    order=40,
    table="orders",
    fate="set aside",
    condition=lambda row: f"{row.value('time')} IS NULL",
    reason="There is no date",
    remedy="Export the orders with their dates.",
    role="time",
    needs=frozenset({"time"}),
    fixed="Without its day an order has no place.",
)
