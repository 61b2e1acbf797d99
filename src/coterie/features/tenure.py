"""How long somebody has been a customer."""

from coterie.records import Feature

MEMBER = (
    Feature(
        name="tenure",
        title="Tenure",
        sentence="Days since the customer's first order.",
        unit="days",
        show=",.0f",
        kind="numeric",
        family="tenure",
        sql="max(days_ago) FILTER (WHERE purchase)",
        needs=frozenset({"time"}),
    ),
)
