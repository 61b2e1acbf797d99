"""Whether a customer comes back for the same products."""

from coterie.records import Feature

MEMBER = (
    Feature(
        name="repeat_share",
        title="Repeat share",
        sentence="Of the products in all orders of the customer, the share that the customer had bought in an order before.",
        unit="",
        show=".0%",
        kind="numeric",
        family="loyalty",
        sql="ratio(max(picks) - max(products), max(picks))",
        needs=frozenset({"product"}),
        default=False,
    ),
)
