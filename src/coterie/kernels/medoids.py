"""k-medoids on a matrix of distances: medoids swapped with other points for as long as that lowers the sum (PAM).

All swaps of a block of points with all medoids are valued at once, as FastPAM does, and the best of the block is made.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from coterie.records import Floats, Integers

BLOCK = 256
LEAST = 1e-12  # of the sum: rounding alone swaps nothing


def swapped(gaps: Floats, weight: Floats, medoids: Integers) -> Integers:
    """The medoids when no single swap lowers the weighted sum of the distances from the nearest one.

    >>> gaps = abs(np.subtract.outer([0.0, 1.0, 2.0, 9.0], [0.0, 1.0, 2.0, 9.0]))
    >>> swapped(gaps, np.ones(4), np.array([0, 1])).tolist()
    [3, 1]
    """
    medoids, idle, start = medoids.copy(), 0, 0
    own, near, second = _nearest_two(gaps, medoids)
    while idle < len(gaps):
        block = slice(start, start + BLOCK)
        change = _changes(gaps[block], weight, own, near, second)
        point, medoid = np.unravel_index(int(change.argmin()), change.shape)
        idle += len(change)
        if change[point, medoid] < -LEAST * float(weight @ near):
            medoids[medoid], idle = start + point, 0
            own, near, second = _nearest_two(gaps, medoids)
        start = block.stop if block.stop < len(gaps) else 0
    return medoids


def _nearest_two(gaps: Floats, medoids: Integers) -> tuple[Integers, Floats, Floats]:
    """For every point the place of its nearest medoid, the distance from it, and that from the next one."""
    apart = gaps[medoids]
    own, points = apart.argmin(axis=0), np.arange(len(gaps))
    near = apart[own, points].copy()
    apart[own, points] = np.inf
    return own, near, apart.min(axis=0)


def _changes(gaps: Floats, weight: Floats, own: Integers, near: Floats, second: Floats) -> Floats:
    """Points of a block × medoids: how the sum changes when the point takes the medoid's place."""
    joining = np.minimum(gaps - near, 0.0) @ weight
    # Who loses its medoid goes to the new one, or to its second; who is nearer to the new one is counted in `joining`.
    losing = (np.minimum(np.maximum(gaps, near), np.minimum(second, np.finfo(float).max)) - near) * weight
    changes: Floats = joining[:, None] + losing @ np.eye(int(own.max()) + 1)[own]
    return changes
