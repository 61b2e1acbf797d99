"""Rows of the orders that are the same in every column, where the items are a table of their own."""

from coterie.clean._rule import Rule
from coterie.records.read import REPEATED

MEMBER = Rule(
    title="Repeated order",
    order=12,
    table="orders",
    fate="merged",
    condition=lambda row: row.joined(REPEATED),
    reason="Another row of the orders is the same in every column",
    remedy="Nothing is lost. Export each order once; a join at the source may have multiplied them.",
    fixed="One row of the orders is one order, and its items would count twice.",
)
