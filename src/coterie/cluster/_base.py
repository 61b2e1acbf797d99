"""What all methods share. A new method is a file that subclasses `Method`, writes `_partition` and assigns MEMBER.

`_partition` gets distinct weighted points in lexicographic order and gives each a label; any integers will do, −1 is
noise. Or it gives `Prototypes`, whose labels any row then gets. The base does the rest: weights and identical rows, the
numbering of the groups, prototypes, `predict`, `confidence`, and one fit for each k.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from copy import deepcopy
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar, Self

import numpy as np
from threadpoolctl import threadpool_limits

from coterie.cluster._estimator import STARTS, Estimator, K, Setting
from coterie.kernels.groups import Merged, canonical, groups, merged
from coterie.kernels.nearest import nearest
from coterie.kernels.prototypes import labels_of, surely
from coterie.records import Prototypes

if TYPE_CHECKING:
    from coterie.plan import Plan
    from coterie.records import Floats, Integers

__all__ = ["STARTS", "K", "Method", "Setting"]


STEPS = 10  # of one start, usually


class Method(Estimator):
    """A clustering method as a scikit-learn estimator that takes weights and predicts anyone.

    `title`, `when` (it is the right one), `weights` (how it honours them) and `sure` (what its confidence is) are words for a
    reader. `centroid`: a group is where its mean is nearest; else, a method that gives labels only gives everyone that of the
    nearest fitted point. `by_k`: the method is told how many groups to make. `medoid`: its prototypes are customers.
    `largest`: the most points that it takes, None for any number; a run that has more of them makes so many.
    """

    title: ClassVar[str]
    when: ClassVar[str]
    weights: ClassVar[str]
    sure: ClassVar[str] = "1 on the middle of the own segment, 0 as near to the middle of another"
    rule: ClassVar[bool] = False
    centroid: ClassVar[bool] = False
    medoid: ClassVar[bool] = False
    by_k: ClassVar[bool] = True
    largest: ClassVar[int | None] = None
    settings: ClassVar[tuple[Setting, ...]] = (K,)
    n_clusters: int

    @classmethod
    def planned(cls, plan: Plan) -> Self:
        """The method with what the plan says about it: the number of starts and the seed."""
        said = {"n_init": plan.starts, "random_state": plan.seed}
        return cls(**{name: value for name, value in said.items() if name in cls._defaults()})

    def impossible(self, customers: float) -> str:
        """Why so many customers cannot be grouped like this, where they cannot: a run then leaves this k out."""
        return ""

    def work(self, points: int, ks: Iterable[int]) -> float:
        """About how many distances a sweep over these k looks at: the unit that the plan's budget of work is in."""
        starts = getattr(self, "n_init", None)
        return float(starts * STEPS * points * sum(ks)) if starts else float(points) ** 2

    def _prepare(self, points: Merged) -> Any:
        """What the fits for all k share, such as a tree; nothing by default. It is asked of the one with the largest k."""

    def _partition(self, points: Merged, prepared: Any) -> Integers | Prototypes:
        """The label of every point, or prototypes that give it."""
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
        rows = self._checked_anew(X)
        return labels_of(self.prototypes_, rows)

    def confidence(self, X: Any) -> Floats:
        """How surely each row belongs to the group that `predict` gives it, from 0 to 1; `sure` says what that means."""
        rows = self._checked_anew(X)
        return surely(self.prototypes_, rows, self.centroids_, labels_of(self.prototypes_, rows))[0]

    def sweep(self, rows: Floats, ks: Iterable[int], sample_weight: Floats, scatter: Floats | None = None) -> list[Self]:
        """One fitted copy for each k (just one copy, if the method finds k itself), of rows that are known to be sound."""
        points = merged(rows, sample_weight, scatter)
        copies = [self._copy(n_clusters=k) for k in sorted(ks)] if self.by_k else [self._copy()]
        with threadpool_limits(limits=1):
            prepared = copies[-1]._prepare(points) if copies else None
            return [copy._settle(rows, points, prepared) for copy in copies]

    def _copy(self, **changed: Any) -> Self:
        """The same method, not fitted."""
        return type(self)(**{**deepcopy(self.get_params()), **changed})

    def _settle(self, rows: Floats, points: Merged, prepared: Any) -> Self:
        """Find the groups, number them, and keep labels, prototypes, centroids and the sum of squares within."""
        found: Integers | Prototypes = np.arange(len(points.weight))
        if self.by_k and len(points.weight) < self.n_clusters:
            few = len(points.weight)
            warnings.warn(f"Only {few} distinct rows: that many groups instead of {self.n_clusters}.", stacklevel=3)
        else:
            found = self._partition(points, prepared)
        own = self._number(points, found)
        real = own >= 0
        self.n_features_in_ = rows.shape[1]
        self.inertia_, self.centroids_ = 0.0, np.empty((0, rows.shape[1]))
        if real.any():
            amount = groups(points.mean[real], points.weight[real], own[real], points.spread[real])
            self.inertia_, self.centroids_ = float(amount.within.sum()), amount.mean
        self.labels_ = own[points.place]
        weightless = points.place < 0
        if weightless.any():
            self.labels_[weightless] = labels_of(self.prototypes_, rows[weightless])
        return self

    def _number(self, points: Merged, found: Integers | Prototypes) -> Integers:
        """Keep the prototypes of the groups that points are in, the heaviest group first; and give every point's label."""
        given = isinstance(found, Prototypes)
        prototypes = found if isinstance(found, Prototypes) else Prototypes(points.mean, found)
        labels = labels_of(prototypes, points.mean) if given else prototypes.label.copy()
        real = labels >= 0
        mean, weight = points.mean[real], points.weight[real]
        used, own = np.unique(labels[real], return_inverse=True)
        if len(used):
            number = canonical(np.arange(len(used)), groups(mean, weight, own))
            labels[real] = own = number[own]
            kept = np.isin(prototypes.label, used)
            number = np.append(number, -1)[np.where(kept, np.searchsorted(used, prototypes.label), -1)]
            prototypes = replace(prototypes, label=number).at(kept | (prototypes.label < 0))
        if self.centroid and not given:
            prototypes = Prototypes(groups(mean, weight, own).mean, np.arange(len(used)))
            labels = nearest(points.mean, prototypes.mean, threads=1)
        self.prototypes_ = prototypes
        return labels
