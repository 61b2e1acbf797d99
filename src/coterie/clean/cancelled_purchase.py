"""Purchases that were cancelled or brought back as a whole; each is matched with the cancellation that takes it back."""

from coterie.clean._rule import Rule

MEMBER = Rule(
    title="Cancelled purchase",
    order=93,
    table="orders",
    fate="netted",
    condition=None,
    reason="A later cancellation or return takes the whole line back: it was no purchase",
    remedy='Nothing to do; switch the rule "cancelled-purchase" off to count such lines as purchases and only take the money off.',
    role="order",
    needs=frozenset({"customer", "time"}),
)
