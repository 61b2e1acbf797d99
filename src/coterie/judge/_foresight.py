"""Would segments have told who spends more later? Segments learnt on an earlier day, held against the spending since.

Spending is heavy-tailed: one whale is half of its variance. So what is explained is the rank of the spending, from the least
to the most, equal sums having equal ranks. Each customer's rank is predicted from the others of the segment, with five
average customers added so that a cell of two or three is not believed too much; the customer is never among those who
predict. No segments, that is the mean of all others, explain nothing by definition.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from coterie.judge._resampling import divided
from coterie.kernels.compress import compress
from coterie.records import Usefulness

if TYPE_CHECKING:
    from coterie.records import Candidate, Floats, Integers, Past

POINTS = 1000  # that a method sees; of more customers, several share one
BINS = 5
AVERAGE = 5  # so many average customers are added to each segment
EXTREME = 0.99  # for the lift, spending above this quantile counts as much as the quantile


def foresight(candidate: Candidate, past: Past) -> Usefulness | None:
    """What the segments of a candidate, learnt anew on the earlier day, told of the spending since.

    None where there is no earlier day, for rules, and for one segment.
    """
    if past.matrix is None or past.spent is None or past.rfm is None or past.as_of is None or candidate.rule or candidate.k < 2:
        return None
    points = compress(past.matrix, POINTS)
    labels = divided(candidate.estimator, candidate.k, points)[points.cell]
    rank = ranks(past.spent)
    rfm = explained(quintiles(past.rfm), rank)
    return Usefulness(explained(labels, rank), rfm, lift(labels, rank, past.spent), past.as_of, past.days, len(rank))


def ranks(values: Floats) -> Floats:
    """The rank of every value, equal values sharing the middle of theirs.

    >>> ranks(np.array([0.0, 5.0, 0.0, 9.0])).tolist()
    [0.5, 2.0, 0.5, 3.0]
    """
    _, own, count = np.unique(values, return_inverse=True, return_counts=True)
    middle: Floats = (np.cumsum(count) - (count + 1) / 2)[own]
    return middle


def explained(labels: Integers, rank: Floats) -> float:
    """The share of the squared error of the mean of all others that the mean of the others in the segment takes away.

    Below zero where segments mislead. NaN where all ranks are the same. Of who is in no segment (−1), nothing is known but the mean.

    >>> round(explained(np.repeat([0, 1], 50), np.repeat([1.0, 9.0], 50)), 2)
    0.99
    """
    own = np.unique(labels, return_inverse=True)[1]
    count, total = np.bincount(own)[own], np.bincount(own, weights=rank)[own]
    without = (rank.sum() - rank) / (len(rank) - 1)
    within = np.where(labels < 0, without, (total - rank + AVERAGE * without) / (count - 1 + AVERAGE))
    error = ((rank - without) ** 2).sum()
    return float(1 - ((rank - within) ** 2).sum() / error) if error > 0 else float("nan")


def quintiles(rfm: Floats) -> Integers:
    """The cell of every customer in the cube of recency, frequency and money quintiles; equal values are in the same fifth.

    >>> quintiles(np.array([[1.0, 1, 1], [1, 1, 9]])).tolist()
    [0, 2]
    """
    cell = np.zeros(len(rfm), dtype=np.int64)
    for column in rfm.T:
        below = np.searchsorted(np.sort(column), column) * BINS // len(column)
        cell = cell * BINS + below
    return cell


def lift(labels: Integers, rank: Floats, spent: Floats) -> float:
    """What a customer of the best segment spent, over what a customer spent: the best by one half of the customers, seen on the other.

    >>> lift(np.array([0, 0, 1, 1]), np.array([0.5, 0.5, 2, 3]), np.array([0.0, 0, 5, 5]))
    2.0
    """
    capped = np.minimum(spent, np.quantile(spent, EXTREME, method="higher"))
    own = np.unique(labels, return_inverse=True)[1]
    half = np.arange(len(own)) % 2 == 0
    found = []
    for learnt, seen in ((half, ~half), (~half, half)):
        known = learnt & (labels >= 0)
        count = np.bincount(own[known], minlength=own.max() + 1)
        mean = np.bincount(own[known], weights=rank[known], minlength=len(count)) / np.maximum(count, 1)
        best = seen & (own == np.where(count > 0, mean, -1.0).argmax())
        if best.any() and capped[seen].mean() > 0:
            found.append(float(capped[best].mean() / capped[seen].mean()))
    return sum(found) / len(found) if found else float("nan")
