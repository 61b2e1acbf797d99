"""The channel of a customer's orders."""

from coterie.records import Feature

MEMBER = (
    Feature(
        name="main_channel",
        title="Main channel",
        sentence="The channel where the customer placed most orders; of equals, the first by name.",
        unit="",
        show="",
        kind="category",
        family="channel",
        sql="max(top_channel)",
        needs=frozenset({"channel"}),
        default=False,
    ),
)
