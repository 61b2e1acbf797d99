"""Silhouettes: how much nearer each row is to its own group than to the next one, from −1 to 1."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from coterie.kernels.groups import groups
from coterie.kernels.nearest import BLOCK, in_chunks, squared_distances

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from coterie.records import Floats, Integers

PIECE = 64  # rows whose distances from all others are held at once

TILE = 256  # as many rows on either side: few enough to stay in the cache, enough for their sums to be fast


def silhouettes(matrix: Floats, labellings: Sequence[Integers], threads: int | None = None) -> list[Floats]:
    """The classic silhouette of every row under each labelling; a row alone in its group has 0.

    The distances are made once, a tile of them at a time, and serve all labellings.

    >>> silhouettes(np.array([[0.0], [1.0], [9.0]]), [np.array([0, 0, 1])])[0].round(3)
    array([0.889, 0.875, 0.   ])
    """
    if not labellings:
        return []
    owns = [np.unique(labels, return_inverse=True)[1] for labels in labellings]
    counts = [np.bincount(own) for own in owns]
    members = np.hstack([np.eye(len(count))[own] for own, count in zip(owns, counts, strict=True)])
    ends = np.cumsum([len(count) for count in counts])[:-1]
    found: list[Floats] = [np.empty(len(matrix)) for _ in owns]

    def fill(part: slice) -> None:
        sums = np.zeros((len(matrix[part]), members.shape[1]))
        for start in range(0, len(matrix), TILE):
            tile = slice(start, start + TILE)
            distances = squared_distances(matrix[part], matrix[tile])
            sums += np.sqrt(distances, out=distances) @ members[tile]
        for scores, own, count, each in zip(found, owns, counts, np.split(sums, ends, axis=1), strict=True):
            scores[part] = _classic(each, own[part], count)

    in_chunks(len(matrix), TILE, fill, threads)
    return found


def _classic(sums: Floats, own: Integers, count: Integers) -> Floats:
    """Silhouettes of some rows from the sums of their distances to each group."""
    rows = np.arange(len(own))
    inner = sums[rows, own] / np.maximum(count[own] - 1, 1)
    outer = sums / count
    outer[rows, own] = np.inf
    return _compared(inner, outer.min(axis=1), alone=count[own] == 1)


def squared_silhouette(
    matrix: Floats, labels: Integers, weight: Floats | None = None, spread: Floats | None = None, threads: int | None = None
) -> Floats:
    """The silhouette with squared distances of every row, exact, in one pass: the mean squared distance of a row from
    a group is its squared distance from the mean plus the mean square inside the group.

    Weighted rows stand for `weight` customers with a sum of squares `spread` among them, and count as their average.

    >>> squared_silhouette(np.array([[0.0], [1.0], [9.0]]), np.array([0, 0, 1])).round(3)
    array([0.988, 0.984, 0.   ])
    """
    heavy = np.ones(len(matrix)) if weight is None else weight
    found = groups(matrix, heavy, labels, spread)
    if len(found.weight) == 1:
        return np.zeros(len(matrix))
    inside = np.where(found.weight > 0, found.within / np.where(found.weight > 0, found.weight, 1.0), np.inf)  # nobody is near nobody
    scores = np.empty(len(matrix))

    def fill(part: slice) -> None:
        own = labels[part]
        outer = squared_distances(found.mean, matrix[part]) + inside[:, None]
        if spread is not None:
            outer += spread[part] / heavy[part]
        rows, mine = np.arange(len(own)), found.weight[own]
        inner = outer[own, rows] * mine / np.maximum(mine - 1.0, 1.0)
        outer[own, rows] = np.inf
        scores[part] = _compared(inner, outer.min(axis=0), alone=mine <= 1.0)

    in_chunks(len(matrix), max(1, BLOCK // len(inside)), fill, threads)
    return scores


def _compared(inner: Floats, outer: Floats, alone: NDArray[np.bool_]) -> Floats:
    """(outer − inner) / the larger; 0 for a row alone in its group or at distance 0 from both."""
    larger = np.maximum(inner, outer)
    return np.where(alone | (larger == 0), 0.0, (outer - inner) / np.where(larger == 0, 1.0, larger))
