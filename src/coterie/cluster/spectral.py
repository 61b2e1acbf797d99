"""Spectral clustering: what hangs together through many small steps is drawn together, then grouped by k-means."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from coterie.cluster._base import STARTS, K, Method, Setting
from coterie.kernels.cuts import alike, embedded
from coterie.kernels.lloyd import best_of_starts, generator, ground
from coterie.kernels.neighbours import among_their_own, reaching
from coterie.records import Prototypes

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coterie.kernels.groups import Merged
    from coterie.records import Floats

SHARE, FEWEST = 0.01, 7
ROUNDS = 50  # through all pairs, about, until the directions are found


class Spectral(Method):
    """A normalised cut of the graph in which customers are the more alike the nearer they are (RBF).

    >>> Spectral(2).fit([[0.0], [1.0], [2.0], [9.0], [10.0]]).labels_
    array([0, 0, 0, 1, 1])
    """

    title = "Spectral"
    when = "When groups have any shape, such as long or bent ones, and k is known; a few customers in a gap do not join what it divides."
    weights = "exact: a point of weight w counts as w customers in the cut; the scatter inside a point is not used"
    sure = "1 beside a customer of the own segment, 0 as near to one of another"
    largest = 2_000
    settings = (
        K,
        STARTS,
        Setting(
            "gamma",
            "How fast likeness fades: exp(−gamma · squared distance); found from how far the nearest 1 % of customers are.",
            least=0,
            above=True,
            found=True,
        ),
    )

    def __init__(self, n_clusters: int = 5, *, n_init: int = 10, gamma: float | None = None, random_state: Any = 0) -> None:
        self.n_clusters = n_clusters
        self.n_init = n_init
        self.gamma = gamma
        self.random_state = random_state

    def work(self, points: int, ks: Iterable[int]) -> float:
        """What the points hang together by is gone through time and again."""
        return float(ROUNDS) * points**2

    def _prepare(self, points: Merged) -> Floats:
        """The directions that tell points apart, enough for the largest k."""
        return embedded(alike(points.mean, points.weight, self.gamma or _found(points)), self.n_clusters)

    def _partition(self, points: Merged, prepared: Floats) -> Prototypes:
        """The points, grouped where the cut has put them, with how near each lies to its own."""
        random = generator(self.random_state)
        places = prepared[:, : self.n_clusters]
        labels = best_of_starts(ground(places, points.weight), self.n_clusters, self.n_init, random)
        return Prototypes(points.mean, labels, strength=among_their_own(points.mean, points.weight, labels))


def _found(points: Merged) -> float:
    """The gamma at which a usual customer is half as like the farthest of those around as the one in the same place."""
    around = reaching(points.mean, points.weight, max(FEWEST * points.weight.mean(), SHARE * points.weight.sum()))
    usual = np.median(around[np.isfinite(around)]) if np.isfinite(around).any() else 1.0
    return float(np.log(2) / max(usual**2, np.finfo(float).tiny * 1e20))


MEMBER = Spectral
