"""How often a customer bought."""

from coterie.records import Feature

MEMBER = (
    Feature(
        name="frequency",
        title="Orders",
        sentence="How many orders the customer placed.",
        unit="orders",
        show=",.0f",
        kind="numeric",
        family="frequency",
        sql="count(*) FILTER (WHERE purchase)",
        good=1,
        needs=frozenset({"customer", "time"}),
    ),
)
