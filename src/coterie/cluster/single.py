"""Single linkage: groups joined two by two, each time the two whose nearest customers lie nearest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coterie.cluster._hierarchy import Hierarchy
from coterie.kernels.neighbours import among_their_own
from coterie.kernels.spanning import spanning_tree
from coterie.records import Prototypes

if TYPE_CHECKING:
    from coterie.kernels.groups import Merged
    from coterie.kernels.tree import Tree


class Single(Hierarchy):
    """Agglomerative clustering with single linkage: groups of any shape, as long as gaps lie between them.

    >>> Single(2).fit([[0.0], [1.0], [2.0], [9.0]]).labels_
    array([0, 0, 0, 1])
    """

    title = "Single linkage"
    when = "When empty gaps divide the customers, whatever the shape of the groups; a few customers in a gap join what it divides."
    weights = "ignored, as they must be: many customers in one place are no nearer to others than one; the scatter is ignored too"
    sure = "1 beside a customer of the own segment, 0 as near to one of another"

    def _prepare(self, points: Merged) -> Tree:
        """The shortest tree through all points; every k is a cut through it."""
        return spanning_tree(points.mean)

    def _partition(self, points: Merged, prepared: Tree) -> Prototypes:
        """The points, with how near each lies to its own."""
        labels = self._cut(points, prepared)
        return Prototypes(points.mean, labels, strength=among_their_own(points.mean, points.weight, labels))


MEMBER = Single
