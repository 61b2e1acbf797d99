"""What a customer pays for the same things as others: discounts, and prices against the products' own mean."""

from coterie.records import Feature

MEMBER = (
    Feature(
        name="discount_share",
        title="Discount share",
        sentence="Share of the lines that the customer bought at a discount.",
        unit="",
        show=".0%",
        kind="numeric",
        family="price",
        sql="ratio(max(discounted_lines), max(counted_lines))",
        needs=frozenset({"discount"}),
        default=False,
    ),
    Feature(
        name="price_level",
        title="Price level",
        sentence="How far the prices paid lie above or below the mean price of the same products, on average over the customer's lines.",
        unit="",
        show="+.1%",
        kind="numeric",
        family="price",
        sql="ratio(max(price_paid), max(price_known)) - 1",
        needs=frozenset({"product", "price"}),
        default=False,
    ),
)
