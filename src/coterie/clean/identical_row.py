"""Customer rows that are the same in every column."""

from coterie.clean._rule import Rule

MEMBER = Rule(
    title="Identical row",
    order=120,
    table="customers",
    fate="merged",
    condition=lambda row: f"{row.own('copy')} > 1",
    reason="Another row is the same in every column",
    remedy="Nothing is lost: the row counts once. Export each customer once.",
    role="customer",
    needs=frozenset({"customer"}),
    fixed="A customer is one row.",
)
