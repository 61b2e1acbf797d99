"""Amounts that cannot be read as a number."""

from coterie.clean._rule import Rule

MEMBER = Rule(
    title="Unreadable amount",
    order=50,
    table="orders",
    fate="set aside",
    condition=lambda row: row.unreadable("amount"),
    reason="The amount cannot be read as a number",
    remedy="Write all numbers of the column in one way, such as 1234.50.",
    role="amount",
    needs=frozenset({"amount"}),
    unreadable=True,
    fixed="A sum that cannot be read is never taken for nothing; max_unreadable says how many are borne.",
)
