"""Every yardstick against scikit-learn, on customers and on the points that stand for them."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from sklearn import metrics

from coterie import registry
from coterie.judge._base import inside, knee, prepared
from coterie.records import Candidates, Space, SpaceModel

YARDSTICKS = registry.load_all("judge")


@pytest.fixture(scope="module")
def customers():
    random = np.random.default_rng(5)
    labels = np.r_[np.arange(4), random.integers(0, 4, 396)]
    return random.normal(size=(400, 3)) + 2.0 * labels[:, None], labels


def squared(rows, labels):
    return metrics.silhouette_score(metrics.pairwise_distances(rows) ** 2, labels, metric="precomputed")


def within(rows, labels):
    return sum(((rows[labels == label] - rows[labels == label].mean(axis=0)) ** 2).sum() for label in set(labels))


REFERENCE = {
    "silhouette": metrics.silhouette_score,
    "squared-silhouette": squared,
    "calinski-harabasz": metrics.calinski_harabasz_score,
    "davies-bouldin": metrics.davies_bouldin_score,
    "inertia": within,
}


@pytest.mark.parametrize("name", REFERENCE)
def test_on_customers_it_is_exact(name, customers, candidate_of, context_of):
    candidate = candidate_of(*customers)
    found = YARDSTICKS[name].score(candidate, context_of(customers[0], candidate))
    assert found == pytest.approx(REFERENCE[name](*customers), rel=1e-9)


@pytest.mark.parametrize("name", REFERENCE)
def test_repeated_customers_count_as_often_as_they_occur(name, candidate_of, context_of):
    random = np.random.default_rng(6)
    labels, weight = np.r_[np.arange(3), random.integers(0, 3, 57)], random.integers(1, 6, 60)
    rows, own = (random.normal(size=(60, 2)) + labels[:, None]).repeat(weight, axis=0), labels.repeat(weight)
    candidate = candidate_of(rows, own)
    found = YARDSTICKS[name].score(candidate, context_of(rows, candidate))
    assert found == pytest.approx(REFERENCE[name](rows, own), rel=1e-9)


@pytest.mark.parametrize(
    ("name", "off"),
    [("silhouette", 1e-12), ("inertia", 1e-12), ("calinski-harabasz", 1e-12), ("davies-bouldin", 0.05), ("squared-silhouette", 0.05)],
)
def test_on_points_with_scatter_it_is_near(name, off, customers, candidate_of, context_of):
    candidate = candidate_of(*customers, pieces=100)
    found = YARDSTICKS[name].score(candidate, context_of(customers[0], candidate))
    assert found == pytest.approx(REFERENCE[name](*customers), rel=off)


@pytest.mark.parametrize("name", ["silhouette", "squared-silhouette", "calinski-harabasz", "davies-bouldin"])
def test_one_segment_has_no_score(name, customers, candidate_of, context_of):
    rows = customers[0]
    candidate = candidate_of(rows, np.zeros(len(rows), dtype=int))
    assert math.isnan(YARDSTICKS[name].score(candidate, context_of(rows, candidate)))


@pytest.mark.parametrize(("knees", "score"), [({"kmeans": 4}, 0.5), ({"ward": 2}, 1.0), ({"kmeans": 8, "ward": 3}, 2 / 3)])
def test_elbow_is_nearness_to_the_nearest_knee(knees, score, candidate_of, context_of):
    rows = [[0.0], [1.0], [8.0], [9.0]]
    candidate = candidate_of(rows, [0, 0, 1, 1])
    assert YARDSTICKS["elbow"].score(candidate, context_of(rows, candidate, knees)) == pytest.approx(score)


def test_without_a_knee_there_is_no_elbow(candidate_of, context_of):
    rows = [[0.0], [9.0]]
    candidate = candidate_of(rows, [0, 1])
    assert math.isnan(YARDSTICKS["elbow"].score(candidate, context_of(rows, candidate)))


@pytest.mark.parametrize(
    ("curve", "k"),
    [
        ([100, 60, 20, 15, 10], 3),
        ([100, 10, 9, 8, 7], 2),
        ([100, 80, 62, 45, 30, 12, 11, 10], 6),
        ([64, 32, 16, 8, 4], None),
        ([100, 90], None),
        ([7, 7, 7, 7], None),
        ([10, 1, 0], None),
    ],
    ids=["at three", "at two", "late", "even decline", "two points", "flat", "down to nothing"],
)
def test_the_knee_is_named_only_where_there_is_one(curve, k):
    assert knee(tuple(enumerate(map(float, curve), 1))) == k


@pytest.mark.parametrize(
    ("sizes", "even"),
    [((50, 50), 1.0), ((20, 20, 20), 1.0), ((75, 25), 0.8112781244591328), ((98, 1, 1), 0.10185), ((60,), math.nan)],
)
def test_balance_is_the_entropy_of_the_sizes(sizes, even, candidate_of):
    labels = np.repeat(np.arange(len(sizes)), sizes)
    rows = np.arange(len(labels), dtype=float)[:, None]
    for pieces in (None, 12):
        found = YARDSTICKS["balance"].score(candidate_of(rows, labels, pieces), None)
        assert found == pytest.approx(even, abs=1e-4, nan_ok=True)


@pytest.mark.parametrize("name", YARDSTICKS)
def test_it_says_what_it_is(name):
    yardstick = YARDSTICKS[name].yardstick
    assert yardstick.name == name
    assert yardstick.title
    assert yardstick.sentence.endswith(".")
    assert 0 <= yardstick.weight <= 1


def test_the_shares_in_the_choice_add_up():
    assert sum(each.yardstick.weight for each in YARDSTICKS.values()) == pytest.approx(1)


@pytest.mark.parametrize("name", REFERENCE)
def test_who_is_in_no_segment_is_judged_by_none(name, customers, candidate_of):
    rows, labels = customers
    outside = np.random.default_rng(1).random(400) < 0.2
    candidate = candidate_of(rows, np.where(outside, -1, labels))
    candidate = replace(candidate, k=4, customer_labels=None)
    context = prepared(Space(SpaceModel((), ()), candidate.points, rows), Candidates((candidate,)), len(rows))
    found = YARDSTICKS[name].score(inside(candidate), context)
    assert found == pytest.approx(REFERENCE[name](rows[~outside], labels[~outside]), rel=1e-9)
