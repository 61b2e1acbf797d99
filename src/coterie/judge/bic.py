"""Bayesian information criterion: how well a mixture of normal groups explains the customers, less what its parameters cost."""

from __future__ import annotations

import math

import numpy as np

from coterie.judge._base import Context, Judge, parts
from coterie.kernels.mixture import Mixture, log_likelihood
from coterie.records import Candidate, Yardstick

LEAST = 1e-6  # of the variance of everyone: a segment of identical customers would be infinitely likely


def score(candidate: Candidate, context: Context) -> float:
    """−2 log likelihood + parameters × log customers; NaN for methods that do not think in means and variances."""
    width, customers = candidate.points.mean.shape[1], candidate.points.weight.sum()
    found, own = _mixture(candidate), width * (width + 1) // 2
    if found is None and candidate.centroid:
        found, own = _balls(candidate), 1
    if found is None:
        return math.nan
    k = len(found.share)
    return float(-2 * log_likelihood(candidate.points, found) + (k * (width + own) + k - 1) * math.log(customers))


def _mixture(candidate: Candidate) -> Mixture | None:
    """The mixture that a candidate's prototypes are, if they are one: each has a shape, and its share is in its cost."""
    shape, cost = candidate.prototypes.shape, candidate.prototypes.cost
    if shape is None or cost is None:
        return None
    logdet = -2 * np.linalg.slogdet(shape)[1]
    return Mixture(np.exp((logdet - cost) / 2), candidate.prototypes.mean, shape, logdet)


def _balls(candidate: Candidate) -> Mixture | None:
    """The segments as a mixture of round groups, one variance for each; None where all customers are alike.

    k-means is the limit of such a mixture, in which everyone belongs to one group wholly. Its segments are not the likeliest
    such mixture (that would let customers belong to several), so its BIC errs on the high side, the more they overlap.
    """
    _, found = parts(candidate)
    share, width = found.weight / found.weight.sum(), found.mean.shape[1]
    apart = ((found.mean - share @ found.mean) ** 2).sum(axis=1)
    whole = float((found.within + found.weight * apart).sum() / found.weight.sum()) / width
    if whole == 0:
        return None
    variance = (found.within / found.weight / width).clip(LEAST * whole)
    shape = np.eye(width) / np.sqrt(variance)[:, None, None]
    return Mixture(share, found.mean, shape, width * np.log(variance))


MEMBER = Judge(
    Yardstick(
        name="bic",
        title="BIC",
        sentence="How badly bell-shaped groups explain the customers, plus a price for each. For methods that think in means.",
        higher_is_better=False,
        weight=0.0,
    ),
    score,
)
