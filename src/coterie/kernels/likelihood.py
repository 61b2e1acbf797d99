"""The highest point of a likelihood of a few parameters, by Newton's steps along exact slopes; the same bytes every time."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from coterie.records import Estimate

if TYPE_CHECKING:
    from coterie.records import Floats

STEP = 1e-5  # between two slopes, for the curvature
LONGEST = 2.0  # of a step
GAIN = 1e-6  # of the logarithm of the likelihood of all: what it adds changes no parameter by a thousandth of its error
STEPS, TRIES = 100, 12

Slope = Callable[["Floats"], "tuple[float, Floats]"]


def highest(function: Slope, start: Floats, reach: float | Floats, weight: float) -> Floats:
    """Where a function with its slope is highest, at most `reach` away from the start in any parameter.

    The function is the mean log likelihood of so many observations as `weight` says.

    A step is Newton's, turned uphill where the function is no hill, and shorter where it would lead down.

    >>> highest(lambda at: (-((at[0] - 1) ** 2), -2 * (at - 1)), np.array([0.0]), 9.0, 100).round(3).tolist()
    [1.0]
    """
    low, high = start - reach, start + reach
    at, damping = start, 1e-4
    value, slope = function(at)
    for _ in range(STEPS):
        free = ~(((at <= low) & (slope < 0)) | ((at >= high) & (slope > 0)))
        if not free.any():
            break
        values, vectors = np.linalg.eigh(-curvature(function, at, slope)[np.ix_(free, free)])
        along = vectors.T @ slope[free]
        if weight * float((along**2 / (2 * np.abs(values) + damping)).sum()) < GAIN:
            break
        for _ in range(TRIES):
            uphill = vectors @ (along / (np.abs(values) + damping))
            step = np.zeros_like(at)
            step[free] = uphill * min(1.0, LONGEST / max(float(np.abs(uphill).max()), 1e-12))
            tried = np.clip(at + step, low, high)
            found, steepness = function(tried)
            if found > value:
                break
            damping *= 10
        else:
            break  # no step leads higher: it is the top, as far as the numbers tell
        at, value, slope, damping = tried, found, steepness, max(damping / 100, 1e-8)
    return at


def curvature(function: Slope, at: Floats, slope: Floats) -> Floats:
    """The second derivatives, from the slope and those beside it.

    >>> curvature(lambda at: (-(at[0] ** 2), -2 * at), np.array([0.5]), np.array([-1.0])).round(4).tolist()
    [[-2.0]]
    """
    rows = np.array([(function(at + step)[1] - slope) / STEP for step in STEP * np.eye(len(at))])
    both: Floats = (rows + rows.T) / 2
    return both


def spread(function: Slope, at: Floats, weight: float) -> Floats:
    """The covariance of parameters that so many observations were used for, where `function` is the mean of their log likelihood.

    A direction in which the likelihood is flat gets the variance 1 at most: of a logarithm that is anything.

    >>> spread(lambda at: (-(at[0] ** 2), -2 * at), np.array([0.0]), 50.0).round(6).tolist()
    [[0.01]]
    """
    values, vectors = np.linalg.eigh(-curvature(function, at, function(at)[1]) * weight)
    found: Floats = (vectors / np.maximum(values, 1.0)) @ vectors.T
    return found


def likely_sets(estimate: Estimate) -> Floats:
    """Sets of parameters (parameters × sets): the best one first, then as many as have their mean and covariance, two per parameter.

    >>> likely_sets(Estimate("m", "M", ("r",), (1.0,), ((0.01,),), (0.0,))).round(3).tolist()
    [[1.0, 1.105, 0.905]]
    """
    values, above = np.array(estimate.values), np.array(estimate.above)
    root = np.linalg.cholesky(np.array(estimate.covariance)) * np.sqrt(len(values))
    logarithms = np.log(values - above)[:, None] + np.hstack([np.zeros((len(values), 1)), root, -root])
    return np.asarray(np.exp(logarithms) + above[:, None])
