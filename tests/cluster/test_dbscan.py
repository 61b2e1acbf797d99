"""DBSCAN: the published sizes, the labels of scikit-learn, and noise that stays noise."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn import cluster as sklearn_cluster
from sklearn.metrics import adjusted_rand_score

from coterie.cluster.dbscan import DBSCAN


def test_published_sizes_of_mall(mall):
    labels = DBSCAN(12.5, 4).fit(mall).labels_
    assert (np.count_nonzero(labels == -1), np.bincount(labels[labels >= 0]).tolist()) == (18, [112, 34, 24, 8, 4])


@pytest.mark.parametrize(("eps", "enough"), [(0.4, 4), (0.6, 8), (0.9, 3)])
@pytest.mark.parametrize("weighted", [False, True])
def test_cores_and_noise_are_those_of_scikit_learn(eps, enough, weighted):
    random = np.random.default_rng(enough)
    rows = random.normal(size=(250, 2)) * [1, 2]
    weight = random.integers(1, 4, 250) if weighted else np.ones(250)
    own, reference = (
        DBSCAN(eps, enough).fit(rows, sample_weight=weight),
        sklearn_cluster.DBSCAN(eps=eps, min_samples=enough).fit(rows, sample_weight=weight),
    )
    core = reference.core_sample_indices_
    assert adjusted_rand_score(own.labels_[core], reference.labels_[core]) == 1.0
    assert ((own.labels_ == -1) == (reference.labels_ == -1)).all()
    assert len(own.prototypes_.mean) == len(core)


def test_a_customer_between_two_groups_goes_with_the_nearer_core():
    rows = [[0.0], [0.1], [0.2], [1.0], [1.5], [1.6], [1.7]]
    assert DBSCAN(0.8, 3).fit(rows).labels_.tolist() == [0, 0, 0, 0, 0, 0, 0]
    assert DBSCAN(0.5, 3).fit(rows).labels_.tolist() == [1, 1, 1, 0, 0, 0, 0]


def test_who_is_near_nobody_is_in_no_group_and_never_forced():
    fitted = DBSCAN(1.0, 3).fit([[0.0], [0.5], [1.0], [50.0]])
    assert fitted.labels_.tolist() == [0, 0, 0, -1]
    assert fitted.predict([[1.9], [2.1], [-1e9]]).tolist() == [0, -1, -1]
    assert fitted.confidence([[0.5], [3.0], [101.0]]).tolist() == [0.5, 0.5, 0.99]


def test_all_may_be_noise():
    fitted = DBSCAN(0.1, 3).fit([[0.0], [1.0], [2.0]])
    assert fitted.labels_.tolist() == fitted.predict([[0.0], [1.0], [5.0]]).tolist() == [-1, -1, -1]


@pytest.mark.parametrize(("name", "groups", "least"), [("s1", 15, 0.9), ("hepta", 7, 0.99), ("lsun", 8, 0.9), ("unbalance", 3, 0.97)])
def test_what_is_found_in_the_data_makes_sense(benchmark_set, name, groups, least):
    rows, truth = benchmark_set(name)
    fitted = DBSCAN().fit(rows)
    assert len(fitted.centroids_) <= groups
    assert adjusted_rand_score(truth, fitted.labels_) >= least


def test_a_radius_that_is_none_is_refused():
    with pytest.raises(ValueError, match="eps of DBSCAN must be a number, more than 0, or None, and is 0"):
        DBSCAN(0).fit([[0.0], [1.0]])
