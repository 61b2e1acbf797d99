"""The best matching of rows with columns: each row gets a column of its own, so that the total worth is as large as can be."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from coterie.records import Floats, Integers


def best_columns(worth: Floats) -> Integers:
    """The column of every row, no column twice; −1 for a row that goes without, where there are more rows than columns.

    Rows are placed one after the other, each by a cheapest chain of moves of those before it (Jonker and Volgenant, as
    Crouse gives it): O(n³), and for the tables of names and segments that come here quicker than importing SciPy.

    >>> best_columns(np.array([[3.0, 2.0], [3.0, 0.0]]))
    array([1, 0])
    """
    if worth.shape[0] > worth.shape[1]:
        found = np.full(worth.shape[0], -1, dtype=np.int64)
        found[best_columns(worth.T)] = np.arange(worth.shape[1])
        return found
    return _matched(-np.asarray(worth, dtype=float))


def _matched(cost: Floats) -> Integers:
    """The cheapest column for every row, where there are at least as many columns."""
    of_row, of_column = np.full(cost.shape[0], -1), np.full(cost.shape[1], -1)
    prices = np.zeros(cost.shape[1])
    for start in range(len(cost)):
        end, before, reach = _chain(cost, prices, of_column, start)
        prices -= np.maximum(reach[end] - reach, 0.0)
        while end >= 0:  # the rows of the chain move on, each to the column after its own
            row = int(before[end])
            of_column[end], of_row[row], end = row, end, int(of_row[row])
    return of_row


def _chain(cost: Floats, prices: Floats, of_column: Integers, start: int) -> tuple[int, Integers, Floats]:
    """The cheapest chain of moves that makes room for a row: the free column where it ends, and per column the row before
    it and what reaching it costs (no less than reaching the end, where the chain need not go)."""
    reach, before, seen = np.full(len(prices), np.inf), np.full(len(prices), -1), np.zeros(len(prices), dtype=bool)
    row, column, least = start, -1, 0.0
    while True:
        own = 0.0 if row == start else cost[row, column] - prices[column]
        through = least + cost[row] - prices - own
        shorter = ~seen & (through < reach)
        reach[shorter], before[shorter] = through[shorter], row
        near = np.flatnonzero(~seen & (reach == reach[~seen].min()))
        free = near[of_column[near] < 0]
        if len(free):  # among equals, one that ends the chain
            return int(free[0]), before, reach
        column = int(near[0])
        seen[column], least, row = True, float(reach[column]), int(of_column[column])
