"""Are the segments found again? Half of the customers are drawn, divided anew by the same method, and compared; many times.

Half, and 500 at most, because more would always be found again: with enough customers, a method cuts any cloud in the
same places. The overlap of a segment with its best match is the Jaccard index, and the scale is that of Hennig
(Cluster-wise assessment of cluster stability, 2007), who takes half of the rows as well.
"""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from coterie.kernels.assignment import best_columns
from coterie.kernels.groups import regrouped
from coterie.records import FoundAgain, Stability

if TYPE_CHECKING:
    from coterie.records import Candidate, Floats, Integers, Points

    Grade = Literal["highly stable", "stable", "pattern", "doubtful", "dissolved"]

RESAMPLES = 20
MOST = 500  # customers in a resample
STARTS = 3  # of a method that begins at random, in each resample
AGAIN = 0.75  # from this overlap on, a segment counts as found again
SCALE: tuple[tuple[float, Grade, str], ...] = (
    (0.85, "highly stable", "highly stable"),
    (0.75, "stable", "stable"),
    (0.60, "pattern", "a pattern is there, but its borders are not sure"),
    (0.50, "doubtful", "doubtful"),
)
DISSOLVED: tuple[Grade, str] = ("dissolved", "not stable, it dissolves among other customers")


def resampled(candidate: Candidate, rows: Floats, labels: Integers, seed: int) -> Stability | None:
    """How surely the segments of a candidate are found again among some of the customers whose rows and labels are given.

    None where there is nothing to find again: one segment, a rule, or too few customers. The draws depend on the seed and on
    nothing else, so all candidates face the same ones.
    """
    drawn = min(len(rows) // 2, MOST)
    if candidate.rule or candidate.k < 2 or drawn < 2 * candidate.k:
        return None
    random = np.random.RandomState(seed)
    overlaps, kept = np.empty((RESAMPLES, candidate.k)), np.empty(RESAMPLES)
    for number in range(RESAMPLES):
        taken = np.sort(random.permutation(len(rows))[:drawn])
        again = divided(candidate.estimator, candidate.k, regrouped(rows[taken], np.arange(drawn), exact=True))
        shared = _shared(labels[taken], again, candidate.k)
        overlaps[number], kept[number] = _overlaps(shared), _kept(shared) / drawn
    return Stability(RESAMPLES, drawn, float(kept.mean()), tuple(_found(own) for own in overlaps.T))


def divided(estimator: Any, k: int, points: Points) -> Integers:
    """The labels that the same method gives to these points alone."""
    known = estimator.get_params()
    fewer = {"n_init": min(known["n_init"], STARTS)} if "n_init" in known else {}
    again = type(estimator)(**{**known, **fewer})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # fewer different customers than segments: then some are not found, which is the answer
        labels: Integers = again.sweep(points.mean, [k], points.weight, points.scatter)[0].labels_
    return labels


def _shared(one: Integers, other: Integers, k: int) -> Floats:
    """How many customers each segment has in common with each of the others; in the last row and column, who is in none."""
    width = int(max(other.max(), 0)) + 2
    place = np.where(one < 0, k, one) * width + np.where(other < 0, width - 1, other)
    return np.bincount(place, minlength=(k + 1) * width).reshape(k + 1, width).astype(float)


def _overlaps(shared: Floats) -> Floats:
    """The Jaccard index of each segment with its best match; NaN where none of its customers was drawn.

    >>> _overlaps(np.array([[3.0, 1.0, 0.0], [0.0, 4.0, 0.0], [0.0, 0.0, 0.0]])).tolist()
    [0.75, 0.8]
    """
    either = shared.sum(axis=1)[:, None] + shared.sum(axis=0) - shared
    best: Floats = (shared / np.maximum(either, 1.0))[:-1, :-1].max(axis=1)
    return np.where(shared[:-1].sum(axis=1) > 0, best, np.nan)


def _kept(shared: Floats) -> float:
    """How many customers are in the segment that matches the one they were in, each with a match of its own.

    >>> _kept(np.array([[3.0, 1.0, 0.0], [0.0, 4.0, 0.0], [0.0, 0.0, 2.0]]))
    9.0
    """
    inner = shared[:-1, :-1]
    match = best_columns(inner)
    both = match >= 0
    return float(inner[both, match[both]].sum() + shared[-1, -1])


def _found(overlaps: Floats) -> FoundAgain:
    """What is said of one segment, from its overlap in each resample."""
    known = overlaps[~np.isnan(overlaps)]
    overlap, again = (float(known.mean()), float((known >= AGAIN).mean())) if len(known) else (0.0, 0.0)
    grade, words = graded(overlap)
    return FoundAgain(
        overlap, again, grade, f"Found again in {round(again * len(known))} of {len(known)} tries with some of the customers: {words}."
    )


def graded(overlap: float) -> tuple[Grade, str]:
    """The grade of a mean overlap, and its words.

    >>> [graded(overlap)[0] for overlap in (0.9, 0.85, 0.75, 0.6, 0.55, 0.5)]
    ['highly stable', 'highly stable', 'stable', 'pattern', 'doubtful', 'dissolved']
    """
    return next(((grade, words) for least, grade, words in SCALE if overlap >= least and overlap > 0.5), DISSOLVED)
