"""Whether a customer spends more or less than before. Unknown for one-time buyers."""

from coterie.records import Feature

MEMBER = (
    Feature(
        name="trend",
        title="Recent share",
        sentence="Share of the money spent in the second half of the time since the first order: half is steady, less is fading.",
        unit="",
        show=".0%",
        kind="numeric",
        family="trend",
        sql=(
            "CASE WHEN count(*) FILTER (WHERE purchase) > 1 THEN"
            " ratio(coalesce(sum(amount) FILTER (WHERE purchase AND 2 * days_ago <= first_days_ago), 0),"
            " sum(amount) FILTER (WHERE purchase)) END"
        ),
        good=1,
        needs=frozenset({"time", "amount"}),
    ),
)
