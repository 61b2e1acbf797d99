"""Customers by the month, quarter or year in which they first bought, and how many of them bought again later."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from coterie.records import Cohort, Cohorts, is_open

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coterie.engines.duckdb import DuckDBEngine

BITS = 60  # months that one whole number can mark: whole quarters and years
MOST = 15  # periods that can be read beside each other
PERIODS = {"month": 1, "quarter": 3, "year": 12}


def cohorts(engine: DuckDBEngine, buyers: str, calendar: Sequence[date], last: date | None) -> Cohorts | None:
    """The cohorts in periods so long that there are not too many; none where all orders are of one period.

    `buyers` has a row per customer with `first`, and a bit for each month with a purchase, from January of the first year on.
    """
    begin = calendar[0].month - 1
    period = next((p for p, size in PERIODS.items() if len(calendar) <= MOST * size), "year")
    size = PERIODS[period]
    first, end = begin // size, (begin + len(calendar) - 1) // size + 1
    if end - first < 2:
        return None
    base = calendar[0].year * 12
    found = {int(start): row for start, *row in engine.rows(cohorts_sql(buyers, base, size, range(first, end)))}
    unfinished = last is not None and is_open(_month(base + end * size - 1), last)
    rows = tuple(Cohort(_month(base + n * size), row[0], tuple(row[2 + n - first :])) for n, row in sorted(found.items()))
    return Cohorts(period, rows, _shares(rows, end - first - 1, unfinished), unfinished)


def _month(number: int) -> date:
    """The first day of a month counted from the year 0.

    >>> _month(2024 * 12 + 1)
    datetime.date(2024, 2, 1)
    """
    return date(number // 12, number % 12 + 1, 1)


def _shares(rows: Sequence[Cohort], later: int, unfinished: bool) -> tuple[float, ...]:
    """The share of all customers who bought again so many periods later, of the cohorts for which that period is over."""
    shares = []
    for step in range(later):
        told = [(row.customers, row.again[step]) for row in rows if len(row.again) > step + unfinished]
        customers = sum(n for n, _ in told)
        if customers:
            shares.append(sum(again for _, again in told) / customers)
    return tuple(shares)


def cohorts_sql(buyers: str, base: int, size: int, periods: range) -> str:
    """Per period of the first purchase: its number, the customers, and how many of them bought in each period."""
    number = f"year(first) * 12 + month(first) - {base + 1}"
    counts = (
        f"count(*) FILTER (WHERE (months_{n * size // BITS * BITS} & {((1 << size) - 1) << n * size % BITS}) <> 0) AS period_{n}"
        for n in periods
    )
    return f"""SELECT cohort, count(*) AS customers, {", ".join(counts)} FROM
        (SELECT *, (({number}) - ({number}) % {size}) / {size} AS cohort FROM {buyers}) AS b GROUP BY cohort ORDER BY cohort"""
