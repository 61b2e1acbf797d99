"""Items of orders that are not in the table of the orders."""

from coterie.clean._rule import Rule
from coterie.records.read import NO_ORDER

MEMBER = Rule(
    title="Item of an unknown order",
    order=14,
    table="orders",
    fate="set aside",
    condition=lambda row: row.joined(NO_ORDER),
    reason="No row of the orders has the order id of this item",
    remedy="Export the orders and the items of the same days.",
    role="order",
    fixed="It is not known who bought it, or when.",
)
