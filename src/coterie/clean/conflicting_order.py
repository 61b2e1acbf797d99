"""Rows of the orders with the id of another one, where the items are a table of their own."""

from coterie.clean._rule import Rule
from coterie.records.read import CONFLICTING

MEMBER = Rule(
    title="Conflicting order",
    order=13,
    table="orders",
    fate="set aside",
    condition=lambda row: row.joined(CONFLICTING),
    reason="Another row of the orders has the same order id; the newest one counts, then the fullest",
    remedy="Keep one row per order in the table of the orders.",
    role="order",
    fixed="One row of the orders is one order, and its items would count twice.",
)
