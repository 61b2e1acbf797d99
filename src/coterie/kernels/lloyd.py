"""k-means on weighted points: greedy k-means++ starts, then Lloyd's steps until nothing moves.

Each point keeps an upper bound of the distance from its own centre and a lower bound of that from any other (Hamerly),
so a step looks only at the points that could change sides. The answer is that of looking at all of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from coterie.kernels.groups import groups

if TYPE_CHECKING:
    from numpy.random import RandomState

    from coterie.records import Floats, Integers

MOST = 300
ROUNDING = 1e-7  # of the largest norm: what a distance made of products can be wrong by


@dataclass(frozen=True)
class Ground:
    """Weighted points, made ready once for every start and every k.

    `rows` are the coordinates about their mean, then a 1; `heavy` the same times the weight, then a 1 that counts points;
    `half` are half the squared norms.
    """

    rows: Floats
    heavy: Floats
    half: Floats
    slack: float

    @property
    def about(self) -> Floats:
        """The coordinates about their mean."""
        return self.rows[:, :-1]

    @property
    def weight(self) -> Floats:
        """The weight of every point."""
        return self.heavy[:, -2]


def ground(mean: Floats, weight: Floats) -> Ground:
    """The points as the steps want them.

    >>> ground(np.array([[0.0], [4.0]]), np.array([1.0, 3.0])).heavy.tolist()
    [[-2.0, 1.0, 1.0], [6.0, 3.0, 1.0]]
    """
    about = mean - mean.mean(axis=0)
    half = np.einsum("ij,ij->i", about, about) / 2
    one = np.ones(len(about))
    heavy = np.column_stack([about * weight[:, None], weight, one])
    return Ground(np.column_stack([about, one]), heavy, half, ROUNDING * float(np.sqrt(2 * half.max())))


def generator(seed: int | RandomState | None) -> RandomState:
    """What random starts draw from: the one that is given, or one from a seed.

    >>> generator(0).randint(9) == generator(0).randint(9)
    True
    """
    return seed if isinstance(seed, np.random.RandomState) else np.random.RandomState(seed)


def best_of_starts(points: Ground, k: int, starts: int, random: RandomState) -> Integers:
    """The labels of the start that ends with the smallest sum of squares.

    >>> points = ground(np.array([[0.0], [1.0], [8.0], [9.0]]), np.ones(4))
    >>> np.unique(best_of_starts(points, 2, 3, np.random.RandomState(0))[[0, 1]]).size
    1
    """
    found = [lloyd(points, spread_start(points, k, random)) for _ in range(starts)]
    return min(found, key=lambda labels: float(groups(points.about, points.weight, labels).within.sum()))


def spread_start(points: Ground, k: int, random: RandomState) -> Floats:
    """k centres, each a point drawn by its weight times its squared distance from those before it; the best of a few draws.

    The draws are those of scikit-learn, so that the same seed begins from the same centres.

    >>> points = ground(np.array([[0.0], [1.0], [9.0]]), np.ones(3))
    >>> len(spread_start(points, 2, np.random.RandomState(0)))
    2
    """
    about, weight = points.about, points.weight
    draws = 2 + int(np.log(k))
    chosen = [int(random.choice(len(about), p=weight / weight.sum()))]
    gap = _half_gaps(points, np.array(chosen))[0]
    for _ in range(1, k):
        upto = np.cumsum(weight * gap)
        drawn = np.minimum(np.searchsorted(upto, random.uniform(size=draws) * (gap @ weight)), len(about) - 1)
        gaps = np.minimum(_half_gaps(points, drawn), gap)
        best = int((gaps @ weight).argmin())
        gap = gaps[best]
        chosen.append(int(drawn[best]))
    return about[chosen]


def _half_gaps(points: Ground, chosen: Integers) -> Floats:
    """Half the squared distances of all points from the chosen ones."""
    gaps = points.half - points.about[chosen] @ points.about.T + points.half[chosen, None]
    gaps[np.arange(len(chosen)), chosen] = 0.0
    return np.maximum(gaps, 0.0)


def lloyd(points: Ground, centres: Floats) -> Integers:
    """The label of every point when Lloyd's steps from these centres (about the mean of the points) have come to rest.

    >>> lloyd(ground(np.array([[0.0], [1.0], [8.0], [9.0]]), np.ones(4)), np.array([[-4.5], [-3.5]]))
    array([0, 0, 1, 1])
    """
    k = len(centres)
    labels, own, other = _nearest_two(points, centres, np.arange(len(points.rows)))
    sums = _held(labels, k) @ points.heavy
    for _ in range(MOST):
        if not sums[:, -1].all():
            _refill(points, centres, labels, sums, other)
        stepped = np.divide(sums[:, :-2], sums[:, -2:-1], out=centres.copy(), where=sums[:, -1:] > 0)
        moved = np.sqrt(((stepped - centres) ** 2).sum(axis=1))
        centres = stepped
        own += moved[labels]
        other -= moved.max()
        doubtful = np.flatnonzero(own + points.slack >= other)
        now, own[doubtful], other[doubtful] = _nearest_two(points, centres, doubtful)
        changed = np.flatnonzero(now != labels[doubtful])
        if not len(changed):
            break
        rows, now = doubtful[changed], now[changed]
        sums += (_held(now, k) - _held(labels[rows], k)) @ points.heavy[rows]
        labels[rows] = now
    return labels


def _nearest_two(points: Ground, centres: Floats, which: Integers) -> tuple[Integers, Floats, Floats]:
    """For some points the nearest centre, the distance from it, and the distance from the nearest other one."""
    half = np.column_stack([-centres, np.einsum("ij,ij->i", centres, centres) / 2]) @ points.rows.take(which, axis=0).T
    near, place = half.min(axis=0), np.arange(len(which))
    # The first that is nearest, as argmin(axis=0) would say, which takes ten times as long as min and max together.
    labels = len(centres) - ((half == near) * np.arange(len(centres), 0, -1)[:, None]).max(axis=0)
    half[labels, place] = np.inf
    near, far = near + points.half[which], half.min(axis=0) + points.half[which]
    return labels, np.sqrt(2 * np.maximum(near, 0.0)), np.sqrt(2 * np.maximum(far, 0.0))


def _held(labels: Integers, k: int) -> Floats:
    """k rows: 1 where a point has that label, else 0."""
    held: Floats = (labels == np.arange(k)[:, None]).astype(float)
    return held


def _refill(points: Ground, centres: Floats, labels: Integers, sums: Floats, other: Floats) -> None:
    """Give every group that has lost all its points the one that lies farthest from its own centre, if any lies off it."""
    gaps = ((points.about - centres[labels]) ** 2).sum(axis=1)
    empty = np.flatnonzero(sums[:, -1] == 0)
    for group, point in zip(empty, np.argsort(-gaps, kind="stable")[: len(empty)], strict=True):
        if gaps[point] > 0:
            sums[labels[point]] -= points.heavy[point]
            sums[group], labels[point], other[point] = points.heavy[point], group, 0.0
