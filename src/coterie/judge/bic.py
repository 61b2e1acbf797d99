"""Bayesian information criterion: how well a mixture of normal groups explains the customers, less what its parameters cost."""

from __future__ import annotations

import math

from coterie.judge._base import Context, Judge, parts
from coterie.kernels.mixtures import spherical_log_likelihood
from coterie.records import Candidate, Yardstick

LEAST = 1e-6  # of the variance of everyone: a segment of identical customers would be infinitely likely


def score(candidate: Candidate, context: Context) -> float:
    """−2 log likelihood + parameters × log customers; NaN for methods that do not think in means and variances.

    k-means is the limit of a mixture of round groups in which everyone belongs to one group wholly. So its segments' shares,
    means and variances are taken as such a mixture, one variance for each. They are not the likeliest such mixture (that
    would let customers belong to several), so its BIC errs on the high side, the more the segments overlap.
    """
    if not candidate.centroid:
        return math.nan
    _, found = parts(candidate)
    k, width = found.mean.shape
    customers, middle = found.weight.sum(), (found.weight[:, None] * found.mean).sum(axis=0) / found.weight.sum()
    whole = (found.within.sum() + (found.weight * ((found.mean - middle) ** 2).sum(axis=1)).sum()) / customers / width
    if whole == 0:
        return math.nan
    variance = (found.within / found.weight / width).clip(LEAST * whole)
    likelihood = spherical_log_likelihood(candidate.points, found.weight / customers, found.mean, variance)
    return float(-2 * likelihood + (k * width + k + k - 1) * math.log(customers))


MEMBER = Judge(
    Yardstick(
        name="bic",
        title="BIC",
        sentence="How badly round, bell-shaped groups explain the customers, plus a price for each group. For methods that think in means.",
        higher_is_better=False,
        weight=0.0,
    ),
    score,
)
