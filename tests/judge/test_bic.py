"""BIC against scikit-learn's: k-means seen as a mixture of round groups, on customers and on the points that stand for them."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from sklearn.mixture import GaussianMixture

from coterie import registry

BIC = registry.member("judge", "bic")


def mixture(rows, labels):
    """scikit-learn's mixture whose parameters are the shares, means and variances of these groups."""
    own = [rows[labels == label] for label in np.unique(labels)]
    made = GaussianMixture(len(own), covariance_type="spherical")
    made.weights_ = np.array([len(group) / len(rows) for group in own])
    made.means_ = np.array([group.mean(axis=0) for group in own])
    made.covariances_ = np.array([group.var(axis=0).mean() for group in own])
    made.precisions_cholesky_ = 1 / np.sqrt(made.covariances_)
    return made.bic(rows)


@pytest.fixture(scope="module")
def grouped():
    random = np.random.default_rng(5)
    labels = np.r_[np.arange(4), random.integers(0, 4, 396)]
    return random.normal(size=(400, 3)) * (1 + labels[:, None] / 4) + 3.0 * labels[:, None], labels


def test_it_is_that_of_scikit_learn(grouped, candidate_of):
    assert BIC.score(candidate_of(*grouped), None) == pytest.approx(mixture(*grouped), rel=1e-9)


def test_of_a_gaussian_mixture_it_is_that_of_scikit_learn(judged, grouped):
    rows, _ = grouped
    board = judged(rows, method="mixture", k=4)
    prototypes = board.chosen.prototypes
    logdet = -2 * np.linalg.slogdet(prototypes.shape)[1]
    reference = GaussianMixture(4)
    reference.weights_, reference.means_ = np.exp((logdet - prototypes.cost) / 2), prototypes.mean
    reference.precisions_cholesky_ = prototypes.shape
    assert reference.weights_.sum() == pytest.approx(1)
    assert board.standings[0].scores["bic"] == pytest.approx(reference.bic(rows), rel=1e-9)
    fitted = GaussianMixture(4, n_init=5, random_state=0).fit(rows)
    assert board.standings[0].scores["bic"] == pytest.approx(fitted.bic(rows), rel=0.01)


def test_points_that_stand_for_several_count_as_often(candidate_of):
    rows = np.random.default_rng(6).integers(0, 5, (300, 2)).astype(float)
    labels = (rows[:, 0] > 2).astype(int)
    assert BIC.score(candidate_of(rows, labels, pieces=25), None) == pytest.approx(mixture(rows, labels), rel=1e-9)


def test_on_points_with_scatter_it_is_near_and_without_the_scatter_it_is_not(grouped, candidate_of):
    candidate = candidate_of(*grouped, pieces=60)
    points = candidate.points
    blind = replace(candidate, points=replace(points, scatter=np.zeros_like(points.scatter)))
    exact = mixture(*grouped)
    assert BIC.score(candidate, None) == pytest.approx(exact, rel=0.02)
    assert abs(BIC.score(blind, None) - exact) > 5 * abs(BIC.score(candidate, None) - exact)


def test_it_is_least_at_the_planted_number_of_round_groups(judged):
    random = np.random.default_rng(1)
    rows = np.eye(4)[random.integers(0, 4, 400)] * 9 + random.normal(size=(400, 4))
    board = judged(rows, method="kmeans", k="2:8", starts=4)
    assert min(board.standings, key=lambda s: s.scores["bic"]).k == 4


def test_one_segment_has_one_too(candidate_of, grouped):
    rows = grouped[0]
    assert BIC.score(candidate_of(rows, np.zeros(len(rows), dtype=int)), None) == pytest.approx(
        mixture(rows, np.zeros(len(rows))), rel=1e-9
    )


def test_methods_that_do_not_think_in_means_have_none(candidate_of, grouped):
    assert math.isnan(BIC.score(replace(candidate_of(*grouped), centroid=False), None))


def test_a_segment_of_identical_customers_is_not_infinitely_likely(candidate_of):
    rows = np.array([[0.0]] * 10 + [[1.0], [2.0], [3.0]])
    assert math.isfinite(BIC.score(candidate_of(rows, [0] * 10 + [1] * 3), None))
    assert math.isnan(BIC.score(candidate_of([[1.0]] * 5, [0] * 5), None))
