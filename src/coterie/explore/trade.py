"""What the orders say about the whole business: month by month, and customer by customer."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from coterie.explore.cohorts import BITS, cohorts
from coterie.records import Month
from coterie.sql import quote

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from coterie.engines.duckdb import DuckDBEngine
    from coterie.records import Cleaned, Cohorts

BUYERS = "explored_buyers"


@dataclass(frozen=True)
class Trade:
    """Orders and money of the whole time.

    `customers` bought at least once, `one_time` of them exactly once. `revenue` has the `returned` money (positive)
    taken off. `best` is the revenue of the best customers: pairs of how many they are and what they bring, one for
    each hundredth of the customers.
    """

    customers: int
    one_time: int
    orders: int
    revenue: float
    returned: float
    best: tuple[tuple[int, float], ...]
    months: tuple[Month, ...]
    cohorts: Cohorts | None = None

    def top(self, share: float) -> float:
        """The share of the revenue that so many of the customers, the best, bring."""
        return next((part for customers, part in self.concentration if customers >= share), 0.0)

    @property
    def concentration(self) -> tuple[tuple[float, float], ...]:
        """Shares of the customers, the best first, with their share of the revenue."""
        return tuple((n / self.customers, money / self.revenue) for n, money in self.best) if self.revenue > 0 else ()


def trade(engine: DuckDBEngine, cleaned: Cleaned) -> Trade:
    """Count the orders: one pass for the months, one for the customers, and small ones over the customers."""
    by_month = {m: (orders, money, returned) for m, orders, money, returned in engine.rows(months_sql(cleaned.orders))}
    calendar = list(_calendar(min(by_month), max(by_month)))
    engine.run(f"CREATE OR REPLACE TABLE {BUYERS} AS {buyers_sql(cleaned.orders, calendar)}")
    active = engine.rows(active_sql(calendar))[0]
    new = dict(engine.rows(f"SELECT month_of(first) AS month, count(*) AS customers FROM {BUYERS} GROUP BY 1"))
    customers, one_time = engine.rows(f"SELECT count(*), count(*) FILTER (WHERE orders = 1) FROM {BUYERS}")[0]
    best = engine.rows(best_sql(customers)) if customers else []
    groups = cohorts(engine, BUYERS, calendar, cleaned.last)
    engine.run(f"DROP TABLE {BUYERS}")
    return Trade(
        customers=customers,
        one_time=one_time,
        orders=sum(orders for orders, _, _ in by_month.values()),
        revenue=math.fsum(money for _, money, _ in by_month.values()),
        returned=math.fsum(returned for _, _, returned in by_month.values()),
        best=tuple((sum(n for n, _ in best[:i]), math.fsum(money for _, money in best[:i])) for i in range(1, len(best) + 1)),
        months=tuple(
            _month(month, int(customers or 0), *by_month.get(month, (0, 0.0, 0.0))[:2], new.get(month, 0))
            for month, customers in zip(calendar, active, strict=True)
        ),
        cohorts=groups,
    )


def _month(month: date, customers: int, orders: int, money: float, new: int) -> Month:
    """One month, with what follows from its counts.

    >>> _month(date(2024, 2, 1), 4, 5, 100.0, 3)
    Month(month=datetime.date(2024, 2, 1), customers=4, orders=5, money=100.0, new_customers=3, order_value=20.0, repeat_share=0.25)
    """
    return Month(
        month, customers, orders, money, new, money / orders if orders else math.nan, 1 - new / customers if customers else math.nan
    )


def _calendar(first: date, last: date) -> Iterator[date]:
    """Every month from the first to the last, also those without orders.

    >>> [f"{m:%Y-%m}" for m in _calendar(date(2023, 11, 1), date(2024, 2, 1))]
    ['2023-11', '2023-12', '2024-01', '2024-02']
    """
    for number in range(first.year * 12 + first.month - 1, last.year * 12 + last.month):
        yield date(number // 12, number % 12 + 1, 1)


def months_sql(orders: str) -> str:
    """Purchases, money and returned money of every month that has any.

    >>> "GROUP BY 1" in months_sql("orders")
    True
    """
    return f"""SELECT month_of(o."at") AS month, count(*) FILTER (WHERE o.purchase) AS orders, exact_sum(o.amount) AS money,
        exact_sum(o.returned) AS returned
        FROM {quote.name(orders)} AS o GROUP BY 1 ORDER BY 1"""


def buyers_sql(orders: str, calendar: Sequence[date]) -> str:
    """Every customer who bought: first purchase, orders, money, and one bit for each month with a purchase.

    The bits count active customers per month in one pass; counting distinct customers per month takes thrice as long.
    """
    base = calendar[0].year * 12 + 1  # bits begin with January, so that quarters and years are bits side by side
    words = "".join(
        f", bit_or(CASE WHEN number BETWEEN {start} AND {start + BITS - 1} THEN CAST(1 AS BIGINT) << CAST(number - {start} AS INTEGER) END)"
        f" AS months_{start}"
        for start in range(0, calendar[0].month - 1 + len(calendar), BITS)
    )
    bought = f"""SELECT o.customer, o.amount, CASE WHEN o.purchase THEN o."at" END AS bought,
        CASE WHEN o.purchase THEN year(o."at") * 12 + month(o."at") - {base} END AS number FROM {quote.name(orders)} AS o"""
    buyers = f"SELECT min(bought) AS first, count(bought) AS orders, sum(amount) AS money{words} FROM ({bought}) AS b GROUP BY customer"
    return f"SELECT * FROM ({buyers}) AS b WHERE orders > 0"


def active_sql(calendar: Sequence[date]) -> str:
    """The customers who bought in each month, one column per month.

    >>> active_sql([date(2024, 2, 1)])
    'SELECT sum((months_0 >> 1) & 1) AS month_1 FROM explored_buyers'
    """
    first = calendar[0].month - 1
    counts = (f"sum((months_{n // BITS * BITS} >> {n % BITS}) & 1) AS month_{n}" for n in range(first, first + len(calendar)))
    return f"SELECT {', '.join(counts)} FROM {BUYERS}"


def best_sql(customers: int) -> str:
    """Number and money of each hundredth of the customers, the best first; which of several equal ones makes no difference."""
    ranked = f"SELECT money, (row_number() OVER (ORDER BY money DESC) - 1) * 100 AS above FROM {BUYERS}"
    return f"""SELECT customers, money FROM (SELECT (above - above % {customers}) / {customers} AS hundredth, count(*) AS customers,
        exact_sum(money) AS money FROM ({ranked}) AS ranked GROUP BY 1) AS counted ORDER BY hundredth"""
