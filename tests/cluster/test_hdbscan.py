"""HDBSCAN: the groups of scikit-learn, weights as repeated customers, and noise that stays noise."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn import cluster as sklearn_cluster
from sklearn.metrics import adjusted_rand_score

from coterie.cluster.hdbscan import HDBSCAN


@pytest.mark.parametrize("least", [4, 8, 15])
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_without_ties_groups_and_strengths_are_those_of_scikit_learn(least, seed):
    random = np.random.default_rng(seed)
    rows = random.normal(size=(300, 2)) * 0.6 + random.integers(0, 4, (300, 1)) * [2.0, 1.0]
    own, reference = HDBSCAN(least, 1).fit(rows), sklearn_cluster.HDBSCAN(min_cluster_size=least, min_samples=1, copy=True).fit(rows)
    assert adjusted_rand_score(own.labels_, reference.labels_) == 1.0
    inside = own.labels_ >= 0
    np.testing.assert_allclose(own.confidence(rows)[inside], reference.probabilities_[inside], rtol=1e-6)


@pytest.mark.parametrize("name", ["s1", "s2", "a1", "unbalance", "hepta", "lsun"])
def test_as_good_as_scikit_learn_where_distances_tie(benchmark_set, name):
    rows, truth = benchmark_set(name)
    reference = sklearn_cluster.HDBSCAN(min_cluster_size=20, copy=True).fit(rows).labels_
    own = HDBSCAN(20).fit(rows).labels_
    assert adjusted_rand_score(own, reference) > 0.99
    assert adjusted_rand_score(truth, own) > adjusted_rand_score(truth, reference) - 0.01


@pytest.mark.parametrize(("name", "groups"), [("s1", 15), ("s2", 15), ("hepta", 7), ("lsun", 3)])
def test_the_number_of_groups_is_found(benchmark_set, name, groups):
    rows, _ = benchmark_set(name)
    assert len(HDBSCAN().fit(rows).centroids_) == groups


@pytest.mark.parametrize(("name", "least"), [("s1", 0.86), ("unbalance", 0.97), ("hepta", 0.98)])
def test_few_points_find_nearly_as_much(told_by_points, name, least):
    kind = type("Told", (HDBSCAN,), {"__init__": lambda self, k=None: HDBSCAN.__init__(self)})
    assert told_by_points(kind, name, 0, 100 if name == "hepta" else 512) >= least


def test_who_lies_in_no_dense_place_is_in_no_group():
    rows = np.concatenate([np.arange(8) / 10, 50 + np.arange(8) / 10, [-300.0, 500.0]])[:, None]
    fitted = HDBSCAN(5).fit(rows)
    assert fitted.labels_.tolist() == [0] * 8 + [1] * 8 + [-1, -1]
    assert fitted.predict([[0.35], [200.0], [-1e9]]).tolist() == [0, -1, -1]
    assert fitted.confidence(rows)[-1] > 0.9


def test_customers_in_one_place_may_be_a_group():
    rows, weight = np.array([[0.0], [0.2], [0.3], [0.4], [9.0]]), [2, 2, 2, 2, 30]
    assert HDBSCAN(6).fit(rows, sample_weight=weight).labels_.tolist() == [1, 1, 1, 1, 0]


def test_one_cloud_has_no_groups():
    assert set(HDBSCAN(3, 50).fit(np.random.default_rng(0).normal(size=(20, 2))).labels_) == {-1}
