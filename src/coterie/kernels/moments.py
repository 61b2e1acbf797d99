"""Mean and covariance of ordered rows, the same bits whatever the number of threads."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from coterie.records import Floats

CHUNK = 1 << 14


def covariance(matrix: Floats) -> tuple[Floats, Floats]:
    """The mean of the rows and their covariance (dividing by their number).

    >>> mean, spread = covariance(np.array([[0.0, 0.0], [2.0, 4.0]]))
    >>> mean.tolist(), spread.tolist()
    ([1.0, 2.0], [[1.0, 2.0], [2.0, 4.0]])
    """
    rows, width = matrix.shape
    mean = matrix.sum(axis=0) / rows
    products = np.zeros((width, width))
    for start in range(0, rows, CHUNK):
        # One side after the other in memory, and no BLAS, whose sums depend on the threads.
        deviation = np.ascontiguousarray(matrix[start : start + CHUNK].T) - mean[:, None]
        products += np.einsum("is,js->ij", deviation, deviation)
    return mean, products / rows
