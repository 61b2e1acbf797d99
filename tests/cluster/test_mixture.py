"""Gaussian mixtures: the fit of scikit-learn, and from points the one of the customers."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import logsumexp
from sklearn.metrics import adjusted_rand_score
from sklearn.mixture import GaussianMixture as Reference

from coterie.cluster.mixture import GaussianMixture
from coterie.kernels.compress import compress
from coterie.kernels.groups import merged
from coterie.kernels.mixture import fitted
from coterie.kernels.prototypes import costs

SETS = [("s1", 15, 0.987), ("s2", 15, 0.937), ("unbalance", 8, 1.0), ("hepta", 7, 1.0), ("lsun", 3, 1.0)]


@pytest.fixture
def clouds():
    random = np.random.default_rng(3)
    kind = random.integers(0, 3, 1500)
    shapes = np.array([[[1.0, 0.0], [0.0, 1.0]], [[2.5, 0.0], [0.6, 0.4]], [[0.3, 0.0], [0.0, 2.0]]])
    return np.einsum("nij,nj->ni", shapes[kind], random.normal(size=(1500, 2))) + np.array([[0.0, 0.0], [4.0, 3.0], [-4.0, 1.0]])[
        kind
    ], kind


def test_it_fits_as_well_as_scikit_learn(clouds):
    rows, _ = clouds
    reference = Reference(3, n_init=5, random_state=0, tol=1e-6, max_iter=500).fit(rows)
    own = GaussianMixture(3).fit(rows)
    assert adjusted_rand_score(reference.predict(rows), own.labels_) > 0.99
    likely = logsumexp(-costs(own.prototypes_, rows) / 2, axis=0) - np.log(2 * np.pi)
    assert likely.mean() == pytest.approx(reference.score(rows), abs=2e-3)
    assert own.confidence(rows).mean() == pytest.approx(reference.predict_proba(rows).max(axis=1).mean(), abs=0.01)


def test_one_component_is_the_mean_and_the_covariance(clouds):
    rows, _ = clouds
    found = fitted(merged(rows, np.ones(len(rows))), np.zeros(len(rows), dtype=int), ridge=0.0)
    np.testing.assert_allclose(np.linalg.inv(found.shape[0] @ found.shape[0].T), np.cov(rows.T, bias=True))
    np.testing.assert_allclose(found.mean[0], rows.mean(axis=0))


def test_few_points_are_no_narrower_than_their_customers(clouds):
    rows, _ = clouds
    points = compress(rows, 60)
    seen = merged(points.mean, points.weight, points.scatter)
    found = fitted(seen, np.zeros(60, dtype=int), ridge=0.0)
    np.testing.assert_allclose(np.linalg.inv(found.shape[0] @ found.shape[0].T), np.cov(rows.T, bias=True), rtol=1e-6)
    own = GaussianMixture(3).fit(points.mean, sample_weight=points.weight, scatter=points.scatter)
    assert adjusted_rand_score(own.predict(rows), GaussianMixture(3).fit(rows).labels_) > 0.97


@pytest.mark.parametrize(("name", "k", "published"), SETS, ids=[s[0] for s in SETS])
def test_it_finds_the_planted_groups(benchmark_set, told_by_points, name, k, published):
    rows, truth = benchmark_set(name)
    assert adjusted_rand_score(truth, GaussianMixture(k).fit(rows).labels_) >= published
    assert told_by_points(GaussianMixture, name, k, 100 if name in ("hepta", "lsun") else 512) >= published - 0.02


def test_customers_alike_in_one_thing_are_a_cloud_without_width():
    random = np.random.default_rng(6)
    rows = np.concatenate([np.column_stack([np.ones(80), random.normal(size=80)]), random.normal(size=(120, 2)) * 2 + [8, 0]])
    assert np.bincount(GaussianMixture(2).fit(rows).labels_).tolist() == [120, 80]
