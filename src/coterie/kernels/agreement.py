"""How far two ways of dividing the same customers agree, whatever the segments are called."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from coterie.kernels.assignment import best_columns

if TYPE_CHECKING:
    from coterie.records import Integers


def agreement(one: Integers, other: Integers) -> float:
    """The share of customers in matching segments, matched so that it is as large as can be.

    >>> agreement(np.array([0, 0, 1, 1]), np.array([1, 1, 0, 1]))
    0.75
    """
    _, rows = np.unique(one, return_inverse=True)
    _, columns = np.unique(other, return_inverse=True)
    width = int(columns.max()) + 1
    table = np.bincount(rows * width + columns, minlength=(int(rows.max()) + 1) * width).reshape(-1, width).astype(float)
    matched = best_columns(table)
    both = matched >= 0
    return float(table[both, matched[both]].sum() / len(one))
