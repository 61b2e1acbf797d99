"""Dates that cannot be read in the format of their column."""

from coterie.clean._rule import Rule

MEMBER = Rule(
    title="Unreadable date",
    order=30,
    table="orders",
    fate="set aside",
    condition=lambda row: row.unreadable("time"),
    reason="The date cannot be read",
    remedy="Write all dates of the column in one way, such as 2024-12-31.",
    role="time",
    needs=frozenset({"time"}),
    unreadable=True,
    fixed="Without its day an order has no place; max_unreadable says how many are borne.",
)
