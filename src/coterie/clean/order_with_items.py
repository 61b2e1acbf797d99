"""Rows of the orders whose items are there: these stand for the order, with its customer, its time and its money."""

from coterie.clean._rule import Rule
from coterie.records.read import LED

MEMBER = Rule(
    title="Order with items",
    order=11,
    table="orders",
    fate="merged",
    condition=lambda row: row.joined(LED),
    reason="Its items stand for it, and bring the money",
    remedy="Nothing to do: the money is that of the items. Give the orders alone to count them without their items.",
    fixed="Its money would count twice.",
)
