"""Rows that do not say which customer they belong to."""

from coterie.clean._rule import Rule

MEMBER = Rule(
    title="Missing customer",
    order=20,
    table="both",
    fate="set aside",
    condition=lambda row: f"blank({row.value('customer')})",
    reason="The row does not say which customer it belongs to",
    remedy="Export guest orders with an e-mail or another id, if there is one.",
    role="customer",
    needs=frozenset({"customer"}),
    fixed="An order without a customer belongs to nobody. Name another column as the customer with roles.",
)
