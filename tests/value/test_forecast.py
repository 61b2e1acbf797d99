"""Intervals hold as many customers and sums as they say; a thousand simulations of it are `benchmarks/intervals.py`."""

from __future__ import annotations

import math

import numpy as np
import pytest

from buyers import TRUTH, Shop, make_shop
from coterie.kernels.worth import worth
from coterie.records import Value, ValueModel
from coterie.registry import member
from coterie.value._forecast import forecast
from coterie.value._value import _estimate

SHOPS = 20


def told(name: str, shop: Shop) -> tuple[Value, np.ndarray]:
    """The forecast for half a year, and what a customer's money is in units of."""
    orders = shop.histories.repeats + 1.0
    money = _estimate("gamma-gamma", member("value", "gamma-gamma").fit(orders, shop.spent / orders))
    known = ValueModel(_estimate(name, member("value", name).fit(shop.histories)), money, 182)
    return Value(model=known, forecast=forecast(known, shop.histories)), money.values[2] + shop.spent


def within(share: float, wanted: float, tries: int) -> bool:
    """Whether a share of so many tries is what was wanted, give or take three standard errors."""
    return abs(share - wanted) <= 3 * math.sqrt(wanted * (1 - wanted) / tries)


@pytest.mark.parametrize("name", TRUTH)
def test_intervals_cover_what_they_say(name: str) -> None:
    inside = above = sums = 0
    for seed in range(SHOPS):
        shop = make_shop(name, seed, 300)
        value, unit = told(name, shop)
        found = value.forecast
        assert found is not None
        one = seed % 300  # a customer of each shop, so that the tries are independent
        inside += found.ranges[one, 0] <= shop.orders[one] <= found.ranges[one, 1]
        above += float((shop.money > found.sums[:, 1] * unit).mean())
        group = worth(value, np.array([np.ones(300), shop.spent, shop.spent**2]))
        sums += group.money_low <= shop.money.sum() <= group.money_high
    assert inside / SHOPS >= 0.95 - 3 * math.sqrt(0.95 * 0.05 / SHOPS)  # orders are whole: intervals may only be too wide
    assert within(above / SHOPS, 0.025, 300 * SHOPS // 10)  # customers of one shop share its parameters: a tenth counts as independent
    assert sums / SHOPS >= 0.95 - 3 * math.sqrt(0.95 * 0.05 / SHOPS)


def test_more_silence_means_less_and_more_horizon_means_more() -> None:
    shop = make_shop("pareto", 3)
    value, _ = told("pareto", shop)
    assert value.model is not None and value.forecast is not None
    longer = forecast(ValueModel(value.model.orders, value.model.money, 364), shop.histories)
    assert (longer.orders >= value.forecast.orders).all()
    assert (longer.ranges[:, 1] >= value.forecast.ranges[:, 1]).all()
    assert (value.forecast.ranges[:, 0] <= value.forecast.ranges[:, 1]).all()
    assert (value.forecast.sums[:, 0] <= value.forecast.sums[:, 1]).all()


def test_the_forecast_of_a_customer_does_not_depend_on_the_others() -> None:
    shop = make_shop("mbgnbd", 5)
    value, _ = told("mbgnbd", shop)
    assert value.model is not None and value.forecast is not None
    few = np.array([7, 100, 33])
    alone = forecast(value.model, shop.histories.some(few))
    assert alone.orders == pytest.approx(value.forecast.orders[few], rel=1e-5)
    assert (alone.ranges == value.forecast.ranges[few]).all()
    assert alone.sums == pytest.approx(value.forecast.sums[few], rel=0.005)
