"""Silhouettes: how much nearer each row is to its own group than to the next one, from −1 to 1."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np
from threadpoolctl import threadpool_limits

from coterie.kernels.groups import groups
from coterie.kernels.nearest import BLOCK, in_chunks, squared_distances

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from coterie.records import Floats, Integers

TILE = 256  # as many rows on either side: few enough to stay in the cache, enough for their sums to be fast


def silhouettes(matrix: Floats, labellings: Sequence[Integers], threads: int | None = None) -> list[Floats]:
    """The classic silhouette of every row under each labelling; a row alone in its group has 0, one in no group (−1) NaN.

    >>> silhouettes(np.array([[0.0], [1.0], [9.0]]), [np.array([0, 0, 1])])[0].round(3)
    array([0.889, 0.875, 0.   ])
    """
    if not labellings:
        return []
    owns = [np.unique(np.append(labels, -1), return_inverse=True)[1][:-1] - 1 for labels in labellings]
    counts = [np.bincount(own[own >= 0]) for own in owns]
    members = [(own[:, None] == np.arange(len(count))).astype(float) for own, count in zip(owns, counts, strict=True)]
    sums = _sums(matrix, np.hstack(members), threads)
    ends = np.cumsum([len(count) for count in counts])[:-1]
    return [_classic(each, own, count) for each, own, count in zip(np.split(sums, ends, axis=1), owns, counts, strict=True)]


def _sums(matrix: Floats, members: Floats, threads: int | None) -> Floats:
    """Every row's distances, summed up for each column of `members`.

    The distance of two rows is made once and serves both, and all columns. Strips of rows are added in their order,
    whichever thread was done first.
    """
    rows = len(matrix)
    sums = np.zeros((rows, members.shape[1]))

    def strip(start: int) -> Floats:
        own, part = slice(start, start + TILE), np.zeros((rows - start, members.shape[1]))
        for other in range(start, rows, TILE):
            tile = slice(other, other + TILE)
            distances = squared_distances(matrix[own], matrix[tile])
            np.sqrt(distances, out=distances)
            part[:TILE] += distances @ members[tile]
            if other > start:
                part[other - start : other - start + TILE] += distances.T @ members[own]
        return part

    starts = range(0, rows, TILE)
    with threadpool_limits(limits=1), ThreadPoolExecutor(threads or os.cpu_count()) as pool:
        for start, part in zip(starts, pool.map(strip, starts), strict=True):
            sums[start:] += part
    return sums


def _classic(sums: Floats, own: Integers, count: Integers) -> Floats:
    """Silhouettes of some rows from the sums of their distances to each group."""
    rows = np.arange(len(own))
    inner = sums[rows, own] / np.maximum(count[own] - 1, 1)
    outer = sums / count
    outer[rows, own] = np.inf
    return np.where(own < 0, np.nan, _compared(inner, outer.min(axis=1), alone=count[own] == 1))


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
