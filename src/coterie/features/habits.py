"""When in the week and the day a customer orders. They tell of segments and make none, unless they are asked for."""

from coterie.records import Feature

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
COUNTS = [f"count(*) FILTER (WHERE purchase AND weekday = {day})" for day in range(7)]
IS_MOST = [f"WHEN {count} THEN '{day}'" for count, day in zip(COUNTS, DAYS, strict=True)]
ORDERS = "count(*) FILTER (WHERE purchase)"

MEMBER = (
    Feature(
        name="at_weekend",
        title="Weekend share",
        sentence="Share of the orders that the customer placed on a Saturday or a Sunday.",
        unit="",
        show=".0%",
        kind="numeric",
        family="habits",
        sql=f"ratio(count(*) FILTER (WHERE purchase AND weekday >= 5), {ORDERS})",
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
        sql=f"ratio(count(*) FILTER (WHERE purchase AND EXTRACT(hour FROM ordered_at) >= 18), {ORDERS})",
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
        sql=f"CASE greatest({', '.join(COUNTS)}) {' '.join(IS_MOST)} END",
        needs=frozenset({"time"}),
        default=False,
    ),
)
