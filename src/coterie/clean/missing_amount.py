"""Lines without money in a table that has money."""

from coterie.clean._rule import Rule

MEMBER = Rule(
    title="Missing amount",
    order=110,
    table="orders",
    fate="set aside",
    condition=lambda row: f"{row.value('money')} IS NULL",
    reason="There is no amount, and no quantity and price to work it out",
    remedy="Export the orders with their amounts.",
    needs=frozenset({"money"}),
    fixed="A sum that is missing is never taken for nothing.",
)
