"""Bisecting k-means: all customers in one group, and time after time the widest group split in two."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from coterie.cluster._base import STARTS, K, Method
from coterie.kernels.exchange import exchanged
from coterie.kernels.groups import groups
from coterie.kernels.lloyd import best_of_starts, generator, ground

if TYPE_CHECKING:
    from coterie.kernels.groups import Merged
    from coterie.records import Floats, Integers


class Bisecting(Method):
    """k-means with two groups, over and over: on the group with the largest sum of squares, until there are k.

    >>> Bisecting(3).fit([[0.0], [1.0], [8.0], [9.0], [30.0]]).labels_
    array([0, 0, 1, 1, 2])
    """

    title = "Bisecting k-means"
    when = "When segments should nest, as with a hierarchy, but be compact, as with k-means; fast for a large k."
    weights = "exact: a point of weight w counts as w customers; the scatter inside a point counts when the widest group is chosen"
    settings = (K, STARTS)

    def __init__(self, n_clusters: int = 5, *, n_init: int = 10, random_state: Any = 0) -> None:
        self.n_clusters = n_clusters
        self.n_init = n_init
        self.random_state = random_state

    def _prepare(self, points: Merged) -> list[Integers]:
        """The labels after each split: those of every k up to the largest."""
        random = generator(self.random_state)
        steps = [np.zeros(len(points.weight), dtype=np.int64)]
        while len(steps) < min(self.n_clusters, len(points.weight)):
            labels = steps[-1].copy()
            widest = _widest(points, labels)
            inside = np.flatnonzero(labels == widest)
            mean, weight = points.mean[inside], points.weight[inside]
            halves = exchanged(mean, weight, best_of_starts(ground(mean, weight), 2, self.n_init, random))
            labels[inside[halves == 1]] = len(steps)
            steps.append(labels)
        return steps

    def _partition(self, points: Merged, prepared: list[Integers]) -> Integers:
        """The labels after k − 1 splits."""
        return prepared[self.n_clusters - 1]


def _widest(points: Merged, labels: Integers) -> int:
    """The group with the largest sum of squares among those that can be split."""
    within: Floats = groups(points.mean, points.weight, labels, points.spread).within
    within[np.bincount(labels) < 2] = -1.0
    return int(within.argmax())


MEMBER = Bisecting
