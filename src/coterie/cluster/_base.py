"""What all methods share. A new method is a file that subclasses `Method`, writes `_partition` and assigns MEMBER.

`_partition` gets distinct weighted points in lexicographic order and gives each a label; any integers will do, −1 is
noise, which at least one point is not. The base does the rest: weights and identical rows, the numbering of the groups,
prototypes, `predict`, and one fit for each k. Noise is no prototype, so `predict` gives everyone a group.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from copy import deepcopy
from typing import TYPE_CHECKING, Any, ClassVar, Self

import numpy as np
from threadpoolctl import threadpool_limits

from coterie.cluster._estimator import Estimator
from coterie.kernels.groups import Merged, canonical, groups, merged
from coterie.kernels.nearest import nearest

if TYPE_CHECKING:
    from coterie.plan import Plan
    from coterie.records import Floats, Integers


class Method(Estimator):
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
    counts: ClassVar[tuple[str, ...]] = ("n_clusters",)
    n_clusters: int

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
        rows, weight = self._checked(X, sample_weight)
        points = merged(rows, weight, scatter)
        with threadpool_limits(limits=1):  # more threads would change the order of sums
            return self._settle(rows, points, self._prepare(points))

    def fit_predict(self, X: Any, y: Any = None, sample_weight: Any = None) -> Integers:
        """Find the groups, and give each row's label."""
        return self.fit(X, sample_weight=sample_weight).labels_

    def predict(self, X: Any) -> Integers:
        """The label of the nearest prototype; among equally near ones, the first."""
        return self.labels_of(self._checked_anew(X))

    def sweep(self, rows: Floats, ks: Iterable[int], sample_weight: Floats, scatter: Floats | None = None) -> list[Self]:
        """One fitted copy for each k (just one copy, if the method finds k itself), of rows that are known to be sound."""
        points = merged(rows, sample_weight, scatter)
        copies = [self._copy(n_clusters=k) for k in ks] if self.by_k else [self._copy()]
        with threadpool_limits(limits=1):
            prepared = self._prepare(points)
            return [copy._settle(rows, points, prepared) for copy in copies]

    def labels_of(self, rows: Floats) -> Integers:
        """What `predict` says, of rows that are known to be sound."""
        found: Integers = self.prototype_labels_[nearest(rows, self.prototypes_)]
        return found

    def _copy(self, **changed: Any) -> Self:
        """The same method, not fitted."""
        return type(self)(**{**deepcopy(self.get_params()), **changed})

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
            own = nearest(mean, found.mean, threads=1)
        self.inertia_ = float(found.within.sum())
        self.n_features_in_ = rows.shape[1]
        numbered = np.full(len(labels), -1, dtype=np.int64)
        numbered[real] = own
        self.labels_ = numbered[points.place]
        weightless = points.place < 0
        if weightless.any():
            self.labels_[weightless] = self.labels_of(rows[weightless])
        return self
