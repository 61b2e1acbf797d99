"""k-means with limits: sizes that are kept to the customer, at the least cost."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment

from coterie.cluster import cluster
from coterie.cluster.constrained import Constrained
from coterie.cluster.kmeans import KMeans
from coterie.kernels.limits import priced, priced_for_all
from coterie.kernels.nearest import squared_distances
from coterie.kernels.prototypes import labels_of
from coterie.plan import Plan


@pytest.fixture(scope="module")
def uneven():
    return np.random.default_rng(0).normal(size=(900, 3)) ** 3


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.integers(2, 5))
def test_equal_sizes_cost_what_the_best_assignment_costs(seed, k):
    random = np.random.default_rng(seed)
    each = int(random.integers(1, 9))
    rows, middles = random.normal(size=(k * each, 2)), random.normal(size=(k, 2))
    cost = squared_distances(middles, rows)
    labels = (cost + priced(cost, np.ones(k * each), (each, each), np.zeros(k))[:, None]).argmin(axis=0)
    assert np.bincount(labels, minlength=k).tolist() == [each] * k
    slots = cost.repeat(each, axis=0)
    assert cost[labels, np.arange(k * each)].sum() == pytest.approx(slots[linear_sum_assignment(slots)].sum())


@pytest.mark.parametrize(("least", "most"), [(150, None), (None, 250), (180, 180), (100, 260)])
def test_limits_are_kept_to_the_customer(uneven, least, most):
    fitted = Constrained(5, least=least, most=most).fit(uneven)
    sizes = np.bincount(fitted.labels_)
    assert len(sizes) == 5
    assert sizes.min() >= (least or 90)
    assert sizes.max() <= (most or 360)
    assert (fitted.predict(uneven) == fitted.labels_).all()


def test_limits_that_do_not_bind_change_nothing(mall):
    free, bound = KMeans(5).fit(mall), Constrained(5, least=10, most=100).fit(mall)
    assert bound.inertia_ == pytest.approx(free.inertia_, rel=0.01)


def test_customers_that_are_the_same_stay_together():
    rows, weight = np.array([[0.0], [1.0], [10.0], [11.0]]), [30, 1, 1, 1]
    fitted = Constrained(2, least=3, most=30).fit(rows, sample_weight=weight)
    assert fitted.labels_.tolist() == [0, 1, 1, 1]


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        ({"least": 500}, "No 5 segments of at least 500 customers: there are only 900."),
        ({"most": 100}, "No 5 segments of at most 100 customers: there are 900."),
    ],
)
def test_limits_that_cannot_be_kept_make_equal_segments_and_say_so(uneven, limits, said):
    with pytest.warns(UserWarning, match=f"{said} The segments are as equal as can be."):
        assert np.bincount(Constrained(5, **limits).fit(uneven).labels_).tolist() == [180] * 5


def test_a_run_leaves_out_the_k_for_which_limits_cannot_be_kept(engine, space_of, features_of, uneven):
    plan = Plan(method="constrained", k="2:6", parameters={"constrained.least": 200})
    found = cluster(engine, plan, space_of(uneven), features_of(900))
    assert [c.k for c in found.fitted] == [2, 3, 4]
    assert ("constrained", "No 5 segments of at least 200 customers: there are only 900.") in found.refused
    assert all(np.bincount(c.labels).min() >= 200 for c in found.fitted)


def test_few_points_keep_the_limits_of_all_customers(space_of):
    rows = np.random.default_rng(1).normal(size=(6000, 3)) ** 3
    points = space_of(rows, budget=200).points
    fitted = Constrained(4, least=1200, most=2000).fit(points.mean, sample_weight=points.weight, scatter=points.scatter)
    found = fitted.prototypes_
    cost = squared_distances(found.mean, rows)
    prices = priced_for_all(cost, fitted.limits_, found.cost)
    sizes = np.bincount((cost + prices[:, None]).argmin(axis=0))
    assert (sizes.min() >= 1200, sizes.max() <= 2000) == (True, True)
    assert len(np.unique(labels_of(found, rows))) == 4
