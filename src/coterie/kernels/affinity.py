"""Affinity propagation (Frey and Dueck): points tell each other how well each would stand for the other, until exemplars stand out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from coterie.records import Floats, Integers

CALM = 15  # rounds without a change of the exemplars
HEAVIER = (0.9, 0.98)  # damping, where what was asked for comes to no rest


def exemplars(likeness: Floats, damping: float, rounds: int) -> tuple[Integers, bool]:
    """The points that stand for others, and whether the messages came to rest.

    `likeness` of row and column says how well the column would stand for the row; on the diagonal, how readily a point
    becomes an exemplar. Where messages swing without end, they are damped more; then the exemplars of the last round
    count, or the one best point where there are none.

    >>> gaps = -np.subtract.outer([0.0, 1.0, 9.0], [0.0, 1.0, 9.0]) ** 2
    >>> np.fill_diagonal(gaps, -5.0)
    >>> exemplars(gaps, 0.5, 200)
    (array([0, 2]), True)
    """
    tilted = likeness + _noise(likeness)
    found, calm = np.empty(0, dtype=np.int64), False
    for each in (damping, *(d for d in HEAVIER if d > damping)):
        found, calm = _passed(tilted, each, rounds)
        if calm:
            break
    if not len(found):
        found = np.array([likeness.sum(axis=0).argmax()])
    return _best_of_each(likeness, found), calm


def _noise(likeness: Floats) -> Floats:
    """What breaks ties between equally good exemplars: the same noise in every run, far too small to decide anything else."""
    drawn = np.random.RandomState(0).standard_normal(likeness.shape)
    noise: Floats = (np.finfo(float).eps * likeness + np.finfo(float).tiny * 100) * drawn
    return noise


def _passed(likeness: Floats, damping: float, rounds: int) -> tuple[Integers, bool]:
    """The exemplars after the messages have been passed, and whether they came to rest."""
    count = len(likeness)
    rows = np.arange(count)
    ready, chosen = np.zeros((count, count)), np.zeros((count, count))
    before, still = np.zeros(count, dtype=bool), 0
    for _ in range(rounds):
        sums = ready + likeness
        first = sums.argmax(axis=1)
        highest = sums[rows, first].copy()
        sums[rows, first] = -np.inf
        better = likeness - highest[:, None]
        better[rows, first] = likeness[rows, first] - sums.max(axis=1)
        chosen = damping * chosen + (1 - damping) * better
        backing = np.maximum(chosen, 0.0)
        backing[rows, rows] = chosen[rows, rows]
        offered = backing.sum(axis=0) - backing
        own = offered[rows, rows].copy()
        offered = np.minimum(offered, 0.0)
        offered[rows, rows] = own
        ready = damping * ready + (1 - damping) * offered
        now = (ready[rows, rows] + chosen[rows, rows]) > 0
        still = still + 1 if (now == before).all() else 1
        before = now
        if still > CALM and now.any():
            return np.flatnonzero(now), True
    return np.flatnonzero(before), False


def _best_of_each(likeness: Floats, found: Integers) -> Integers:
    """For each group the point that stands best for all of it."""
    labels = likeness[:, found].argmax(axis=1)
    labels[found] = np.arange(len(found))
    best = []
    for group in range(len(found)):
        members = np.flatnonzero(labels == group)
        inner = likeness[np.ix_(members, members)].copy()
        np.fill_diagonal(inner, 0.0)
        best.append(members[inner.sum(axis=0).argmax()])
    return np.sort(np.array(best, dtype=np.int64))
