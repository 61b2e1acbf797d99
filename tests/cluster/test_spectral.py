"""Spectral clustering: the cut of scikit-learn, groups of any shape, and weights as repeated customers."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn import cluster as sklearn_cluster
from sklearn.datasets import make_moons
from sklearn.metrics import adjusted_rand_score

from coterie.cluster.spectral import Spectral
from coterie.kernels.cuts import alike, embedded

SETS = [("s1", 15, 0.985), ("s2", 15, 0.937), ("unbalance", 8, 0.998), ("hepta", 7, 1.0)]


@pytest.mark.parametrize("k", [2, 3, 4])
@pytest.mark.parametrize("gamma", [0.5, 2.0])
def test_the_groups_are_those_of_scikit_learn(k, gamma):
    random = np.random.default_rng(k)
    rows = random.normal(size=(160, 2)) + 4.0 * random.integers(0, k, (160, 1))
    reference = sklearn_cluster.SpectralClustering(k, gamma=gamma, random_state=0, eigen_solver="arpack", n_init=20).fit(rows)
    assert adjusted_rand_score(reference.labels_, Spectral(k, gamma=gamma).fit(rows).labels_) > 0.97


def test_weighted_points_lie_where_their_customers_do():
    random = np.random.default_rng(2)
    rows, weight = random.normal(size=(40, 2)), random.integers(1, 5, 40)
    few = embedded(alike(rows, weight.astype(float), 1.0), 4).repeat(weight, axis=0)
    many = embedded(alike(rows.repeat(weight, axis=0), np.ones(weight.sum()), 1.0), 4)
    np.testing.assert_allclose(few, many, atol=1e-8)


def test_bent_groups_are_found():
    rows, truth = make_moons(400, noise=0.05, random_state=0)
    fitted = Spectral(2).fit(rows)
    assert adjusted_rand_score(truth, fitted.labels_) == 1.0
    assert fitted.confidence(rows).min() > 0.3


@pytest.mark.parametrize(("name", "k", "least"), SETS, ids=[s[0] for s in SETS])
def test_few_points_find_the_planted_groups(told_by_points, name, k, least):
    assert told_by_points(Spectral, name, k, 100 if name == "hepta" else 512) >= least - 0.02
