"""What all methods share. A new method is a file that subclasses `Method`, writes `_partition` and assigns MEMBER.

`_partition` gets distinct weighted points in lexicographic order and gives each a label; any integers will do, −1 is
noise, which at least one point is not. The base does the rest: weights and identical rows, the numbering of the groups,
prototypes, `predict`, and one fit for each k. Noise is no prototype, so `predict` gives everyone a group.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from numbers import Integral
from typing import TYPE_CHECKING, Any, ClassVar, Self

import numpy as np
from sklearn.base import BaseEstimator, ClusterMixin, clone
from sklearn.utils._param_validation import Interval
from sklearn.utils.validation import _check_sample_weight, check_is_fitted, validate_data
from threadpoolctl import threadpool_limits

from coterie.kernels.groups import Merged, canonical, groups, merged
from coterie.kernels.nearest import nearest

if TYPE_CHECKING:
    from coterie.plan import Plan
    from coterie.records import Floats, Integers


class Method(ClusterMixin, BaseEstimator):  # type: ignore[misc]  # scikit-learn carries no types
    """A clustering method as a scikit-learn estimator that takes weights and predicts anyone.

    `title`, `when` (it is the right one) and `weights` (how it honours them) are words for a reader.
    `centroid`: a group is where its mean is nearest; else a point belongs to the group of the nearest fitted point.
    `by_k`: the method is told how many groups to make. `largest`: the most points that it takes, None for any number.
    """

    title: ClassVar[str]
    when: ClassVar[str]
    weights: ClassVar[str]
    rule: ClassVar[bool] = False
    centroid: ClassVar[bool] = False
    by_k: ClassVar[bool] = True
    largest: ClassVar[int | None] = None
    _parameter_constraints: ClassVar[dict[str, list[Any]]] = {"n_clusters": [Interval(Integral, 1, None, closed="left")]}

    @classmethod
    def planned(cls, plan: Plan) -> Self:
        """The method with what the plan says about it."""
        return cls()

    def _prepare(self, points: Merged) -> Any:
        """What the fits for all k share, such as a tree; nothing by default."""

    def _partition(self, points: Merged, prepared: Any) -> Integers:
        """The label of every point."""
        raise NotImplementedError

    def fit(self, X: Any, y: Any = None, sample_weight: Any = None, scatter: Floats | None = None) -> Self:
        """Find the groups of the rows of `X`.

        `sample_weight` says how many customers each row stands for, `scatter` (rows × columns × columns) the sum of
        outer products of their deviations from it.
        """
        rows, points = self._read(X, sample_weight, scatter)
        with threadpool_limits(limits=1):  # more threads would change the order of sums
            return self._settle(rows, points, self._prepare(points))

    def sweep(self, X: Any, ks: Iterable[int], sample_weight: Any = None, scatter: Floats | None = None) -> list[Self]:
        """One fitted copy for each k (just one copy, if the method finds k itself)."""
        rows, points = self._read(X, sample_weight, scatter)
        copies = [clone(self).set_params(n_clusters=k) for k in ks] if self.by_k else [clone(self)]
        with threadpool_limits(limits=1):
            prepared = self._prepare(points)
            return [copy._settle(rows, points, prepared) for copy in copies]

    def predict(self, X: Any) -> Integers:
        """The label of the nearest prototype; among equally near ones, the first."""
        check_is_fitted(self)
        rows: Floats = validate_data(self, X, reset=False, dtype=np.float64)
        return self.prototype_labels_[nearest(rows, self.prototypes_)]

    def _read(self, X: Any, sample_weight: Any, scatter: Floats | None) -> tuple[Floats, Merged]:
        """The rows, checked, and the distinct points among them."""
        self._validate_params()
        rows: Floats = validate_data(self, X, dtype=np.float64)
        weight = _check_sample_weight(sample_weight, rows, dtype=np.float64, ensure_non_negative=True)
        return rows, merged(rows, weight, scatter)

    def _settle(self, rows: Floats, points: Merged, prepared: Any) -> Self:
        """Find the groups, number them, and keep labels, prototypes and the sum of squares within."""
        labels = np.arange(len(points.weight))
        if self.by_k and len(labels) < self.n_clusters:
            warnings.warn(f"Only {len(labels)} distinct rows: that many groups instead of {self.n_clusters}.", stacklevel=3)
        else:
            labels = self._partition(points, prepared)
        real = labels >= 0
        mean, weight = points.mean[real], points.weight[real]
        own = np.unique(labels[real], return_inverse=True)[1]
        own = canonical(own, groups(mean, weight, own))
        found = groups(mean, weight, own, points.spread[real])
        self.prototypes_, self.prototype_labels_ = mean, own
        if self.centroid:
            self.prototypes_, self.prototype_labels_ = found.mean, np.arange(len(found.weight))
            own = nearest(mean, found.mean)
        self.inertia_ = float(found.within.sum())
        self.n_features_in_ = rows.shape[1]
        numbered = np.full(len(labels), -1, dtype=np.int64)
        numbered[real] = own
        self.labels_ = numbered[points.place]
        weightless = points.place < 0
        if weightless.any():
            self.labels_[weightless] = self.prototype_labels_[nearest(rows[weightless], self.prototypes_)]
        return self
