"""What a customer buys most of, and how much else."""

from coterie.records import Feature

MEMBER = (
    Feature(
        name="main_category",
        title="Main category",
        sentence="The category of most lines that the customer bought; of equals, the first by name.",
        unit="",
        show="",
        kind="category",
        family="category",
        sql="max(top_category)",
        needs=frozenset({"category"}),
        default=False,
    ),
    Feature(
        name="category_share",
        title="Share of the main category",
        sentence="Share of the lines that are of the customer's main category.",
        unit="",
        show=".0%",
        kind="numeric",
        family="category",
        sql="ratio(max(most_category), max(all_category))",
        needs=frozenset({"category"}),
        default=False,
    ),
    Feature(
        name="category_breadth",
        title="Different categories",
        sentence="From how many different categories the customer has bought.",
        unit="categories",
        show=",.0f",
        kind="numeric",
        family="category",
        sql="max(different_category)",
        needs=frozenset({"category"}),
        default=False,
    ),
)
