"""Mixtures of normal distributions, fitted to weighted points that have a scatter (expectation–maximisation).

A point stands for customers about its mean: what is expected of them all, instead of one at the mean, is taken in both steps.
So their spread inside the points is part of every covariance, and no mixture is narrower than its customers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from coterie.kernels.groups import Merged
    from coterie.records import Floats, Integers, Points

TINY = 1e-12
GAIN = 1e-4
MOST = 200


@dataclass(frozen=True)
class Mixture:
    """Per component: its share of the customers, its mean, and its covariance as `shape` and `logdet`.

    The squared length of (x − mean) @ shape is the squared distance of x in the component's own measure.
    """

    share: Floats
    mean: Floats
    shape: Floats
    logdet: Floats

    @property
    def cost(self) -> Floats:
        """What is added to the squared distance so that the least is the likeliest component."""
        found: Floats = self.logdet - 2 * np.log(self.share)
        return found


def fitted(points: Merged, labels: Integers, ridge: float) -> Mixture:
    """The mixture that begins with one component for each label, when steps no longer gain enough per customer.

    `ridge` is added to every variance, so that none is zero.

    >>> from coterie.kernels.groups import merged
    >>> found = fitted(merged(np.array([[0.0], [2.0], [9.0], [9.5]]), np.ones(4)), np.array([0, 0, 1, 1]), ridge=1e-6)
    >>> found.mean.round(2).ravel().tolist(), found.share.round(2).tolist()
    ([1.0, 9.25], [0.5, 0.5])
    """
    mean, weight = points.mean, points.weight
    middle = weight @ mean / weight.sum()
    about = mean - middle
    inner = np.zeros((len(mean), mean.shape[1] ** 2)) if points.scatter is None else points.scatter.reshape(len(mean), -1)
    belongs = np.eye(int(labels.max()) + 1)[labels]
    found, before = _maximised(about, weight, inner, belongs, ridge), -np.inf
    for _ in range(MOST):
        likely = _log_densities(about, weight, inner, found)
        highest = likely.max(axis=1)
        each = np.exp(likely - highest[:, None])
        total = each.sum(axis=1)
        now = float(weight @ (np.log(total) + highest) / weight.sum())
        if now - before < GAIN:
            break
        before = now
        found = _maximised(about, weight, inner, each / total[:, None], ridge)
    return Mixture(found.share, found.mean + middle, found.shape, found.logdet)


def log_likelihood(points: Points, found: Mixture) -> float:
    """The logarithm of the likelihood of all customers; those of a point count with their expected log density.

    >>> from coterie.kernels.groups import regrouped
    >>> two = regrouped(np.array([[1.0], [-1.0]]), np.array([0, 0]), exact=False)
    >>> one = Mixture(np.ones(1), np.zeros((1, 1)), np.ones((1, 1, 1)), np.zeros(1))
    >>> round(log_likelihood(two, one), 4)  # −1 − log 2π
    -2.8379
    """
    likely = _log_densities(points.mean, points.weight, points.scatter.reshape(len(points.mean), -1), found)
    highest = likely.max(axis=1)
    return float(points.weight @ (highest + np.log(np.exp(likely - highest[:, None]).sum(axis=1))))


def _log_densities(about: Floats, weight: Floats, inner: Floats, found: Mixture) -> Floats:
    """Points × components: the expected logarithm of the density of a point's customers, times the share."""
    precision = (found.shape @ found.shape.transpose(0, 2, 1)).reshape(len(found.share), -1)
    squares = (inner @ precision.T) / weight[:, None]
    for number, (middle, shape) in enumerate(zip(found.mean, found.shape, strict=True)):
        turned = (about - middle) @ shape
        squares[:, number] += np.einsum("ij,ij->i", turned, turned)
    likely: Floats = -(squares + found.cost + about.shape[1] * np.log(2 * np.pi)) / 2
    return likely


def _maximised(about: Floats, weight: Floats, inner: Floats, belongs: Floats, ridge: float) -> Mixture:
    """Shares, means and covariances of the customers, each as far as it belongs to a component."""
    heavy = belongs * weight[:, None]
    mass = np.maximum(heavy.sum(axis=0), TINY)
    means = heavy.T @ about / mass[:, None]
    width = about.shape[1]
    spread = (belongs.T @ inner).reshape(-1, width, width)
    for number, middle in enumerate(means):
        gaps = about - middle
        spread[number] += (gaps * heavy[:, [number]]).T @ gaps
    spread = spread / mass[:, None, None] + ridge * np.eye(width)
    lower = np.linalg.cholesky(spread)
    logdet = 2 * np.log(np.einsum("kii->ki", lower)).sum(axis=1)
    return Mixture(mass / mass.sum(), means, np.linalg.inv(lower).transpose(0, 2, 1), logdet)
