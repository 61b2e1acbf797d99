"""When in the week and the day a customer orders. They tell of segments and make none, unless they are asked for."""

from coterie.features._counts import ORDERS, busiest, orders_where
from coterie.records import Feature

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
WEEK = {name: f"weekday = {day}" for day, name in enumerate(DAYS)}

MEMBER = (
    Feature(
        name="at_weekend",
        title="Weekend share",
        sentence="Share of the orders that the customer placed on a Saturday or a Sunday.",
        unit="",
        show=".0%",
        kind="numeric",
        family="habits",
        sql=f"ratio({orders_where('weekday >= 5')}, {ORDERS})",
        needs=frozenset({"time"}),
        default=False,
    ),
    Feature(
        name="in_evening",
        title="Evening share",
        sentence="Share of the orders that the customer placed from 18:00 to midnight.",
        unit="",
        show=".0%",
        kind="numeric",
        family="habits",
        sql=f"ratio({orders_where('EXTRACT(hour FROM ordered_at) >= 18')}, {ORDERS})",
        needs=frozenset({"time", "hours"}),
        default=False,
    ),
    Feature(
        name="main_weekday",
        title="Main weekday",
        sentence="The day of the week on which the customer ordered most often; of equals, the earlier in the week.",
        unit="",
        show="",
        kind="category",
        family="habits",
        sql=busiest(WEEK),
        needs=frozenset({"time"}),
        default=False,
    ),
)
