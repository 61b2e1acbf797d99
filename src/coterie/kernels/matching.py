"""Which groups of now are which groups of then, told by how many members they share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from coterie.kernels.assignment import best_columns

if TYPE_CHECKING:
    from coterie.records import Integers


def matched(shared: Integers, now: Integers, then: Integers) -> Integers:
    """The group of then (a column) that each group of now (a row) is, −1 for none; no column twice.

    `shared` counts the members of both, `now` and `then` how many each has in all. Two can be the same only if they share
    half of the smaller one's members. Among all ways to pair such, the one with the largest total overlap is taken; the
    overlap is Jaccard's: members of both, as a share of those of either.

    >>> matched(np.array([[0, 9], [8, 1]]), np.array([9, 9]), np.array([8, 10]))
    array([1, 0])
    """
    either = np.maximum(now[:, None] + then - shared, 1)
    alike = (shared > 0) & (2 * shared >= np.minimum(now[:, None], then))
    worth = np.where(alike, shared / either, 0.0)
    if not worth.size:
        return np.full(len(now), -1, dtype=np.int64)
    found = best_columns(worth)
    return np.where(worth[np.arange(len(now)), found] > 0, found, -1)


def mostly(shared: Integers, whole: Integers) -> Integers:
    """The column that at least half of each row's members are in, −1 where there is none.

    >>> mostly(np.array([[5, 1], [2, 2], [1, 1]]), np.array([6, 4, 9]))
    array([ 0,  0, -1])
    """
    if not shared.size:
        return np.full(len(whole), -1, dtype=np.int64)
    most = shared.argmax(axis=1)
    count = shared[np.arange(len(whole)), most]
    return np.where((count > 0) & (2 * count >= whole), most, -1)
