"""The label that prototypes give to every row, and how surely: what fitting and scoring share.

A row's answer never depends on which other rows are asked with it, so nothing here goes through BLAS, whose sums do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from coterie.kernels.nearest import BLOCK, confidence, in_chunks, nearest, squared_distances

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from coterie.records import Floats, Integers, Points, Prototypes

NOISE = -1
ROUNDING = 1e-9  # of a distance: far more than it can be wrong by
MANY = 8  # rows for each prototype: from here on, finding out what is plain takes less time than it spares


def labels_of(
    prototypes: Prototypes, matrix: Floats, threads: int | None = None, noise: int = NOISE, points: Points | None = None
) -> Integers:
    """The label of the nearest prototype of every row; `noise` beyond its reach.

    The points that stand for the rows, where there are such, change no answer: they spare most rows the search.

    >>> from coterie.records import Prototypes
    >>> near = Prototypes(np.array([[0.0], [9.0]]), np.array([0, 1]), reach=np.array([2.0, 2.0]))
    >>> labels_of(near, np.array([[1.0], [8.0], [5.0]]))
    array([ 0,  1, -1])
    """
    if not len(prototypes.label):
        return np.full(len(matrix), noise, dtype=np.int64)
    if points is not None and prototypes.shape is None and prototypes.cost is None and len(matrix) >= MANY * len(prototypes.label):
        found, plain = _by_points(prototypes, matrix, points, threads)
        found[~plain] = labels_of(prototypes, matrix[~plain], threads, noise)
        return found
    place = places(prototypes, matrix, threads)
    found = np.asarray(prototypes.label, dtype=np.int64)[place]
    if prototypes.reach is not None:
        found[_apart(prototypes, matrix, place) > prototypes.reach[place]] = noise
    return found


def _by_points(prototypes: Prototypes, matrix: Floats, points: Points, threads: int | None) -> tuple[Integers, NDArray[np.bool_]]:
    """The label of every row's point, and for which rows it is plain that it is theirs too.

    It is where the row lies within reach of the prototype that is nearest to its point, and less than half as far from it as
    any prototype with another label or reach does: those are farther from the row.
    """
    mean, label, reach = prototypes.mean, np.asarray(prototypes.label, dtype=np.int64), prototypes.reach
    limit = np.empty(len(mean))

    def fill(part: slice) -> None:
        alike = label[part, None] == label
        if reach is not None:
            alike &= reach[part, None] == reach
        half = np.sqrt(np.where(alike, np.inf, squared_distances(mean[part], mean)).min(axis=1)) / 2 * (1 - ROUNDING)
        limit[part] = half if reach is None else np.minimum(half, reach[part])

    in_chunks(len(mean), max(1, BLOCK // len(mean)), fill, threads)
    place = nearest(points.mean, mean, threads)[points.cell]
    return label[place], _apart(prototypes, matrix, place) < limit[place]


def places(prototypes: Prototypes, matrix: Floats, threads: int | None = None) -> Integers:
    """The index of each row's nearest prototype; among equally near ones, the first."""
    if prototypes.shape is None and prototypes.cost is None:
        return nearest(matrix, prototypes.mean, threads)
    found = np.empty(len(matrix), dtype=np.int64)

    def fill(part: slice) -> None:
        found[part] = costs(prototypes, matrix[part]).argmin(axis=0)

    in_chunks(len(matrix), max(1, BLOCK // len(prototypes.label)), fill, threads)
    return found


def costs(prototypes: Prototypes, rows: Floats) -> Floats:
    """Prototypes × rows: the squared distance in each prototype's own shape, and its cost on top.

    >>> from coterie.records import Prototypes
    >>> wide = Prototypes(np.array([[0.0], [9.0]]), np.array([0, 1]), shape=np.array([[[0.5]], [[1.0]]]), cost=np.array([1.0, 0.0]))
    >>> costs(wide, np.array([[6.0]])).tolist()
    [[10.0], [9.0]]
    """
    if prototypes.shape is None:
        squares = squared_distances(prototypes.mean, rows)
    else:
        squares = np.array([_shaped(rows - mean, shape) for mean, shape in zip(prototypes.mean, prototypes.shape, strict=True)])
    return squares if prototypes.cost is None else squares + prototypes.cost[:, None]


def _shaped(gaps: Floats, shape: Floats) -> Floats:
    """The squared length of each row of gaps @ shape, summed axis by axis."""
    sides = np.ascontiguousarray(gaps.T)
    total = np.zeros(len(gaps))
    for column in shape.T:
        turned = np.zeros(len(gaps))
        for side, factor in zip(sides, column, strict=True):
            if factor:
                turned += side * factor
        total += turned * turned
    return total


def surely(prototypes: Prototypes, matrix: Floats, centroids: Floats, own: Integers, threads: int | None = None) -> tuple[Floats, Floats]:
    """How surely each row belongs to its label (0 to 1), and its distance from the label's centroid (of noise, from the nearest).

    `own` are labels that index `centroids`, −1 for noise. With shapes it is the posterior probability of the label; with
    strengths, the nearest prototype's own one, less towards the end of its reach; else the margin between centroids. Noise
    is surer the farther it lies beyond the reach.

    >>> from coterie.records import Prototypes
    >>> alike = Prototypes(np.array([[0.0], [2.0]]), np.array([0, 1]), shape=np.array([[[1.0]], [[1.0]]]))
    >>> surely(alike, np.array([[1.0]]), alike.mean, np.array([0]))
    (array([0.5]), array([1.]))
    """
    if not len(centroids):
        return np.ones(len(matrix)), np.full(len(matrix), np.nan)
    noise = own < 0
    sure, far = confidence(matrix, centroids, np.where(noise, nearest(matrix, centroids, threads) if noise.any() else 0, own), threads)
    if prototypes.shape is not None:
        return _posterior(prototypes, matrix, own, threads), far
    if prototypes.strength is not None:
        return _strength(prototypes, matrix, noise, threads), far
    return sure, far


def _posterior(prototypes: Prototypes, matrix: Floats, own: Integers, threads: int | None) -> Floats:
    """The probability of each row's label, if rows are drawn from the mixture that the prototypes describe."""
    sure = np.empty(len(matrix))

    def fill(part: slice) -> None:
        cost = costs(prototypes, matrix[part])
        likely = np.exp((cost.min(axis=0) - cost) / 2)
        mine = prototypes.label[:, None] == own[part]
        sure[part] = np.where(mine, likely, 0.0).sum(axis=0) / likely.sum(axis=0)

    in_chunks(len(matrix), max(1, BLOCK // len(prototypes.label)), fill, threads)
    return sure


def _strength(prototypes: Prototypes, matrix: Floats, noise: NDArray[np.bool_], threads: int | None) -> Floats:
    """The strength of the nearest prototype, fading to nothing at the end of its reach; of noise, what lies beyond."""
    assert prototypes.strength is not None
    place = places(prototypes, matrix, threads)
    strong: Floats = prototypes.strength[place]
    if prototypes.reach is None:
        return strong
    share = _apart(prototypes, matrix, place) / prototypes.reach[place]
    beyond = np.where(prototypes.label[place] < 0, strong, 1.0 - 1.0 / np.maximum(share, 1.0))
    return np.where(noise, beyond, strong * np.maximum(1.0 - share, 0.0))


def _apart(prototypes: Prototypes, matrix: Floats, place: Integers) -> Floats:
    """The distance of each row from the prototype at its place."""
    squares = np.zeros(len(matrix))
    for side, axis in zip(matrix.T, prototypes.mean.T, strict=True):
        squares += (side - axis[place]) ** 2
    return np.sqrt(squares)
