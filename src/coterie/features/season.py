"""In which part of the year a customer orders, and how much of it lies there. Known only of orders over a whole year."""

from coterie.records import Feature

QUARTERS = ("January to March", "April to June", "July to September", "October to December")
COUNTS = [f"count(*) FILTER (WHERE purchase AND EXTRACT(quarter FROM ordered_at) = {quarter})" for quarter in range(1, 5)]
ORDERS = "count(*) FILTER (WHERE purchase)"
IS_MOST = [f"WHEN {count} THEN '{name}'" for count, name in zip(COUNTS, QUARTERS, strict=True)]
MOST = f"greatest({', '.join(COUNTS)})"

MEMBER = (
    Feature(
        name="main_season",
        title="Main season",
        sentence="The quarter of the year in which the customer ordered most often; of equals, the earlier one.",
        unit="",
        show="",
        kind="category",
        family="season",
        sql=f"CASE {MOST} {' '.join(IS_MOST)} END",
        needs=frozenset({"time", "year"}),
        default=False,
    ),
    Feature(
        name="season_share",
        title="Share in one season",
        sentence="Share of the orders in the quarter of the year that has most of them; unknown below four orders.",
        unit="",
        show=".0%",
        kind="numeric",
        family="season",
        # One order lies in one quarter always: of few orders the share would say how few they are.
        sql=f"CASE WHEN {ORDERS} >= 4 THEN ratio({MOST}, {ORDERS}) END",
        needs=frozenset({"time", "year"}),
        default=False,
    ),
)
