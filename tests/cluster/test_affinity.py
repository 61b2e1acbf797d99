"""Affinity propagation: the published groups, the exemplars of scikit-learn, and an answer where messages swing."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn import cluster as sklearn_cluster
from sklearn.metrics import adjusted_rand_score

from coterie.cluster.affinity import Affinity
from coterie.kernels.affinity import exemplars


def test_published_groups_of_mall(mall):
    assert len(Affinity(-11800).fit(mall).centroids_) == 6
    own = Affinity(-11800, damping=0.5).fit(mall)
    reference = sklearn_cluster.AffinityPropagation(preference=-11800, random_state=0, max_iter=500).fit(mall)
    assert adjusted_rand_score(own.labels_, reference.labels_) == 1.0
    assert np.bincount(own.labels_).tolist() == [44, 39, 39, 34, 22, 22]
    assert sorted(own.prototypes_.mean.tolist()) == sorted(reference.cluster_centers_.tolist())


@pytest.mark.parametrize("seed", range(4))
def test_exemplars_are_those_of_scikit_learn(seed):
    rows = np.random.default_rng(seed).normal(size=(80, 2))
    reference = sklearn_cluster.AffinityPropagation(preference=-8, damping=0.8, random_state=0).fit(rows)
    assert adjusted_rand_score(Affinity(-8).fit(rows).labels_, reference.labels_) == 1.0


def test_a_point_that_stands_for_many_counts_as_many():
    rows = [[0.0], [1.0], [4.0], [5.0]]
    assert len(Affinity(-12).fit(rows).centroids_) == 2
    assert len(Affinity(-12).fit(rows, sample_weight=[40, 40, 40, 40]).centroids_) == 4


def test_where_messages_swing_there_is_an_answer_all_the_same():
    rows = np.arange(6.0)[:, None]
    with pytest.warns(UserWarning, match="did not come to rest in 3 rounds"):
        fitted = Affinity(-1, rounds=3).fit(rows)
    assert fitted.labels_.min() == 0
    assert (fitted.predict(rows) == fitted.labels_).all()


def test_nobody_stands_out_where_all_are_alike():
    likeness = np.full((5, 5), -1.0)
    np.fill_diagonal(likeness, -100.0)
    assert len(exemplars(likeness, 0.5, 200)[0]) == 1


@pytest.mark.parametrize(("name", "groups"), [("hepta", 7), ("unbalance", 4)])
def test_what_is_found_in_the_data_makes_sense(benchmark_set, told_by_points, name, groups):
    kind = type("Told", (Affinity,), {"__init__": lambda self, k=None: Affinity.__init__(self)})
    assert told_by_points(kind, name, groups, 100 if name == "hepta" else 512) >= 0.97
