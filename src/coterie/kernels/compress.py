"""Customers as weighted points: a k-d tree that splits at the mean of its widest side.

The cell with the widest side is split first, until the budget is spent or every cell holds identical customers only.
Every split depends on values alone, so identical customers always stay together, and what decides (sides, means) is
rounded far above floating noise, so the order of the customers does not matter.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from coterie.records import Points

if TYPE_CHECKING:
    from coterie.records import Floats, Integers

GRID = 2.0**30
CHUNK = 1 << 14


@dataclass(frozen=True)
class _Cell:
    """A stretch of customers that lie side by side: from `start` up to `stop`."""

    start: int
    stop: int
    low: Floats
    high: Floats
    mean: Floats
    spread: Floats  # within sum of squares of each side, rounded

    @property
    def alike(self) -> bool:
        """Whether all customers in it are identical."""
        return bool((self.low == self.high).all())


def compress(matrix: Floats, budget: int) -> Points:
    """At most `budget` weighted points that stand for all rows, each with its mean, weight and scatter.

    >>> points = compress(np.array([[0.0], [1.0], [1.0], [9.0]]), budget=2)
    >>> points.mean.tolist(), points.weight.tolist(), points.cell.tolist(), points.exact
    ([[0.6666666666666666], [9.0]], [3.0, 1.0], [0, 0, 0, 1], False)
    """
    sides = np.array(matrix.T, dtype=float, order="C")  # a copy: it is sorted in place, one side after the other
    rows = np.arange(len(matrix))
    cells = _grow(sides, rows, budget)
    cells.sort(key=lambda c: tuple(c.low))  # no two cells share it, and unlike means it has no floating noise
    cell = np.empty(len(matrix), dtype=np.int64)
    for number, c in enumerate(cells):
        cell[rows[c.start : c.stop]] = number
    return Points(
        mean=np.array([c.mean for c in cells]),
        weight=np.array([float(c.stop - c.start) for c in cells]),
        scatter=np.array([_scatter(sides, c) for c in cells]),
        cell=cell,
        exact=all(c.alike for c in cells),
    )


def _grow(sides: Floats, rows: Integers, budget: int) -> list[_Cell]:
    """Split the widest cell until there are `budget` cells, or nothing is left to split."""
    whole = _measured(sides, 0, len(rows))
    heap: list[tuple[float, int, _Cell]] = [] if whole.alike else [(0.0, 0, whole)]
    done = [whole] if whole.alike else []
    born = 0  # breaks ties: cells are born in an order that depends on values alone
    while heap and len(heap) + len(done) < budget:
        for child in _halves(sides, rows, heapq.heappop(heap)[2]):
            born += 1
            if child.alike:
                done.append(child)
            else:
                heapq.heappush(heap, (-float(child.spread.max()), born, child))
    return done + [c for _, _, c in heap]


def _measured(sides: Floats, start: int, stop: int) -> _Cell:
    """The cell over a stretch, with what a split needs to know."""
    block = sides[:, start:stop]
    low, high = block.min(axis=1), block.max(axis=1)
    mean = np.clip(block.mean(axis=1), low, high)  # the mean of equal values is that value, to the last bit
    spread = sum((np.einsum("is,is->i", d, d) for d in _deviations(block, mean)), start=np.zeros(len(sides)))
    return _Cell(start, stop, low, high, mean, _rounded(spread))


def _deviations(block: Floats, mean: Floats) -> Iterator[Floats]:
    """Deviations from the mean, a bounded number of customers at a time, so that they stay in the processor's cache."""
    for start in range(0, block.shape[1], CHUNK):
        yield block[:, start : start + CHUNK] - mean[:, None]


def _halves(sides: Floats, rows: Integers, cell: _Cell) -> tuple[_Cell, _Cell]:
    """Sort a cell's customers into those below and above the mean of its widest side."""
    widest = int(np.argmax(cell.spread if cell.spread.max() > 0 else cell.high - cell.low))
    low, high = cell.low[widest], cell.high[widest]
    threshold = low + np.rint((cell.mean[widest] - low) / (high - low) * GRID) / GRID * (high - low)
    stretch = slice(cell.start, cell.stop)
    below = sides[widest, stretch] <= (threshold if threshold < high else low)
    order = np.concatenate([np.flatnonzero(below), np.flatnonzero(~below)])
    for side in sides:
        side[stretch] = side[stretch][order]
    rows[stretch] = rows[stretch][order]
    middle = cell.start + int(np.count_nonzero(below))
    return _measured(sides, cell.start, middle), _measured(sides, middle, cell.stop)


def _scatter(sides: Floats, cell: _Cell) -> Floats:
    """The sum of outer products of the deviations from the mean. Not BLAS: its sums depend on the threads."""
    products = (np.einsum("is,js->ij", d, d) for d in _deviations(sides[:, cell.start : cell.stop], cell.mean))
    return sum(products, start=np.zeros((len(sides), len(sides))))


def _rounded(values: Floats) -> Floats:
    """Values rounded to 30 binary digits, so that noise in the last ones decides nothing."""
    mantissa, exponent = np.frexp(values)
    rounded: Floats = np.ldexp(np.rint(mantissa * GRID) / GRID, exponent)
    return rounded
