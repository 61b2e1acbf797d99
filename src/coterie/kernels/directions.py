"""The two directions in which customers differ most: what the map shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from coterie.records import Floats, Points


def directions_of(points: Points) -> tuple[Floats, tuple[Floats, Floats], float]:
    """The middle of all customers, the two directions of the map, and the share of all difference that they show.

    With one or two axes, the axes themselves; else the first two principal components of all customers, whose spread
    is that of the points between each other and inside. The strongest loading of a direction is positive.
    """
    total = points.weight.sum()
    center = (points.weight[:, None] * points.mean).sum(axis=0) / total
    d = len(center)
    if d <= 2:
        unit = np.eye(2)[:, :d]
        return np.zeros(d), (unit[0], unit[1]), 1.0
    apart = points.mean - center
    spread = np.einsum("n,ni,nj->ij", points.weight, apart, apart) + points.scatter.sum(axis=0)
    values, vectors = np.linalg.eigh(spread / total)
    first, second = (_facing(vectors[:, -place]) for place in (1, 2))
    return center, (first, second), float(values[-2:].sum() / values.sum()) if values.sum() > 0 else 1.0


def _facing(direction: Floats) -> Floats:
    """The direction with its strongest loading positive; the first one where two are equal."""
    strongest = int(np.argmax(np.round(np.abs(direction), 9)))
    return direction if direction[strongest] > 0 else -direction


def projected(matrix: Floats, center: Floats, directions: tuple[Floats, ...]) -> Floats:
    """Rows by their coordinates along the directions (rows × directions), summed in one order whatever the machine's threads.

    >>> projected(np.array([[3.0, 1.0]]), np.array([1.0, 1.0]), (np.array([1.0, 0.0]), np.array([0.0, 1.0])))
    array([[2., 0.]])
    """
    result = np.zeros((len(matrix), len(directions)))
    for place, direction in enumerate(directions):
        for axis, load in enumerate(direction):
            result[:, place] += (matrix[:, axis] - center[axis]) * load
    return result
