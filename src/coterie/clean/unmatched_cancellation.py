"""Cancellations and returns of what is not in the data: it was bought before the data begins, or from somebody else."""

from coterie.clean._rule import Rule

MEMBER = Rule(
    title="Cancellation of nothing",
    order=94,
    table="orders",
    fate="set aside",
    condition=None,
    reason="What it takes back is not in the data, so it takes no money off",
    remedy='Export a longer period, or switch the rule "unmatched-cancellation" off to take its money off all the same.',
    role="order",
    needs=frozenset({"customer", "time"}),
)
