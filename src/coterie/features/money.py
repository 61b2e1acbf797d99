"""How much a customer spent: in all, and per order."""

from coterie.records import Feature

MEMBER = (
    Feature(
        name="money",
        title="Revenue",
        sentence="What the customer spent in all, returns taken off.",
        unit="money",
        show=",.2f",
        kind="numeric",
        family="money",
        sql="sum(amount)",
        good=1,
        needs=frozenset({"amount"}),
    ),
    Feature(
        name="order_value",
        title="Order value",
        sentence="What the customer spends in an order, on average, returns taken off.",
        unit="money",
        show=",.2f",
        kind="numeric",
        family="money",
        sql="ratio(sum(amount) FILTER (WHERE purchase), count(*) FILTER (WHERE purchase))",
        good=1,
        needs=frozenset({"amount"}),
    ),
)
