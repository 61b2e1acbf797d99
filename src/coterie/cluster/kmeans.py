"""Round groups about their means (k-means): the smallest sum of squares that several random starts find."""

from __future__ import annotations

import warnings
from numbers import Integral
from typing import TYPE_CHECKING, Any, ClassVar, Self

import numpy as np
from sklearn.utils._param_validation import Interval

from coterie.cluster._base import Method
from coterie.kernels.exchange import exchanged

if TYPE_CHECKING:
    from coterie.kernels.groups import Merged
    from coterie.plan import Plan
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
    _parameter_constraints: ClassVar[dict[str, list[Any]]] = {
        **Method._parameter_constraints,
        "n_init": [Interval(Integral, 1, None, closed="left")],
        "random_state": ["random_state"],
    }

    def __init__(self, n_clusters: int = 5, *, n_init: int = 10, random_state: Any = 0) -> None:
        self.n_clusters = n_clusters
        self.n_init = n_init
        self.random_state = random_state

    @classmethod
    def planned(cls, plan: Plan) -> Self:
        """The number of starts and the seed come from the plan."""
        return cls(n_init=plan.starts, random_state=plan.seed)

    def _partition(self, points: Merged, prepared: None) -> Integers:
        """scikit-learn's k-means to full convergence (NumPy cannot be as fast), then the exchange of single points."""
        from sklearn.cluster import KMeans as Lloyd
        from sklearn.exceptions import ConvergenceWarning

        lloyd = Lloyd(self.n_clusters, n_init=self.n_init, random_state=self.random_state, max_iter=300, tol=0.0)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)  # rows a rounding error apart: fewer groups, which the caller sees
            found = lloyd.fit(points.mean, sample_weight=points.weight).labels_
        return exchanged(points.mean, points.weight, np.asarray(found, dtype=np.int64))


MEMBER = KMeans
