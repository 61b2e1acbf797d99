"""What is in an order: lines, pieces, different products."""

from coterie.records import Feature

MEMBER = (
    Feature(
        name="basket",
        title="Lines per order",
        sentence="How many lines an order of the customer has, on average.",
        unit="lines",
        show=",.1f",
        kind="numeric",
        family="basket",
        sql="ratio(sum(lines) FILTER (WHERE purchase), count(*) FILTER (WHERE purchase))",
        needs=frozenset({"customer", "time"}),
    ),
    Feature(
        name="units",
        title="Units",
        sentence="How many pieces the customer bought in all, returns taken off.",
        unit="pieces",
        show=",.0f",
        kind="numeric",
        family="basket",
        sql="sum(units)",
        good=1,
        needs=frozenset({"quantity"}),
    ),
    Feature(
        name="products",
        title="Different products",
        sentence="How many different products the customer has bought.",
        unit="products",
        show=",.0f",
        kind="numeric",
        family="basket",
        sql="max(products)",
        good=1,
        needs=frozenset({"product"}),
    ),
)
