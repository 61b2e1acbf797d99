"""Gaussian mixture: overlapping clouds, each with a width and a direction of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from coterie.cluster._base import STARTS, K, Method, Setting
from coterie.kernels.lloyd import Ground, best_of_starts, generator, ground
from coterie.kernels.mixture import fitted
from coterie.kernels.moments import mean_variance
from coterie.records import Prototypes

if TYPE_CHECKING:
    from coterie.kernels.groups import Merged


class GaussianMixture(Method):
    """A mixture of normal distributions with full covariances, from the start that k-means gives.

    >>> GaussianMixture(2).fit([[0.0], [1.0], [8.0], [9.0]]).labels_
    array([0, 0, 1, 1])
    """

    title = "Gaussian mixture"
    when = "When segments overlap, differ in width or stretch along a line, and it matters how sure each customer's segment is."
    weights = "exact: a point of weight w counts as w customers, with the scatter inside it in every covariance"
    sure = "the probability of the segment, for a customer drawn from the mixture"
    settings = (
        K,
        STARTS,
        Setting("ridge", "What is added to every variance, as a share of the mean variance: no cloud is flatter.", least=0, above=True),
    )

    def __init__(self, n_clusters: int = 5, *, n_init: int = 10, ridge: float = 1e-6, random_state: Any = 0) -> None:
        self.n_clusters = n_clusters
        self.n_init = n_init
        self.ridge = ridge
        self.random_state = random_state

    def _prepare(self, points: Merged) -> Ground:
        """The points as the start wants them, for every k."""
        return ground(points.mean, points.weight)

    def _partition(self, points: Merged, prepared: Ground) -> Prototypes:
        """The components: where each lies, its shape, and what its share and its width make of the distance."""
        random = generator(self.random_state)
        start = best_of_starts(prepared, self.n_clusters, self.n_init, random)
        ridge = self.ridge * (mean_variance(points.mean, points.weight, points.spread) or 1.0)
        found = fitted(points, start, ridge)
        return Prototypes(found.mean, np.arange(self.n_clusters), shape=found.shape, cost=found.cost)


MEMBER = GaussianMixture
