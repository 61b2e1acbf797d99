"""Ward's hierarchy: groups joined two by two, each time the two that blur least."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coterie.cluster._hierarchy import Hierarchy
from coterie.kernels.tree import Tree, ward_tree

if TYPE_CHECKING:
    from coterie.kernels.groups import Merged


class Ward(Hierarchy):
    """Ward's agglomerative clustering; one tree serves every k, so groups of k + 1 are those of k with one split.

    >>> Ward(2).fit([[0.0], [1.0], [9.0]], sample_weight=[1, 1, 5]).labels_
    array([1, 1, 0])
    """

    title = "Ward"
    when = "When groups should nest, so that few broad segments divide into finer ones."
    weights = "exact: a point of weight w counts as w customers that were joined before"

    def _prepare(self, points: Merged) -> Tree:
        """The whole tree; every k is a cut through it."""
        return ward_tree(points.mean, points.weight)


MEMBER = Ward
