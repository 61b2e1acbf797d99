"""Customers who have no order that is used."""

from coterie.clean._rule import Rule

MEMBER = Rule(
    title="Customer without orders",
    order=140,
    table="customers",
    fate="set aside",
    condition=lambda row: f"NOT {row.own('bought')}",
    reason="The customer has no order that is used",
    remedy="Give the customers alone to segment them by their attributes only.",
    role="customer",
    needs=frozenset({"customer", "orders"}),
    fixed="Give the customers alone to segment them by their attributes only.",
)
