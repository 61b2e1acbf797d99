"""Lines of zero pieces."""

from coterie.clean._rule import Rule

MEMBER = Rule(
    title="Zero quantity",
    order=101,
    table="orders",
    fate="set aside",
    condition=lambda row: f"{row.value('quantity')} = 0",
    reason="The quantity is zero: nothing was sold",
    remedy="Mend the quantity if goods were sold.",
    role="quantity",
    needs=frozenset({"quantity"}),
)
