"""Groups about customers that there are, who stand for them (k-medoids)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from coterie.cluster._base import STARTS, K, Method
from coterie.kernels.groups import groups
from coterie.kernels.lloyd import Ground, best_of_starts, generator, ground
from coterie.kernels.medoids import swapped
from coterie.kernels.nearest import nearest_rows, squared_distances
from coterie.records import Prototypes

if TYPE_CHECKING:
    from coterie.kernels.groups import Merged
    from coterie.records import Floats


class KMedoids(Method):
    """The k customers from whom all others are, in sum, least far away (PAM, from the groups of k-means).

    >>> KMedoids(2).fit([[0.0], [1.0], [5.0], [60.0], [61.0], [90.0]]).prototypes_.mean.ravel()
    array([ 1., 61.])
    """

    title = "k-medoids"
    when = "When a real customer should stand for each segment, and a few extreme ones should move nothing."
    weights = "exact: a point of weight w counts as w customers; where a point stands for unlike ones, the customer nearest to it is taken"
    medoid = True
    largest = 3_000
    settings = (K, STARTS)

    def __init__(self, n_clusters: int = 5, *, n_init: int = 10, random_state: Any = 0) -> None:
        self.n_clusters = n_clusters
        self.n_init = n_init
        self.random_state = random_state

    def _prepare(self, points: Merged) -> tuple[Ground, Floats]:
        """The points as the start wants them, and all distances."""
        return ground(points.mean, points.weight), np.sqrt(squared_distances(points.mean, points.mean))

    def _partition(self, points: Merged, prepared: tuple[Ground, Floats]) -> Prototypes:
        """The medoids."""
        random = generator(self.random_state)
        start = best_of_starts(prepared[0], self.n_clusters, self.n_init, random)
        labels = np.unique(start, return_inverse=True)[1]
        middles = np.unique(nearest_rows(points.mean, groups(points.mean, points.weight, labels).mean))
        found = swapped(prepared[1], points.weight, middles)
        return Prototypes(points.mean[found], np.arange(len(found)))


MEMBER = KMedoids
