"""What the hierarchies share: one tree of merges, and a cut through it for every k. A linkage is a file that says which tree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coterie.cluster._base import Method
from coterie.kernels.tree import Tree, cut

if TYPE_CHECKING:
    from coterie.kernels.groups import Merged
    from coterie.records import Integers, Prototypes


class Hierarchy(Method):
    """Groups joined two by two; those of k + 1 are those of k with one split. `_prepare` gives the tree.

    Once fitted, `tree_` is the tree of the distinct rows, and `place_` says which of them each row is.
    """

    largest = 10_000

    def __init__(self, n_clusters: int = 5) -> None:
        self.n_clusters = n_clusters

    def _partition(self, points: Merged, prepared: Tree) -> Integers | Prototypes:
        """The groups that the cut leaves."""
        return self._cut(points, prepared)

    def _cut(self, points: Merged, prepared: Tree) -> Integers:
        """The groups that are left when the highest k − 1 merges are undone."""
        self.tree_, self.place_ = prepared, points.place
        return cut(prepared, self.n_clusters)
