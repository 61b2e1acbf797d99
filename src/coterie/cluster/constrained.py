"""Limits on the size of round groups (k-means): no segment with fewer customers than needed, none with more than can be served."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

import numpy as np

from coterie.cluster._base import STARTS, K, Method, Setting
from coterie.kernels.groups import groups
from coterie.kernels.limits import priced
from coterie.kernels.lloyd import Ground, best_of_starts, generator, ground
from coterie.kernels.nearest import squared_distances
from coterie.records import Prototypes

if TYPE_CHECKING:
    from coterie.kernels.groups import Merged

MOST = 20


class Constrained(Method):
    """k-means in which every group holds between `least` and `most` customers, at the smallest sum of squares for its means.

    >>> Constrained(2, least=3).fit([[0.0], [1.0], [2.0], [8.0], [30.0], [31.0]]).labels_
    array([0, 0, 0, 1, 1, 1])
    """

    title = "k-means with limits"
    when = "When a segment must be worth a campaign of its own, or must not be larger than a team can look after."
    weights = "exact, but a point of weight w goes to one side as a whole: customers that are the same are never divided"
    settings = (
        K,
        STARTS,
        Setting("least", "The fewest customers in a segment; found: half of an equal share.", whole=True, least=1, found=True),
        Setting(
            "most", "The most customers in a segment; found: twice an equal share, or what `least` leaves.", whole=True, least=1, found=True
        ),
    )

    def __init__(
        self, n_clusters: int = 5, *, n_init: int = 10, least: int | None = None, most: int | None = None, random_state: Any = 0
    ) -> None:
        self.n_clusters = n_clusters
        self.n_init = n_init
        self.least = least
        self.most = most
        self.random_state = random_state

    def impossible(self, customers: float) -> str:
        """The limits that so many customers cannot keep."""
        if self.least is not None and self.least * self.n_clusters > customers:
            return f"No {self.n_clusters} segments of at least {self.least:,} customers: there are only {customers:,.0f}."
        if self.most is not None and self.most * self.n_clusters < customers:
            return f"No {self.n_clusters} segments of at most {self.most:,} customers: there are {customers:,.0f}."
        return ""

    def _prepare(self, points: Merged) -> Ground:
        """The points as the start wants them, for every k."""
        return ground(points.mean, points.weight)

    def _partition(self, points: Merged, prepared: Ground) -> Prototypes:
        """Means and prices in turn, until nobody moves; at last the prices for the last means alone."""
        random = generator(self.random_state)
        labels = best_of_starts(prepared, self.n_clusters, self.n_init, random)
        self.limits_ = self._limits(float(points.weight.sum()))
        prices, none = np.zeros(self.n_clusters), np.zeros(self.n_clusters)
        for _ in range(MOST):
            middles = groups(points.mean, points.weight, labels).mean
            cost = squared_distances(middles, points.mean)
            prices = priced(cost, points.weight, self.limits_, prices)
            before, labels = labels, (cost + prices[:, None]).argmin(axis=0)
            if (labels == before).all() or len(np.unique(labels)) < self.n_clusters:
                break
        return Prototypes(middles, np.arange(self.n_clusters), cost=priced(cost, points.weight, self.limits_, none))

    def _limits(self, customers: float) -> tuple[float, float]:
        """The limits that were given, or those found."""
        share = customers / self.n_clusters
        most = float(np.ceil(2 * share) if self.most is None else self.most)
        least = float(min(np.floor(share / 2), most) if self.least is None else self.least)
        if reason := self.impossible(customers):
            warnings.warn(f"{reason} The segments are as equal as can be.", stacklevel=5)
        return min(least, np.floor(share)), max(most, least, np.ceil(share))


MEMBER = Constrained
