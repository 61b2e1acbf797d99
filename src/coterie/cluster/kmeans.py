"""Round groups about their means (k-means): the smallest sum of squares that several random starts find."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from coterie.cluster._base import STARTS, K, Method
from coterie.kernels.exchange import exchanged
from coterie.kernels.lloyd import Ground, best_of_starts, generator, ground

if TYPE_CHECKING:
    from coterie.kernels.groups import Merged
    from coterie.records import Integers


class KMeans(Method):
    """k-means with greedy k-means++ starts; the best is bettered until no single point can move with profit.

    >>> KMeans(2).fit([[0.0], [1.0], [8.0], [9.0]]).labels_
    array([0, 0, 1, 1])
    """

    title = "k-means"
    when = "The first choice: compact groups of similar width that are easy to describe by their averages."
    weights = "exact: a point of weight w counts as w customers"
    centroid = True
    settings = (K, STARTS)

    def __init__(self, n_clusters: int = 5, *, n_init: int = 10, random_state: Any = 0) -> None:
        self.n_clusters = n_clusters
        self.n_init = n_init
        self.random_state = random_state

    def _prepare(self, points: Merged) -> Ground:
        """The points as the steps want them, for every k."""
        return ground(points.mean, points.weight)

    def _partition(self, points: Merged, prepared: Ground) -> Integers:
        """Lloyd's steps from several starts, then the exchange of single points."""
        random = generator(self.random_state)
        return exchanged(points.mean, points.weight, best_of_starts(prepared, self.n_clusters, self.n_init, random))


MEMBER = KMeans
