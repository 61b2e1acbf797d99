"""What customers without any structure would look like: spread evenly over the box in which the real ones lie.

The reference of the gap statistic (Tibshirani, Walther and Hastie, Estimating the number of clusters, 2001): the box is
aligned with the principal axes. The spread inside segments is per degree of freedom, so that a reference of fewer customers
than there are compares fairly; of as many, it is the published statistic.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from coterie.kernels.components import principal_components
from coterie.kernels.groups import groups
from coterie.kernels.lloyd import ground, lloyd
from coterie.kernels.moments import covariance
from coterie.kernels.tree import cut, ward_tree

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from coterie.records import Floats

DRAWS = 10
MOST = 400  # customers in a draw


def reference(matrix: Floats, ks: Iterable[int], seed: int) -> Mapping[int, tuple[float, float]]:
    """Per k: the mean of the logarithm of the spread inside k segments of structureless customers, and its standard error.

    Each draw is divided by k-means from the groups of Ward's tree, which needs no random starts. Only for the k that
    so many customers allow.
    """
    low, high = _box(matrix)
    if (low == high).all():
        return {}
    size = min(len(matrix), MOST)
    asked = [k for k in sorted(set(ks)) if k <= size // 2]
    random = np.random.RandomState(seed)
    logs = np.array([_spreads(random.uniform(low, high, (size, len(low))), asked) for _ in range(DRAWS)])
    errors = logs.std(axis=0) * math.sqrt(1 + 1 / DRAWS)
    return {k: (float(mean), float(error)) for k, mean, error in zip(asked, logs.mean(axis=0), errors, strict=True)}


def log_spread(within: float, customers: float, k: int) -> float:
    """The logarithm of the sum of squares within k segments, per degree of freedom; −∞ where there is none.

    >>> log_spread(math.e * 8, 10, 2), log_spread(0.0, 10, 2)
    (1.0, -inf)
    """
    return math.log(within / (customers - k)) if within > 0 else -math.inf


def _box(matrix: Floats) -> tuple[Floats, Floats]:
    """The ends of the box along the principal axes; where it lies does not matter to distances, so it is not turned back."""
    mean, spread = covariance(matrix)
    axes, _ = principal_components(spread, matrix.shape[1])
    along = np.column_stack([((matrix - mean) * axis).sum(axis=1) for axis in axes])
    return along.min(axis=0), along.max(axis=0)


def _spreads(rows: Floats, ks: Iterable[int]) -> list[float]:
    """The logarithm of the spread inside k segments of these rows, for each k."""
    weight = np.ones(len(rows))
    tree, points = ward_tree(rows, weight), ground(rows, weight)
    found = []
    for k in ks:
        start = groups(points.about, weight, cut(tree, k)).mean
        within = groups(points.about, weight, lloyd(points, start)).within.sum()
        found.append(log_spread(float(within), len(rows), k))
    return found
