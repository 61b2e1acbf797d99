"""The same customer again, with other attributes."""

from coterie.clean._rule import Rule

MEMBER = Rule(
    title="Conflicting customer",
    order=130,
    table="customers",
    fate="set aside",
    condition=lambda row: f"{row.own('rank')} > 1",
    reason="The same customer stands in another row with other attributes; the newest, or else the fullest, row is kept",
    remedy="Export one row per customer.",
    role="customer",
    needs=frozenset({"customer"}),
    fixed="A customer is one row.",
)
