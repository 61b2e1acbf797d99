"""The country of a customer's orders."""

from coterie.records import Feature

MEMBER = (
    Feature(
        name="main_country",
        title="Main country",
        sentence="The country from which most orders of the customer are; of equals, the first by name.",
        unit="",
        show="",
        kind="category",
        family="country",
        sql="max(top_country)",
        needs=frozenset({"country"}),
        default=False,
    ),
)
