"""Returns: a negative quantity."""

from coterie.clean._rule import Rule

MEMBER = Rule(
    title="Returned goods",
    order=91,
    table="orders",
    fate="netted",
    condition=lambda row: f"{row.value('quantity')} < 0",
    reason="The quantity is negative: goods came back",
    remedy='It is no purchase; set returns = "drop" not to take its money off either.',
    role="quantity",
    needs=frozenset({"quantity"}),
    fixed='It follows from the setting returns; set returns = "drop" to set such lines aside.',
    cancels=True,
)
