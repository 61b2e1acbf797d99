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


def mean_variance(mean: Floats, weight: Floats, spread: Floats) -> float:
    """The mean over the axes of the variance of all customers; `spread` is the sum of squares inside each point.

    >>> mean_variance(np.array([[0.0], [2.0]]), np.array([1.0, 1.0]), np.zeros(2))
    1.0
    """
    middle = weight @ mean / weight.sum()
    squares = weight @ ((mean - middle) ** 2).sum(axis=1) + spread.sum()
    return float(squares / weight.sum() / mean.shape[1])
