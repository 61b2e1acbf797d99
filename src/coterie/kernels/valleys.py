"""How deep the deepest valley in a cloud is: few customers between many on either side are what tells groups apart.

The cloud is looked at along its axes, its principal components and the line between its two halves, then each half in
the same way. Along a line, the valley is what the smoothed counts fall below the lower of the two peaks around it, in
standard deviations of such a fall. Cut pieces of a cloud with one peak have one peak too, so halving makes no valleys.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from coterie.records import Floats

LEAST = 40  # customers in whom a valley can be told from chance
HALVINGS = 3
STEPS = 6
BINS = 64
WIDTHS = (2.0, 4.0)  # of the smoothing, in bins: one for narrow valleys, one for wide ones
NOTHING = 1e-9

_GAPS = np.subtract.outer(np.arange(BINS), np.arange(BINS))
SMOOTHERS = tuple(np.exp(-0.5 * (_GAPS / width) ** 2) for width in WIDTHS)


def deepest_valley(matrix: Floats, halvings: int = HALVINGS) -> float:
    """The depth of the deepest valley, in standard deviations; 0 where there are too few rows to tell.

    >>> line = np.linspace(-1, 1, 100)[:, None]
    >>> deepest_valley(line) < 1, round(deepest_valley(np.vstack([line, line + 4])))
    (True, 6)
    """
    if len(matrix) < LEAST:
        return 0.0
    centered = matrix - matrix.mean(axis=0)
    lines = _lines(centered)
    if not lines.shape[1]:
        return 0.0
    upper = _upper_half(centered, lines)
    halves = [matrix[upper], matrix[~upper]]
    between = centered[upper].mean(axis=0) - centered[~upper].mean(axis=0)
    depth = float(valleys(np.column_stack([lines, centered @ between])).max())
    return max([depth, *(deepest_valley(half, halvings - 1) for half in halves if halvings)])


def _lines(centered: Floats) -> Floats:
    """The rows as seen along each axis and each principal component in which they differ."""
    spread = centered.std(axis=0)
    variance, components = np.linalg.eigh(centered.T @ centered / len(centered))
    axes = centered[:, spread > NOTHING * spread.max()]
    return np.hstack([axes, centered @ components[:, variance > NOTHING * variance.max()]])


def _upper_half(centered: Floats, lines: Floats) -> NDArray[np.bool_]:
    """Two groups by a few steps of k-means, beginning with the halves along the line that takes away most of the sum of squares."""
    above = lines > 0
    count, total = above.sum(axis=0), np.where(above, lines, 0.0).sum(axis=0)
    upper = above[:, int((total**2 / count + total**2 / (len(lines) - count)).argmax())]
    for _ in range(STEPS):
        one, other = centered[upper].mean(axis=0), centered[~upper].mean(axis=0)
        moved = centered @ (one - other) > (one + other) / 2 @ (one - other)
        if moved.all() or not moved.any() or (moved == upper).all():
            break
        upper = moved
    return np.asarray(upper)


def valleys(lines: Floats) -> Floats:
    """The depth of the deepest valley of each column, in standard deviations of a difference of such counts."""
    low, columns = lines.min(axis=0), lines.shape[1]
    bins = np.minimum(((lines - low) / (lines.max(axis=0) - low) * BINS).astype(np.int64), BINS - 1)
    counts = np.bincount((bins + np.arange(columns) * BINS).ravel(), minlength=columns * BINS).reshape(columns, BINS)
    deepest = np.zeros(columns)
    for smoother in SMOOTHERS:
        smooth, middle = counts @ smoother, smoother[BINS // 2]
        left = np.maximum.accumulate(smooth, axis=1)
        right = np.maximum.accumulate(smooth[:, ::-1], axis=1)[:, ::-1]
        rim = np.minimum(left, right)
        noise = np.sqrt(2 * rim * (middle**2).sum() / middle.sum())
        deepest = np.maximum(deepest, ((rim - smooth) / np.maximum(noise, NOTHING)).max(axis=1))
    return deepest
