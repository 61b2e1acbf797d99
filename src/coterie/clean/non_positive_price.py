"""Prices of zero or less: gifts, samples and bookings."""

from coterie.clean._rule import Rule

MEMBER = Rule(
    title="Price not above zero",
    order=100,
    table="orders",
    fate="set aside",
    condition=lambda row: f"{row.value('price')} <= 0",
    reason="The price is zero or negative: nothing was sold",
    remedy="Mend the price if the goods were sold.",
    role="price",
    needs=frozenset({"price"}),
)
