"""The time between a customer's orders: how long, and how regular. Unknown for one-time buyers."""

from coterie.records import Feature

MEMBER = (
    Feature(
        name="gap",
        title="Gap between orders",
        sentence="Days from one order to the next, on average; unknown for one-time buyers.",
        unit="days",
        show=",.0f",
        kind="numeric",
        family="rhythm",
        sql=(
            "ratio((max(days_ago) FILTER (WHERE purchase)) - (min(days_ago) FILTER (WHERE purchase)),"
            " (count(*) FILTER (WHERE purchase)) - 1)"
        ),
        good=-1,
        needs=frozenset({"time"}),
    ),
    Feature(
        name="gap_regularity",
        title="Irregularity",
        sentence="How much the gaps between orders vary, measured against their mean: 0 is clockwork; unknown below three orders.",
        unit="",
        show=",.2f",
        kind="numeric",
        family="rhythm",
        # The squares are added up as whole numbers; only the root and the division are floating.
        sql=(
            "CASE WHEN count(gap_days) > 1 THEN ratio(sqrt(CAST(count(gap_days) * sum(gap_days * gap_days)"
            " - sum(gap_days) * sum(gap_days) AS DOUBLE)), sum(gap_days)) END"
        ),
        needs=frozenset({"time"}),
    ),
)
