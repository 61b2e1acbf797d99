"""Groups of weighted points: identical rows merged, and what each group weighs, where it lies and how wide it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from coterie.records import Points

if TYPE_CHECKING:
    from coterie.records import Floats, Integers


@dataclass(frozen=True)
class Merged:
    """Distinct rows in lexicographic order, so that the order in which rows came cannot matter.

    `place` says, for each row as it came, which distinct row it is; −1 for a row without weight.
    """

    mean: Floats
    weight: Floats
    scatter: Floats | None
    place: Integers

    @property
    def spread(self) -> Floats:
        """The sum of squares inside each point: the trace of its scatter."""
        return traces(self.scatter) if self.scatter is not None else np.zeros(len(self.weight))


@dataclass(frozen=True)
class Groups:
    """Per label: the weight, the mean, and the sum of squared distances from it."""

    weight: Floats
    mean: Floats
    within: Floats


def merged(matrix: Floats, weight: Floats, scatter: Floats | None = None) -> Merged:
    """Rows without weight left out, identical rows made one; weights are summed in a fixed order.

    >>> merged(np.array([[2.0], [1.0], [2.0]]), np.array([1.0, 1.0, 3.0])).weight
    array([1., 4.])
    """
    matrix = matrix + 0.0  # −0 becomes 0: both are the same place
    order = np.lexsort((weight, *matrix.T[::-1]))
    order = order[weight[order] > 0]
    rows = matrix[order]
    starts = np.flatnonzero(np.r_[True, (rows[1:] != rows[:-1]).any(axis=1)][: len(rows)])
    place = np.full(len(matrix), -1, dtype=np.int64)
    place[order] = np.repeat(np.arange(len(starts)), np.diff(np.r_[starts, len(rows)]))
    inner = None if scatter is None else np.add.reduceat(scatter[order], starts, axis=0)
    return Merged(rows[starts], np.add.reduceat(weight[order], starts), inner, place)


def traces(scatter: Floats) -> Floats:
    """The trace of each matrix in a stack.

    >>> traces(np.array([[[1.0, 5.0], [5.0, 2.0]]]))
    array([3.])
    """
    found: Floats = np.trace(scatter, axis1=1, axis2=2)
    return found


def groups(mean: Floats, weight: Floats, labels: Integers, spread: Floats | None = None) -> Groups:
    """What each label 0, 1, 2… amounts to; `spread` is the sum of squares inside each point.

    >>> groups(np.array([[0.0], [4.0]]), np.array([3.0, 1.0]), np.array([0, 0])).within
    array([12.])
    """
    count = int(labels.max()) + 1

    def total(values: Floats) -> Floats:
        return np.bincount(labels, weights=values, minlength=count).astype(float)

    heavy = total(weight)
    middle = np.column_stack([total(weight * axis) for axis in mean.T]) / np.where(heavy > 0, heavy, 1.0)[:, None]
    within = total(weight * ((mean - middle[labels]) ** 2).sum(axis=1))
    return Groups(heavy, middle, within if spread is None else within + total(spread))


def canonical(labels: Integers, found: Groups) -> Integers:
    """Labels renumbered: the heaviest group first, equally heavy ones by their means; −1 (noise) stays.

    >>> rows, weight, labels = np.array([[0.0], [1.0], [9.0]]), np.ones(3), np.array([1, 0, 0])
    >>> canonical(labels, groups(rows, weight, labels))
    array([1, 0, 0])
    """
    order = np.lexsort((*found.mean.T[::-1], -found.weight))
    number = np.empty(len(order) + 1, dtype=np.int64)
    number[order], number[-1] = np.arange(len(order)), -1
    return number[labels]


def regrouped(matrix: Floats, cell: Integers, *, exact: bool) -> Points:
    """The weighted points that customers amount to when each is in the cell given for it.

    >>> regrouped(np.array([[0.0], [1.0], [5.0]]), np.array([0, 0, 1]), exact=False).scatter.ravel()
    array([0.5, 0. ])
    """
    found = groups(matrix, np.ones(len(matrix)), cell)
    gaps = matrix - found.mean[cell]
    scatter = np.zeros((len(found.weight), matrix.shape[1], matrix.shape[1]))
    for i, j in zip(*np.triu_indices(matrix.shape[1]), strict=True):
        scatter[:, i, j] = scatter[:, j, i] = np.bincount(cell, weights=gaps[:, i] * gaps[:, j])
    return Points(found.mean, found.weight, scatter, cell, exact)
