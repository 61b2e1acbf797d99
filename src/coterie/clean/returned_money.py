"""Refunds: a negative amount."""

from coterie.clean._rule import Rule

MEMBER = Rule(
    title="Refund",
    order=92,
    table="orders",
    fate="netted",
    condition=lambda row: f"{row.value('amount')} < 0",
    reason="The amount is negative: money was paid back",
    remedy='It is no purchase; set returns = "drop" not to take its money off either.',
    role="amount",
    needs=frozenset({"amount"}),
    fixed='It follows from the setting returns; set returns = "drop" to set such lines aside.',
    cancels=True,
)
