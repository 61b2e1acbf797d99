"""A row's nearest prototype, its confidence, and polished centroids."""

from __future__ import annotations

import threading

import numpy as np
import pytest

from coterie.kernels.nearest import BLOCK, FEW, confidence, in_chunks, nearest, polished, squared_distances

RANDOM = np.random.default_rng(3)


@pytest.mark.parametrize("count", [1, 5, FEW, FEW + 1, 400])
def test_it_is_the_nearest(count: int) -> None:
    rows, prototypes = RANDOM.normal(size=(500, 3)), RANDOM.normal(size=(count, 3))
    brute = ((rows[:, None] - prototypes[None]) ** 2).sum(axis=2).argmin(axis=1)
    assert np.array_equal(nearest(rows, prototypes), brute)


@pytest.mark.parametrize("count", [5, FEW + 1])
def test_a_row_alone_gets_what_it_gets_among_others(count: int) -> None:
    rows, prototypes = RANDOM.integers(0, 4, size=(400, 3)).astype(float), RANDOM.integers(0, 4, size=(count, 3)).astype(float)
    together = nearest(rows, prototypes)
    assert [int(nearest(row[None], prototypes)[0]) for row in rows] == together.tolist()


@pytest.mark.parametrize("shape", [(3, 5, 2), (0, 5, 2), (7, 1, 1), (2, 3, 0), (BLOCK // 50, 120, 3)], ids=str)
def test_distances_are_those_of_the_definition(shape: tuple[int, int, int]) -> None:
    rows, prototypes = RANDOM.normal(size=(shape[0], shape[2])), RANDOM.normal(size=(shape[1], shape[2]))
    np.testing.assert_allclose(squared_distances(rows, prototypes), ((rows[:, None] - prototypes) ** 2).sum(axis=2), rtol=1e-12)


def test_confidence_is_between_nought_and_one_and_highest_on_the_centroid() -> None:
    rows, centroids = RANDOM.normal(size=(200, 2)), RANDOM.normal(size=(3, 2))
    sure, far = confidence(np.vstack([rows, centroids]), centroids, nearest(np.vstack([rows, centroids]), centroids))
    assert ((sure >= 0) & (sure <= 1)).all()
    assert sure[-3:].tolist() == [1, 1, 1]
    assert far[-3:].tolist() == [0, 0, 0]


def test_one_segment_is_certain() -> None:
    assert confidence(np.array([[4.0]]), np.array([[1.0]]), np.array([0]))[0].tolist() == [1.0]


@pytest.mark.parametrize("threads", [1, 2, 8])
def test_threads_are_as_many_as_asked_for_and_change_nothing(threads: int) -> None:
    rows, prototypes = RANDOM.normal(size=(3 * BLOCK, 2)), RANDOM.normal(size=(4, 2))
    own = nearest(rows, prototypes)
    assert np.array_equal(nearest(rows, prototypes, threads), own)
    for found, usual in zip(confidence(rows, prototypes, own, threads), confidence(rows, prototypes, own), strict=True):
        assert found.tobytes() == usual.tobytes()
    seen = set()
    in_chunks(3 * BLOCK, BLOCK // 4, lambda part: seen.add(threading.get_ident()), threads)
    assert len(seen) <= threads


def test_polishing_never_worsens_the_fit() -> None:
    rows = np.vstack([RANDOM.normal(size=(300, 2)) + shift for shift in ([0, 0], [6, 0], [0, 6])])
    start = RANDOM.normal(size=(3, 2)) * 4

    def cost(centroids: np.ndarray) -> float:
        return float(((rows - centroids[nearest(rows, centroids)]) ** 2).sum())

    costs = [cost(polished(rows, start, steps)) for steps in range(8)]
    assert costs == sorted(costs, reverse=True)
