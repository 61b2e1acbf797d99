"""Labels and confidence from prototypes: a row's own answer, whoever is asked with it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import multivariate_normal

from coterie.kernels import prototypes as kernel
from coterie.kernels.compress import compress
from coterie.kernels.prototypes import labels_of, places, surely
from coterie.records import Prototypes

RANDOM = np.random.default_rng(8)
PLACES, LABELS = RANDOM.normal(size=(6, 3)) * 3, np.array([0, 1, 2, 0, 1, 2])
KINDS = {
    "plain": Prototypes(PLACES, LABELS),
    "with costs": Prototypes(PLACES, LABELS, cost=RANDOM.normal(size=6)),
    "with shapes": Prototypes(PLACES, LABELS, shape=RANDOM.normal(size=(6, 3, 3)), cost=RANDOM.normal(size=6)),
    "with reach": Prototypes(PLACES, np.array([0, 1, -1, 0, 1, -1]), reach=np.full(6, 2.0), strength=RANDOM.random(6)),
    "with unlike reaches": Prototypes(PLACES, LABELS, reach=np.array([2.0, 1.0, np.inf, 6.0, 3.0, 2.0])),
    "with strength": Prototypes(PLACES, LABELS, strength=RANDOM.random(6)),
}
every_kind = pytest.mark.parametrize("prototypes", KINDS.values(), ids=KINDS)
rows = st.integers(1, 40).map(lambda n: np.random.default_rng(n).normal(size=(n, 3)) * 4)


@every_kind
@given(rows)
def test_alone_or_together_is_the_same(prototypes, matrix):
    own = labels_of(prototypes, matrix)
    sure, far = surely(prototypes, matrix, PLACES[:3], own, threads=2)
    for i, row in enumerate(matrix):
        assert labels_of(prototypes, row[None], threads=1)[0] == own[i]
        assert (sure[[i]].tobytes(), far[[i]].tobytes()) == tuple(
            found.tobytes() for found in surely(prototypes, row[None], PLACES[:3], own[[i]])
        )


@every_kind
@given(rows)
def test_confidence_is_a_share(prototypes, matrix):
    sure, _ = surely(prototypes, matrix, PLACES[:3], labels_of(prototypes, matrix))
    assert ((sure >= 0) & (sure <= 1)).all()


@every_kind
@given(st.integers(0, 10**6), st.sampled_from(["spread", "on a grid"]), st.integers(2, 40))
def test_the_points_that_stand_for_rows_change_no_answer(prototypes, seed, how, budget):
    random = np.random.default_rng(seed)
    matrix = random.normal(size=(120, 3)) * 4 if how == "spread" else random.integers(-3, 4, size=(120, 3)).astype(float)
    if how == "on a grid":  # rows on borders, at the end of a reach, and prototypes in one place with unlike labels
        prototypes = replace(prototypes, mean=np.round(prototypes.mean / 2))
    points = compress(matrix, budget)
    assert (labels_of(prototypes, matrix, points=points) == labels_of(prototypes, matrix)).all()


def test_most_rows_among_their_like_need_no_search(monkeypatch):
    matrix = np.concatenate([RANDOM.normal(size=(200, 2)), RANDOM.normal(size=(200, 2)) + 20])
    asked = []
    monkeypatch.setattr(kernel, "places", lambda prototypes, rows, threads: asked.append(len(rows)) or places(prototypes, rows, threads))
    points = compress(matrix, 20)
    labels = labels_of(Prototypes(points.mean, (points.mean[:, 0] > 10).astype(int)), matrix, points=points)
    assert labels.tolist() == [0] * 200 + [1] * 200
    assert sum(asked) == 0


def test_a_cost_moves_the_border():
    alike = np.array([[0.0], [10.0]])
    assert labels_of(Prototypes(alike, np.arange(2)), np.array([[4.0], [6.0]])).tolist() == [0, 1]
    assert labels_of(Prototypes(alike, np.arange(2), cost=np.array([30.0, 0.0])), np.array([[4.0], [6.0]])).tolist() == [1, 1]


def test_shapes_and_costs_give_the_posterior_of_a_mixture():
    means, spreads, share = np.array([[0.0, 0.0], [2.0, 1.0]]), [np.array([[2.0, 0.5], [0.5, 1.0]]), np.eye(2) * 0.3], np.array([0.3, 0.7])
    shape = np.array([np.linalg.inv(np.linalg.cholesky(spread)).T for spread in spreads])
    cost = np.array([np.linalg.slogdet(spread)[1] for spread in spreads]) - 2 * np.log(share)
    asked = RANDOM.normal(size=(20, 2)) * 2
    likely = np.array([s * multivariate_normal(m, c).pdf(asked) for s, m, c in zip(share, means, spreads, strict=True)])
    mixture = Prototypes(means, np.arange(2), shape=shape, cost=cost)
    own = labels_of(mixture, asked)
    assert own.tolist() == likely.argmax(axis=0).tolist()
    np.testing.assert_allclose(surely(mixture, asked, means, own)[0], likely.max(axis=0) / likely.sum(axis=0), rtol=1e-9)


def test_out_of_reach_is_noise_and_surer_the_farther():
    near = Prototypes(np.array([[0.0]]), np.array([0]), reach=np.array([2.0]), strength=np.array([0.8]))
    asked = np.array([[0.0], [1.0], [2.0], [4.0], [40.0]])
    own = labels_of(near, asked)
    assert own.tolist() == [0, 0, 0, -1, -1]
    assert surely(near, asked, near.mean, own)[0].tolist() == [0.8, 0.4, 0.0, 0.5, 0.95]
    assert labels_of(near, asked, noise=0).tolist() == [0] * 5


def test_without_prototypes_all_is_noise():
    nothing = Prototypes(np.empty((0, 2)), np.empty(0, dtype=np.int64))
    assert labels_of(nothing, np.zeros((2, 2))).tolist() == [-1, -1]
    assert surely(nothing, np.zeros((2, 2)), np.empty((0, 2)), np.array([-1, -1]))[0].tolist() == [1.0, 1.0]
