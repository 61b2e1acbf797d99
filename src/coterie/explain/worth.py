"""What each segment is worth from here on, and in a sentence."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from coterie.kernels.worth import worth
from coterie.sql import quote
from coterie.words import counted, percent, whole

if TYPE_CHECKING:
    from coterie.engines.duckdb import DuckDBEngine
    from coterie.records import Assigned, Floats, Value, Worth

ALL_ACTIVE = 0.999  # a model that finds no sign of customers who stop says so of everyone


def worth_of(engine: DuckDBEngine, assigned: Assigned, value: Value, unit: str) -> tuple[dict[int, Worth], Worth | None]:
    """The worth of each segment by its id, and of everyone; nothing where nobody can say."""
    if value.forecast is None or value.model is None:
        return {}, None
    sums: dict[int, Floats] = {}
    for segment, cell, *parts in engine.rows(worth_sql(value.table, assigned.table)):
        sums.setdefault(int(segment), np.zeros((3, value.cells)))[:, cell] = parts
    horizon = value.model.horizon
    found = {segment: _told(worth(value, parts), horizon, unit) for segment, parts in sums.items()}
    everyone = np.sum([sums[segment] for segment in sorted(sums)], axis=0)
    return found, _told(worth(value, everyone), horizon, unit)


def worth_sql(table: str, labels: str) -> str:
    """Per segment and cell of the forecast: customers, what they spent, and the sum of its squares."""
    sums = "count(*) AS customers, exact_sum(v.spent) AS spent, exact_sum(v.spent * v.spent) AS squares"
    joined = f"{quote.name(table)} AS v JOIN {quote.name(labels)} AS a ON a.position = v.position"
    return f"SELECT a.segment AS segment, v.cell AS cell, {sums} FROM {joined} GROUP BY 1, 2 ORDER BY 1, 2"


def _told(found: Worth, days: int, unit: str) -> Worth:
    """The worth with its sentence."""
    orders = f"{_orders(found.orders)} ({whole(found.orders_low)} to {whole(found.orders_high)})"
    expected = f"Expected in the next {counted(days, 'day')}: {orders}"
    if found.money:
        money, low, high = (whole(amount, unit) for amount in (found.money, found.money_low, found.money_high))
        expected = f"Expected in the next {counted(days, 'day')}: {money} ({low} to {high}) from {_orders(found.orders)}"
    active = "" if math.isnan(found.active) else f" Chance of being active: {percent(found.active)} on average."
    if found.active >= ALL_ACTIVE:
        active = " These orders do not show that customers stop for good, so everyone counts as active."
    risk = f" At risk: {whole(found.at_risk, unit)}." if found.at_risk >= 0.5 else ""
    return replace(found, sentence=f"{expected}.{active}{risk}")


def _orders(orders: float) -> str:
    """A number of orders, which need not be whole.

    >>> _orders(1240.3), _orders(1.2), _orders(0.96)
    ('1,240 orders', '1.2 orders', '1.0 orders')
    """
    return f"{whole(orders)} orders" if orders >= 9.95 else f"{orders:.1f} orders"
