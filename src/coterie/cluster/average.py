"""Average linkage: groups joined two by two, each time the two whose customers lie nearest on average."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coterie.cluster._hierarchy import Hierarchy
from coterie.kernels.tree import Tree, average_tree

if TYPE_CHECKING:
    from coterie.kernels.groups import Merged


class Average(Hierarchy):
    """Agglomerative clustering with average linkage (UPGMA); far-off customers stay groups of their own.

    >>> Average(2).fit([[0.0], [1.0], [9.0]], sample_weight=[1, 1, 5]).labels_
    array([1, 1, 0])
    """

    title = "Average linkage"
    when = "When groups may differ in size and spread, and a few odd customers may be a group of their own."
    weights = "exact: a point of weight w counts as w customers in the mean distance; the scatter inside a point adds no distance"

    def _prepare(self, points: Merged) -> Tree:
        """The whole tree; every k is a cut through it."""
        return average_tree(points.mean, points.weight)


MEMBER = Average
