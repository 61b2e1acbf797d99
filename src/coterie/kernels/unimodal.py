"""Customers as they would be without groups: the same spread, skew and correlations, but one peak along every axis.

Each axis gets the distribution with one peak that is nearest to its own histogram; correlations are those of the ranks
(a Gaussian copula). What is drawn differs from the customers in nothing but what more than one peak would add.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from coterie.records import Floats

MOST_BINS = 64
GRID = np.linspace(-8.0, 8.0, 2049)
BELOW = np.array([NormalDist().cdf(z) for z in GRID.tolist()])


@dataclass(frozen=True)
class Reference:
    """The distribution that is drawn from: per axis the borders of its bins and the share below each; and a root of the correlations."""

    borders: tuple[Floats, ...]
    shares: tuple[Floats, ...]
    root: Floats

    def draw(self, rows: int, generator: np.random.Generator) -> Floats:
        """So many customers without groups."""
        below = np.interp(generator.standard_normal((rows, len(self.root))) @ self.root.T, GRID, BELOW)
        return np.column_stack([np.interp(below[:, i], self.shares[i], self.borders[i]) for i in range(len(self.root))])


def without_groups(matrix: Floats) -> Reference:
    """The reference for these customers.

    >>> rows = np.random.default_rng(0).exponential(size=(500, 2)) @ np.array([[1.0, 1.0], [0.0, 1.0]])
    >>> drawn = without_groups(rows).draw(5000, np.random.default_rng(1))
    >>> drawn.mean(axis=0).round(1).tolist(), rows.mean(axis=0).round(1).tolist()
    ([1.0, 2.0], [1.0, 2.0])
    """
    bins = int(np.clip(2 * len(matrix) ** (1 / 3), 8, MOST_BINS))
    borders, shares = [], []
    for axis in matrix.T:
        counts, edges = np.histogram(axis, bins)
        upto = np.concatenate([[0.0], np.cumsum(one_peak(counts.astype(float)) + 1e-12)])
        borders.append(edges)
        shares.append(upto / upto[-1])
    scores = np.interp((_ranks(matrix) + 0.5) / len(matrix), BELOW, GRID)
    variance, components = np.linalg.eigh(np.atleast_2d(np.corrcoef(scores.T)))
    return Reference(tuple(borders), tuple(shares), components * np.sqrt(np.maximum(variance, 0.0)))


def one_peak(counts: Floats) -> Floats:
    """The nearest counts, by least squares, that rise to one peak and fall from it.

    >>> one_peak(np.array([1.0, 5.0, 2.0, 4.0, 1.0])).tolist()
    [1.0, 5.0, 3.0, 3.0, 1.0]
    """
    fits = [np.concatenate([_rising(counts[:peak]), _rising(counts[peak:][::-1])[::-1]]) for peak in range(len(counts) + 1)]
    return min(fits, key=lambda fit: round(float(((fit - counts) ** 2).sum()), 6))


def _rising(counts: Floats) -> Floats:
    """The nearest counts that never fall: neighbours that do are given their mean."""
    heights, widths = list[float](), list[int]()
    for count in counts.tolist():
        height, width = count, 1
        while heights and heights[-1] > height:
            last, many = heights.pop(), widths.pop()
            height, width = (height * width + last * many) / (width + many), width + many
        heights.append(height)
        widths.append(width)
    return np.repeat(heights, widths)


def _ranks(matrix: Floats) -> Floats:
    """The rank of each value in its column, from 0 on."""
    return np.argsort(np.argsort(matrix, axis=0, kind="stable"), axis=0, kind="stable").astype(float)
