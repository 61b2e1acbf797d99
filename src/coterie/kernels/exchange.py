"""Exchange after k-means: points moved one at a time, for as long as a move lowers the sum of squares (Hartigan)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from coterie.kernels.groups import groups
from coterie.kernels.nearest import squared_distances

if TYPE_CHECKING:
    from coterie.records import Floats, Integers

LEAST = 1e-10
MOST = 2000


def exchanged(mean: Floats, weight: Floats, labels: Integers) -> Integers:
    """Labels that no single move can better. k-means alone stops too early: it ignores that a mean follows its points.

    >>> rows = np.array([[0.0], [4.0], [5.5], [8.0]])  # means 3.2 and 8: each point is at the nearer one
    >>> exchanged(rows, np.ones(4), np.array([0, 0, 0, 1]))
    array([0, 1, 1, 1])
    """
    labels, found = labels.copy(), groups(mean, weight, labels)
    centre, mass = found.mean, found.weight
    leaving, joining = np.empty(len(labels)), np.empty((len(mass), len(labels)))
    changed = list(range(len(mass)))
    for _ in range(MOST):
        for group in changed:
            squares = squared_distances(centre[[group]], mean)[0]
            mine = labels == group
            joining[group] = np.where(mine, np.inf, squares * (weight * mass[group] / (weight + mass[group])))
            left = np.where(mine, mass[group] - weight, 0.0)
            leaving[mine] = np.divide(squares * weight * mass[group], left, out=np.zeros(len(labels)), where=left > 0)[mine]
        gain = leaving - joining.min(axis=0)
        gain[gain <= LEAST * leaving] = 0.0  # rounding alone moves nothing
        point = int(gain.argmax())
        if gain[point] == 0:
            break
        old, new = int(labels[point]), int(joining[:, point].argmin())
        for group, change in ((old, -weight[point]), (new, weight[point])):
            mass[group] += change
            centre[group] += (mean[point] - centre[group]) * (change / mass[group])
        labels[point] = new
        changed = [old, new]
    return labels
