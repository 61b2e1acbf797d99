"""What a group of customers is worth together: means add up, and so does what chance and the parameters leave open."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from coterie.kernels.likelihood import likely_sets
from coterie.records import Worth

if TYPE_CHECKING:
    from coterie.records import Estimate, Floats, Forecast, Value

SURE = 1.959964  # standard deviations on either side, for 95 %


def worth(value: Value, sums: Floats) -> Worth:
    """The worth of a group. Of each cell of the forecast, `sums` has its customers, what they spent, and the sum of its squares.

    The interval is that of a log-normal distribution with the mean and the variance of the sum; it never reaches below zero.
    """
    told, model = value.forecast, value.model
    assert told is not None and model is not None, "there is a forecast"
    customers = sums[0]
    orders = float((customers * told.orders).sum())
    chance = float((customers * told.variance[:, 0]).sum())
    low, high = _interval(orders, chance + _spread((customers[:, None] * told.spread).sum(axis=0)))
    known = np.isfinite(told.active)
    active = float((customers * told.active)[known].sum() / max(customers[known].sum(), 1.0)) if customers[known].any() else math.nan
    found = Worth(int(customers.sum()), active, orders, low, high, 0.0, 0.0, 0.0, 0.0)
    return _with_money(found, told, model.money, sums) if model.money else found


def _with_money(found: Worth, told: Forecast, model: Estimate, sums: Floats) -> Worth:
    """The same with money, which for each customer is in units of (gamma + what was spent)."""
    (customers, spent, squares), gamma = sums, model.values[2]
    units = gamma * customers + spent
    of_squares = gamma * gamma * customers + 2 * gamma * spent + squares
    money = float((told.orders * told.each * units).sum())
    p, q, gammas = likely_sets(model)[:, 1:]
    each = p / (q + p * (told.repeats[:, None] + 1) - 1)
    by_money = (told.orders[:, None] * each * (gammas * customers[:, None] + spent[:, None])).sum(axis=0)
    by_orders = (told.spread * (told.each * units)[:, None]).sum(axis=0)
    chance = float((told.variance[:, 1] * of_squares).sum())
    low, high = _interval(money, chance + _spread(by_orders) + _spread(by_money))
    gone = 1 - np.where(np.isfinite(told.active), told.active, 1.0)
    risk = float((gone * told.if_active * told.each * units).sum())
    return Worth(found.customers, found.active, found.orders, found.orders_low, found.orders_high, money, low, high, risk)


def _spread(sums: Floats) -> float:
    """The variance of sums over sets of parameters that are equally likely."""
    return float(((sums - sums.sum() / len(sums)) ** 2).sum() / len(sums))


def _interval(mean: float, variance: float) -> tuple[float, float]:
    """Where 95 of 100 values of a log-normal distribution lie.

    >>> [round(end) for end in _interval(100.0, 25.0)]
    [91, 110]
    """
    if mean <= 0:
        return 0.0, 0.0
    square = math.log1p(variance / mean**2)
    middle, reach = math.log(mean) - square / 2, SURE * math.sqrt(square)
    return math.exp(middle - reach), math.exp(middle + reach)
