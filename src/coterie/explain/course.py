"""How each segment went over the last periods: who ordered, how often, and for how much."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from coterie.records import Course, Period
from coterie.sql.history import until
from coterie.words import counted, percent, whole

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from coterie.engines.duckdb import DuckDBEngine
    from coterie.explain.measured import Everyone
    from coterie.records import Cleaned

MONTH, QUARTER = 30, 91
MOST, LEAST = 12, 3  # so many periods are told, and fewer are no course
LONG = 8 * QUARTER  # orders over so many days are told by the quarter

SAME = "as much"
Sums = tuple[int, int, float]


def courses(engine: DuckDBEngine, cleaned: Cleaned, joined: str, everyone: Everyone) -> tuple[dict[int, Course], Course | None]:
    """The course of each segment and of everyone; none where the orders are too young. `joined` are the features with their segments."""
    if not (cleaned.orders and cleaned.as_of and cleaned.first):
        return {}, None
    span = (cleaned.as_of - cleaned.first).days
    days = QUARTER if span >= LONG else MONTH
    count = min(MOST, span // days)
    if count < LEAST:
        return {}, None
    found: dict[int, dict[int, Sums]] = {}
    for segment, period, customers, orders, money in engine.rows(course_sql(cleaned, joined, days, count)):
        found.setdefault(segment, {})[period] = (customers, orders, money or 0.0)
    summed = {p: _summed([own[p] for own in found.values() if p in own]) for p in range(count)}
    ends = [cleaned.as_of - timedelta(days=days * back + 1) for back in range(count - 1, -1, -1)]
    of_all = _told(summed, ends, days, everyone)
    told = {segment: _told(own, ends, days, everyone, of_all) for segment, own in sorted(found.items())}
    return told, of_all


def course_sql(cleaned: Cleaned, joined: str, days: int, count: int) -> str:
    """Per segment and period, counted back from the last one: the customers who bought, their orders and their money."""
    ago = f"days_between(o.\"at\", DATE '{cleaned.as_of}')"
    period = f"CAST(floor(CASE WHEN {ago} < 1 THEN 0 ELSE {ago} - 1 END / {days}.0) AS INTEGER)"
    wanted = f"o.purchase AND {ago} <= {days * count} AND {until(cleaned.as_of)}"
    orders = f"SELECT o.customer, {period} AS period, o.amount FROM {cleaned.orders} AS o WHERE {wanted}"
    sums = "count(DISTINCT o.customer) AS customers, count(*) AS orders, exact_sum(o.amount) AS money"
    source = f"{joined} JOIN ({orders}) AS o ON o.customer = f.customer"
    return f"SELECT CAST(a.segment AS INTEGER) AS segment, o.period, {sums} FROM {source} GROUP BY 1, 2 ORDER BY 1, 2"


def _summed(parts: Sequence[Sums]) -> Sums:
    """The sums of several segments."""
    return sum(p[0] for p in parts), sum(p[1] for p in parts), sum(p[2] for p in parts)


def _told(own: Mapping[int, Sums], ends: Sequence[date], days: int, everyone: Everyone, of_all: Course | None = None) -> Course:
    """The course with its sentence: the last period against the one before, beside everyone's."""
    periods = []
    for place, last in enumerate(ends, 1):
        periods.append(Period(last - timedelta(days=days - 1), last, *own.get(len(ends) - place, (0, 0, 0.0))))
    own_change, usual = _change(periods, everyone), f" (everyone: {_change(of_all.periods, everyone)})" if of_all else ""
    money, orders = whole(periods[-1].money, everyone.money_unit), counted(periods[-1].orders, "order")
    did = f"spent {money}" if everyone.money_title else f"placed {orders}"
    than = "as" if own_change == SAME else "than"
    span = counted(days, "day")
    sentence = f"In the last {span} they {did}, {own_change} {than} in the {span} before{usual}."
    return Course(days, tuple(periods), sentence)


def _change(periods: Sequence[Period], everyone: Everyone) -> str:
    """What became of the money, or of the number of orders, from the last but one period to the last."""
    before, now = (p.money if everyone.money_title else float(p.orders) for p in periods[-2:])
    if before <= 0:
        return "more" if now > 0 else SAME
    change = now / before - 1
    return SAME if abs(change) < 0.01 else f"{percent(abs(change))} {'more' if change > 0 else 'less'}"
