"""Complete linkage: groups joined two by two, each time the two whose farthest customers lie nearest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coterie.cluster._hierarchy import Hierarchy
from coterie.kernels.tree import Tree, complete_tree

if TYPE_CHECKING:
    from coterie.kernels.groups import Merged


class Complete(Hierarchy):
    """Agglomerative clustering with complete linkage: no two customers of a group are farther apart than they must be.

    >>> Complete(2).fit([[0.0], [1.0], [9.0]], sample_weight=[1, 1, 5]).labels_
    array([1, 1, 0])
    """

    title = "Complete linkage"
    when = "When no customer of a segment may differ much from any other, at the price of uneven sizes."
    weights = "ignored, as they must be: many customers in one place are no farther from others than one; the scatter is ignored too"

    def _prepare(self, points: Merged) -> Tree:
        """The whole tree; every k is a cut through it."""
        return complete_tree(points.mean)


MEMBER = Complete
