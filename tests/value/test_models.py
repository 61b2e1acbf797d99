"""The models: published figures, slopes that are slopes, and chances that are chances however odd the history."""

from __future__ import annotations

from datetime import date
from itertools import islice, pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import hyp2f1

from buyers import TRUTH
from coterie.registry import load_all, member
from coterie.value._base import Histories
from coterie.value._forecast import expected

PUBLISHED = {
    "bgnbd": ((0.243, 4.414, 0.793, 2.426), -9582.4),
    "pareto": ((0.553, 10.578, 0.606, 11.669), -9595.0),
    "mbgnbd": ((0.525, 6.183, 0.891, 1.614), None),
}
MODELS = [name for name, model in load_all("value").items() if model.of_orders]
ODD = Histories.of([0, 0, 1, 1, 7, 900, 5000], [0, 0, 0, 30, 0, 2000, 9999], [0, 9999, 5, 3000, 9999, 2000, 9999], np.ones(7))


@pytest.mark.parametrize("name", PUBLISHED)
def test_the_published_figures_of_cdnow_come_out_to_three_digits(name: str, histories: Histories) -> None:
    values, likely = PUBLISHED[name]
    fit = member("value", name).fit(histories)
    assert fit.values == pytest.approx(values, abs=0.0006)
    assert likely is None or fit.log_likelihood == pytest.approx(likely, abs=0.06)


def test_the_published_figures_of_the_spending_come_out_to_three_digits(cdnow: dict[str, dict[date, float]]) -> None:
    repeats = [[money for day, money in days.items() if day != min(days)] for days in cdnow.values()]
    orders = np.array([len(money) for money in repeats if money], dtype=float)
    fit = member("value", "gamma-gamma").fit(orders, np.array([sum(money) / len(money) for money in repeats if money]))
    assert len(orders) == 946
    assert fit.values == pytest.approx((6.25, 3.74, 15.44), abs=0.006)
    assert fit.log_likelihood == pytest.approx(-4055.92, abs=0.01)


@pytest.mark.parametrize("name", MODELS)
def test_slopes_are_those_of_the_likelihood(name: str) -> None:
    model, values = member("value", name), np.array(TRUTH[name])
    some = Histories.of([0, 1, 4, 30], [0, 50, 200, 300], [10, 90, 290, 301], np.ones(4))
    slopes = model.likelihood(values, some)[1]
    for place, step in enumerate(np.diag(values * 1e-6)):
        apart = model.likelihood(values + step, some)[0] - model.likelihood(values - step, some)[0]
        assert slopes[:, place] == pytest.approx(apart / (2 * step[place]), rel=1e-5, abs=1e-6)


@pytest.mark.parametrize("name", MODELS)
def test_no_history_is_too_odd(name: str) -> None:
    model, values = member("value", name), np.array(TRUTH[name])
    likely, slopes = model.likelihood(values, ODD)
    active, orders = model.active(values[:, None], ODD), expected(model, values, ODD, 52.0)
    assert np.isfinite(likely).all() and np.isfinite(slopes).all()
    assert ((active >= 0) & (active <= 1)).all()
    assert np.isfinite(orders).all() and (orders >= 0).all()


@given(
    repeats=st.integers(0, 300),
    span=st.floats(0, 1),
    age=st.integers(1, 4000),
    logs=st.lists(st.floats(-4, 4), min_size=4, max_size=4),
    name=st.sampled_from(MODELS),
)
@settings(max_examples=60, deadline=None)
def test_chances_fall_and_stay_between_none_and_one(repeats: int, span: float, age: int, logs: list[float], name: str) -> None:
    model, values = member("value", name), np.exp(np.array(logs))[:, None]
    one = Histories.of([repeats], [span * age if repeats else 0], [age], [1])
    tails = [float(tail[0, 0]) for tail in islice(model.tails(values, one, 20.0), 12)]
    assert all(0 <= after <= before + 1e-12 <= 1 + 1e-9 for before, after in pairwise(tails))
    silent = Histories.of([repeats], [span * age if repeats else 0], [age + 50], [1])
    assert model.active(values, silent)[0, 0] <= model.active(values, one)[0, 0] + 1e-9


def test_expected_orders_are_those_of_the_textbook(histories: Histories) -> None:
    """BG/NBD and Pareto/NBD have closed forms, which we do not use."""
    weeks, x, age = 39.0, histories.repeats, histories.age
    r, alpha, a, b = values = np.array(TRUTH["bgnbd"])
    model = member("value", "bgnbd")
    series = hyp2f1(r + x, b + x, a + b + x - 1, weeks / (alpha + age + weeks))
    until = (a + b + x - 1) / (a - 1) * (1 - ((alpha + age) / (alpha + age + weeks)) ** (r + x) * series)
    assert expected(model, values, histories, weeks) == pytest.approx(until * model.active(values[:, None], histories)[:, 0], rel=1e-5)
    r, alpha, s, beta = values = np.array(TRUTH["pareto"])
    model = member("value", "pareto")
    lived = (beta + age) / (s - 1) * (1 - ((beta + age) / (beta + age + weeks)) ** (s - 1))
    until = (r + x) / (alpha + age) * lived
    assert expected(model, values, histories, weeks) == pytest.approx(until * model.active(values[:, None], histories)[:, 0], rel=1e-5)


def test_one_order_is_no_proof_of_being_active_but_for_one_model() -> None:
    once = Histories.of([0], [0], [700], [1])
    chances = {name: float(member("value", name).active(np.array(TRUTH[name])[:, None], once)[0, 0]) for name in MODELS}
    assert chances["bgnbd"] == 1 and member("value", "bgnbd").certain
    assert chances["mbgnbd"] < 0.9 and chances["pareto"] < 0.9


def test_a_shop_where_nobody_stops_is_fitted_too() -> None:
    rng = np.random.default_rng(1)
    age = rng.uniform(100, 700, 500)
    repeats = rng.poisson(age / 30)
    last = np.where(repeats > 0, age * repeats / (repeats + 1), 0)
    some = Histories.of(repeats, last, age, np.ones(500))
    for name in MODELS:
        fit = member("value", name).fit(some)
        assert np.isfinite(fit.values).all() and np.isfinite(fit.covariance).all()
        assert expected(member("value", name), fit.values, some, 4.0).sum() == pytest.approx(500 * 28 / 30, rel=0.15)
