"""A row's nearest prototype, its confidence, and polished centroids."""

from __future__ import annotations

import numpy as np
import pytest

from coterie.kernels.nearest import confidence, nearest, polished

RANDOM = np.random.default_rng(3)


@pytest.mark.parametrize("count", [1, 5, 64, 65, 300])
def test_it_is_the_nearest(count: int) -> None:
    rows, prototypes = RANDOM.normal(size=(500, 3)), RANDOM.normal(size=(count, 3))
    brute = ((rows[:, None] - prototypes[None]) ** 2).sum(axis=2).argmin(axis=1)
    assert np.array_equal(nearest(rows, prototypes), brute)


@pytest.mark.parametrize("count", [5, 300])
def test_a_row_alone_gets_what_it_gets_among_others(count: int) -> None:
    rows, prototypes = RANDOM.integers(0, 4, size=(400, 3)).astype(float), RANDOM.integers(0, 4, size=(count, 3)).astype(float)
    together = nearest(rows, prototypes)
    assert [int(nearest(row[None], prototypes)[0]) for row in rows] == together.tolist()


def test_confidence_is_between_nought_and_one_and_highest_on_the_centroid() -> None:
    rows, centroids = RANDOM.normal(size=(200, 2)), RANDOM.normal(size=(3, 2))
    sure, far = confidence(np.vstack([rows, centroids]), centroids, nearest(np.vstack([rows, centroids]), centroids))
    assert ((sure >= 0) & (sure <= 1)).all()
    assert sure[-3:].tolist() == [1, 1, 1]
    assert far[-3:].tolist() == [0, 0, 0]


def test_one_segment_is_certain() -> None:
    assert confidence(np.array([[4.0]]), np.array([[1.0]]), np.array([0]))[0].tolist() == [1.0]


def test_polishing_never_worsens_the_fit() -> None:
    rows = np.vstack([RANDOM.normal(size=(300, 2)) + shift for shift in ([0, 0], [6, 0], [0, 6])])
    start = RANDOM.normal(size=(3, 2)) * 4

    def cost(centroids: np.ndarray) -> float:
        return float(((rows - centroids[nearest(rows, centroids)]) ** 2).sum())

    costs = [cost(polished(rows, start, steps)) for steps in range(8)]
    assert costs == sorted(costs, reverse=True)
