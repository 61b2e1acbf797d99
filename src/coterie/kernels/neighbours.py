"""How near each point's neighbours are, where points stand for several customers: in chunks, so that memory stays small."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from coterie.kernels.nearest import squared_distances

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coterie.records import Floats, Integers

ROUNDING = 1e-9  # so that weights whose sum is the wanted number, but for rounding, are enough
FIRST = 32  # neighbours that are asked for at first
ROWS = 256  # rows of the matrix of distances that are held at once


def reaching(mean: Floats, weight: Floats, customers: float) -> Floats:
    """The distance from each point within which lie so many customers, itself among them; infinite where there are not so many.

    >>> reaching(np.array([[0.0], [1.0], [5.0]]), np.array([1.0, 2.0, 1.0]), 3)
    array([1., 1., 4.])
    """
    from scipy.spatial import cKDTree

    found = np.full(len(mean), np.inf)
    wanted = customers * (1 - ROUNDING)
    left, asked, tree = np.arange(len(mean) if weight.sum() >= wanted else 0), FIRST, cKDTree(mean)
    while len(left):
        asked = min(asked, len(mean))
        gaps, near = (side.reshape(len(left), asked) for side in tree.query(mean[left], k=asked))
        there = np.cumsum(weight[near], axis=1) >= wanted
        there[:, -1] |= asked == len(mean)
        done = there[:, -1]
        found[left[done]] = gaps[done, there[done].argmax(axis=1)]
        left, asked = left[~done], 4 * asked
    return found


def among_their_own(mean: Floats, weight: Floats, labels: Integers) -> Floats:
    """How much nearer each point's nearest neighbour of its label is than that of any other: 1 beside its own, 0 as near to others.

    A point that stands for several customers is beside its own.

    >>> among_their_own(np.array([[0.0], [1.0], [5.0]]), np.ones(3), np.array([0, 0, 1]))
    array([0.8 , 0.75, 0.  ])
    """
    found = np.empty(len(mean))
    for part, gaps in _rows(mean):
        same = labels[part, None] == labels
        other = np.sqrt(np.where(same, np.inf, gaps).min(axis=1))
        rows = np.arange(len(gaps))
        gaps[rows, rows + part.start] = np.where(weight[part] > 1, 0.0, np.inf)
        own = np.sqrt(np.where(same, gaps, np.inf).min(axis=1))
        with np.errstate(invalid="ignore"):
            found[part] = np.where(np.isinf(other), 1.0, np.clip(1.0 - np.where(np.isinf(own), other, own) / other, 0.0, 1.0))
    return found


def _rows(mean: Floats) -> Iterator[tuple[slice, Floats]]:
    """The squared distances from all points, some rows at a time."""
    for start in range(0, len(mean), ROWS):
        part = slice(start, min(start + ROWS, len(mean)))
        yield part, squared_distances(mean[part], mean)
