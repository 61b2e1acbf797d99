"""Bisecting k-means: never worse than scikit-learn, and groups that nest."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from sklearn.cluster import BisectingKMeans
from sklearn.metrics import adjusted_rand_score

from coterie.cluster.bisecting import Bisecting


@pytest.mark.parametrize("name", ["s1", "a1", "unbalance", "hepta"])
@pytest.mark.parametrize("k", [2, 4, 7])
def test_no_wider_than_what_scikit_learn_finds(benchmark_set, name, k):
    rows, _ = benchmark_set(name)
    reference = BisectingKMeans(k, n_init=10, random_state=0).fit(rows)
    assert Bisecting(k).fit(rows).inertia_ <= reference.inertia_ * (1 + 1e-3)


def test_the_first_split_is_that_of_scikit_learn(mall):
    reference = BisectingKMeans(2, n_init=10, random_state=0).fit(mall)
    assert adjusted_rand_score(reference.labels_, Bisecting(2).fit(mall).labels_) > 0.97


def test_groups_of_a_larger_k_are_those_of_a_smaller_one_with_a_split(mall):
    fits = Bisecting().sweep(mall, range(2, 9), np.ones(len(mall)))
    for fewer, more in itertools.pairwise(fits):
        assert len(set(zip(fewer.labels_, more.labels_, strict=True))) == len(more.centroids_)


def test_the_spread_inside_points_says_which_group_is_widest():
    rows = np.array([[0.0], [1.0], [10.0], [11.5]])
    scatter = np.array([[[9.0]], [[0.0]], [[0.0]], [[0.0]]])
    assert Bisecting(3).fit(rows).labels_.tolist() == [0, 0, 1, 2]
    assert Bisecting(3).fit(rows, scatter=scatter).labels_.tolist() == [1, 2, 0, 0]
