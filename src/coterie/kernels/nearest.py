"""The nearest prototype of every row. A row's answer never depends on which other rows are asked with it."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from coterie.records import Floats, Integers

BLOCK = 1 << 15  # numbers held at once by each thread: a quarter of a megabyte, which stays in its core's cache
FEW = 64  # up to here, comparing with all prototypes is as fast as SciPy's tree, and SciPy takes long to import
STILL = 1e-3  # of the rows: what so few could still change is beyond what anyone can see


def squared_distances(rows: Floats, prototypes: Floats) -> Floats:
    """Squared Euclidean distances, rows × prototypes, summed axis by axis so that every row is computed alike.

    >>> squared_distances(np.array([[0.0, 0.0]]), np.array([[3.0, 4.0], [1.0, 0.0]]))
    array([[25.,  1.]])
    """
    sides = np.ascontiguousarray(prototypes.T)
    total, height = np.zeros((len(rows), len(prototypes))), max(1, BLOCK // max(1, len(prototypes)))
    gaps = np.empty((min(height, len(rows)), len(prototypes)))
    for start in range(0, len(rows), height):
        part = slice(start, start + height)
        for axis, side in enumerate(sides):
            square = gaps[: len(rows[part])] if axis else total[part]
            np.subtract(rows[part, axis, None], side, out=square)
            square *= square
            if axis:
                total[part] += square
    return total


def nearest(matrix: Floats, prototypes: Floats, threads: int | None = None) -> Integers:
    """The index of each row's nearest prototype; among equally near ones always the same one, and of a few prototypes the first.

    >>> nearest(np.array([[0.0], [9.0]]), np.array([[1.0], [10.0]]))
    array([0, 1])
    """
    if len(prototypes) > FEW:
        from scipy.spatial import cKDTree

        return np.asarray(cKDTree(prototypes).query(matrix, workers=threads or -1)[1], dtype=np.int64)
    found = np.empty(len(matrix), dtype=np.int64)

    def fill(part: slice) -> None:
        found[part] = squared_distances(prototypes, matrix[part]).argmin(axis=0)

    in_chunks(len(matrix), BLOCK // len(prototypes), fill, threads)
    return found


def nearest_rows(matrix: Floats, prototypes: Floats) -> Integers:
    """The index of the row nearest to each prototype; among equally near ones, the first.

    >>> nearest_rows(np.array([[0.0], [9.0]]), np.array([[7.0], [8.0]]))
    array([1, 1])
    """
    found = [squared_distances(prototypes[[i]], matrix)[0].argmin() for i in range(len(prototypes))]
    return np.array(found, dtype=np.int64)


def in_chunks(rows: int, height: int, work: Callable[[slice], None], threads: int | None = None) -> None:
    """Do the work for chunks of so many rows, on so many threads (by default one for each core); every chunk must stand for itself."""
    parts = [slice(start, start + height) for start in range(0, rows, height)]
    if len(parts) == 1:
        work(parts[0])
        return
    with ThreadPoolExecutor(threads or os.cpu_count()) as pool:
        for done in [pool.submit(work, part) for part in parts]:
            done.result()


def confidence(matrix: Floats, centroids: Floats, own: Integers, threads: int | None = None) -> tuple[Floats, Floats]:
    """How surely each row belongs to its own centroid (0 to 1), and its distance from it.

    1 means on the centroid, 0 as near to another one: 1 − own distance / distance of the nearest other.

    >>> confidence(np.array([[1.0], [5.0]]), np.array([[1.0], [9.0]]), np.array([0, 0]))
    (array([1., 0.]), array([0., 4.]))
    """
    sure, far = np.empty(len(matrix)), np.empty(len(matrix))

    def fill(part: slice) -> None:
        distances = squared_distances(centroids, matrix[part])
        rows = np.arange(distances.shape[1])
        mine = np.sqrt(distances[own[part], rows])
        distances[own[part], rows] = np.inf
        other = np.sqrt(distances.min(axis=0))
        with np.errstate(invalid="ignore", divide="ignore"):
            sure[part] = np.where(np.isinf(other), 1.0, np.where(other > mine, 1.0 - mine / other, 0.0))
        far[part] = mine

    in_chunks(len(matrix), max(1, BLOCK // len(centroids)), fill, threads)
    return sure, far


def polished(matrix: Floats, centroids: Floats, steps: int = 10, threads: int | None = None) -> Floats:
    """Centroids after a few Lloyd steps on all rows; an emptied centroid stays where it was.

    >>> polished(np.array([[0.0], [1.0], [8.0], [9.0]]), np.array([[0.0], [8.0]]))
    array([[0.5],
           [8.5]])
    """
    before = np.full(len(matrix), -1)
    for _ in range(steps):
        labels = nearest(matrix, centroids, threads)
        moved = np.count_nonzero(labels != before)
        before, centroids = labels, means(matrix, labels, centroids)
        if moved <= len(matrix) * STILL:
            break
    return centroids


def means(matrix: Floats, labels: Integers, otherwise: Floats) -> Floats:
    """The mean of each label's rows; `otherwise` gives the number of labels and the mean of an empty one.

    >>> means(np.array([[0.0], [2.0]]), np.array([0, 0]), np.array([[7.0], [7.0]]))
    array([[1.],
           [7.]])
    """
    count = np.bincount(labels, minlength=len(otherwise)).astype(float)
    sums = np.column_stack([np.bincount(labels, weights=column, minlength=len(otherwise)) for column in matrix.T])
    return np.where(count[:, None] > 0, sums / np.maximum(count, 1.0)[:, None], otherwise)
