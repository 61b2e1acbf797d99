"""Affinity propagation: customers choose, among themselves, who stands for whom."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import numpy as np

from coterie.cluster._base import Method, Setting
from coterie.kernels.affinity import exemplars
from coterie.kernels.moments import mean_variance
from coterie.kernels.nearest import squared_distances
from coterie.records import Prototypes

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coterie.kernels.groups import Merged

SHARE = 0.03  # of the sum of squares: what a further segment must take off it


class Affinity(Method):
    """Exemplars among the customers; how many there are follows from `preference`.

    >>> Affinity(-5.0).fit([[0.0], [1.0], [9.0]]).labels_
    array([0, 0, 1])
    """

    title = "Affinity propagation"
    when = "When a real customer should stand for each segment and their number should follow from what a further segment is worth."
    weights = (
        "exact in what is sought: a point of weight w is as unlike another as w customers together; customers that are the same"
        " are one point, so they do not vie with each other for standing for the rest, as they do in plain affinity propagation"
    )
    by_k = False
    medoid = True
    largest = 1_000
    settings = (
        Setting("preference", "What a further segment costs, below zero; found: 3 % of the sum of squares.", most=0, found=True),
        Setting("damping", "How much of the last message stays in the next one.", least=0.5, most=0.99),
        Setting("rounds", "The most rounds of messages.", whole=True, least=1),
    )

    def __init__(self, preference: float | None = None, damping: float = 0.8, rounds: int = 200) -> None:
        self.preference = preference
        self.damping = damping
        self.rounds = rounds

    def work(self, points: int, ks: Iterable[int]) -> float:
        """Every round of messages goes through all pairs."""
        return float(self.rounds) * points**2

    def _partition(self, points: Merged, prepared: None) -> Prototypes:
        """The exemplars; everyone goes to the nearest."""
        preference = self.preference
        if preference is None:
            variance = mean_variance(points.mean, points.weight, points.spread)
            preference = -SHARE * variance * points.mean.shape[1] * float(points.weight.sum())
        likeness = -squared_distances(points.mean, points.mean) * points.weight[:, None]
        np.fill_diagonal(likeness, preference)
        found, calm = exemplars(likeness, self.damping, self.rounds) if len(likeness) > 1 else (np.array([0]), True)
        if not calm:
            warnings.warn(f"The messages of affinity propagation did not come to rest in {self.rounds} rounds.", stacklevel=4)
        return Prototypes(points.mean[found], np.arange(len(found)))


MEMBER = Affinity
