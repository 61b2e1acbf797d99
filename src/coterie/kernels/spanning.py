"""The shortest tree that connects all points: what single linkage and the density methods cut through."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from coterie.kernels.tree import Tree

if TYPE_CHECKING:
    from coterie.records import Floats, Integers


def spanning_tree(mean: Floats, core: Floats | None = None) -> Tree:
    """The edges of the tree (Prim), the shortest first, as merges of groups: O(n²) time, O(n) memory.

    With `core`, two points are never nearer than the core distance of either (the mutual reachability of HDBSCAN).

    >>> spanning_tree(np.array([[0.0], [1.0], [9.0]])).height
    array([1., 8.])
    """
    count, sides = len(mean), np.ascontiguousarray(mean.T)
    reach, before = np.full(count, np.inf), np.zeros(count, dtype=np.int64)
    away = np.zeros(count)  # infinite for points of the tree
    edges, lengths = np.empty((count - 1, 2), dtype=np.int64), np.empty(count - 1)
    last = 0
    for step in range(count - 1):
        away[last] = np.inf
        gaps = np.sqrt(sum(((side - side[last]) ** 2 for side in sides), start=np.zeros(count)))
        if core is not None:
            gaps = np.maximum(np.maximum(gaps, core), core[last])
        shorter = gaps < reach
        reach[shorter], before[shorter] = gaps[shorter], last
        last = int((reach + away).argmin())
        edges[step], lengths[step] = (before[last], last), reach[last]
    order = np.argsort(lengths, kind="stable")
    return Tree(_joined(edges[order], count), lengths[order])


def _joined(edges: Integers, count: int) -> Integers:
    """Edges as merges: each pair names two groups by their lowest points."""
    lowest = list(range(count))

    def root(point: int) -> int:
        while lowest[point] != point:
            lowest[point] = lowest[lowest[point]]
            point = lowest[point]
        return point

    pairs = np.empty_like(edges)
    for step, (one, other) in enumerate(edges.tolist()):
        low, high = sorted((root(one), root(other)))
        pairs[step], lowest[high] = (low, high), low
    return pairs
