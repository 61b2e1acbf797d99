"""How well a mixture of normal distributions explains weighted points."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from coterie.kernels.groups import traces
from coterie.kernels.nearest import squared_distances

if TYPE_CHECKING:
    from coterie.records import Floats, Points


def spherical_log_likelihood(points: Points, share: Floats, centre: Floats, variance: Floats) -> float:
    """The logarithm of the likelihood of all customers under round groups: their shares, centres and variances per axis.

    A point that stands for several customers counts with their mean log density: that of its mean, less their scatter.

    >>> from coterie.kernels.groups import regrouped
    >>> two = regrouped(np.array([[1.0], [-1.0]]), np.array([0, 0]), exact=False)
    >>> spherical_log_likelihood(two, np.array([1.0]), np.array([[0.0]]), np.array([1.0])) == 2 * -0.5 * (math.log(2 * math.pi) + 1)
    True
    """
    inside = traces(points.scatter) / points.weight
    squares = squared_distances(points.mean, centre) + inside[:, None]
    width = points.mean.shape[1]
    logs = np.log(share) - 0.5 * (squares / variance + width * np.log(2 * math.pi * variance))
    highest = logs.max(axis=1)
    each = highest + np.log(np.exp(logs - highest[:, None]).sum(axis=1))
    return float((points.weight * each).sum())
