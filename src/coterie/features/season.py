"""In which part of the year a customer orders, and how much of it lies there. Known only of who has been one for a whole year."""

from coterie.features._counts import ORDERS, busiest, most_orders
from coterie.records import Feature

QUARTERS = ("January to March", "April to June", "July to September", "October to December")
WHOLE_YEAR = "max(first_days_ago) >= 365"  # who is new has seen one part of the year only
YEAR = {name: f"EXTRACT(quarter FROM ordered_at) = {quarter}" for quarter, name in enumerate(QUARTERS, 1)}

MEMBER = (
    Feature(
        name="main_season",
        title="Main season",
        sentence="The quarter of the year in which the customer ordered most often; of equals, the earlier one. Unknown in the first year.",
        unit="",
        show="",
        kind="category",
        family="season",
        sql=f"CASE WHEN {WHOLE_YEAR} THEN {busiest(YEAR)} END",
        needs=frozenset({"time", "year"}),
        default=False,
    ),
    Feature(
        name="season_share",
        title="Share in one season",
        sentence="Share of the orders in the quarter of the year that has most of them; unknown below four orders and in the first year.",
        unit="",
        show=".0%",
        kind="numeric",
        family="season",
        # One order lies in one quarter always: of few orders the share would say how few they are.
        sql=f"CASE WHEN {ORDERS} >= 4 AND {WHOLE_YEAR} THEN ratio({most_orders(YEAR)}, {ORDERS}) END",
        needs=frozenset({"time", "year"}),
        default=False,
    ),
)
