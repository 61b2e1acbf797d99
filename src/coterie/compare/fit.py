"""Whether the segments of an earlier run still fit, and a plain verdict."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from coterie.kernels.nearest import confidence, nearest, polished
from coterie.records import Fit
from coterie.words import listed, percent

if TYPE_CHECKING:
    from coterie.records import Comparison, Floats, Integers
    from coterie.records.comparison import Verdict

STEPS = 30
OUTER = 0.99
CHANGED, TIGHTER = 0.15, 0.05  # both, for in one even cloud centres wander at no gain
LOOSE = 0.2  # so much tighter is no fit, even if everyone would keep the segment
UNUSUAL = 0.05  # where 0.01 is usual
MOVED = 0.05  # of the customers: so many wrong addresses are worth a new list


def fit(then: Floats, now: Floats, centroids: Floats, both: tuple[Integers, Integers], threads: int | None = None) -> Fit:
    """How the centres of then fit the customers of now, both in the space of then; `both` are the rows of those in both.

    The centres are settled on the customers of then first, so that it shows only what changed since, whatever method found
    them.

    >>> rows, all_of_them = np.array([[0.0], [1.0], [8.0], [9.0]]), np.arange(4)
    >>> fit(rows, rows, np.array([[0.0], [9.0]]), (all_of_them, all_of_them))
    Fit(customers=4, changed=0.0, tighter=0.0, unusual=0.0, moved=0.0)
    """
    settled = polished(then, centroids, STEPS, threads)
    before, reached = _placed(then, settled, threads)
    own, far = _placed(now, settled, threads)
    after, nearer = _placed(now, polished(now, settled, STEPS, threads), threads)
    edge = np.quantile(reached, OUTER, method="inverted_cdf")
    within, tighter = math.fsum(far**2), math.fsum(nearer**2)
    return Fit(
        customers=len(now),
        changed=float(np.mean(own != after)),
        tighter=max(0.0, 1 - tighter / within) if within else 0.0,
        unusual=float(np.mean(far > edge)),
        moved=float(np.mean(before[both[0]] != own[both[1]])) if len(both[0]) else 0.0,
    )


def _placed(matrix: Floats, centroids: Floats, threads: int | None) -> tuple[Integers, Floats]:
    """The nearest centre of every row, and how far it is."""
    own = nearest(matrix, centroids, threads)
    return own, confidence(matrix, centroids, own, threads)[1]


def judged(comparison: Comparison) -> tuple[Verdict, str]:
    """Keep the segments, refresh who is in them, or segment anew; with the reason."""
    fits, customers = comparison.fit, comparison.both + comparison.new
    if fits is None or not customers:
        return "", "Nothing can be said on whether the earlier segments still fit: their features are not all in this run."
    if fits.unusual > UNUSUAL:
        far = f"{percent(fits.unusual)} of the customers lie farther out than 99 in 100 did"
        return "anew", f"Segment anew: the earlier segments no longer fit, {far}."
    gain = f"the segments would be {percent(fits.tighter)} tighter if their centres followed the customers"
    if fits.tighter > LOOSE:
        return "anew", f"Segment anew: the earlier segments no longer fit, {gain}."
    if fits.changed > CHANGED and fits.tighter > TIGHTER:
        return (
            "anew",
            f"Segment anew: the earlier segments no longer fit, {gain}, and {percent(fits.changed)} of the customers in another one.",
        )
    fitting = "the earlier segments still fit"
    who = [f"{percent(fits.moved)} of those in both runs belong in another one now"] * (fits.moved > 0)
    who += [f"{percent(comparison.new / customers)} of the customers are new"] * (comparison.new > 0)
    if fits.moved * comparison.both + comparison.new > MOVED * customers:
        return "refresh", f"Refresh the lists: {fitting}, but {listed(who)}."
    return "keep", f"Keep them: {fitting}, and nearly everyone is where they were."
