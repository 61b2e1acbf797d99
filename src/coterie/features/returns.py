"""How much of what a customer bought came back."""

from coterie.records import Feature

MEMBER = (
    Feature(
        name="return_share",
        title="Return share",
        sentence="Money of cancellations and returns, as a share of the money of all purchases.",
        unit="",
        show=".0%",
        kind="numeric",
        family="returns",
        sql="ratio(coalesce(-(sum(amount) FILTER (WHERE NOT purchase)), 0), sum(amount) FILTER (WHERE purchase))",
        good=-1,
        needs=frozenset({"amount", "returns"}),
    ),
)
