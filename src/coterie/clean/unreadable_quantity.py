"""Quantities that cannot be read as a number."""

from coterie.clean._rule import Rule

MEMBER = Rule(
    title="Unreadable quantity",
    order=51,
    table="orders",
    fate="set aside",
    condition=lambda row: row.unreadable("quantity"),
    reason="The quantity cannot be read as a number",
    remedy="Write all numbers of the column in one way, such as 1234.50.",
    role="quantity",
    needs=frozenset({"quantity"}),
    unreadable=True,
    fixed="A number that cannot be read is never taken for nothing; max_unreadable says how many are borne.",
)
