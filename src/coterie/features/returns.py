"""How much of what a customer bought came back."""

from coterie.records import Feature

MEMBER = (
    Feature(
        name="return_share",
        title="Return share",
        sentence="Money of cancellations and returns, as a share of the money of all that was bought.",
        unit="",
        show=".0%",
        kind="numeric",
        family="returns",
        sql="ratio(sum(returned), sum(amount + returned))",
        good=-1,
        needs=frozenset({"amount", "returns"}),
    ),
)
