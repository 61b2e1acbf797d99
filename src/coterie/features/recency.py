"""How long ago a customer last bought."""

from coterie.records import Feature

MEMBER = (
    Feature(
        name="recency",
        title="Recency",
        sentence="Days since the customer last bought.",
        unit="days",
        show=",.0f",
        kind="numeric",
        family="recency",
        sql="min(days_ago) FILTER (WHERE purchase)",
        good=-1,
        needs=frozenset({"time"}),
    ),
)
