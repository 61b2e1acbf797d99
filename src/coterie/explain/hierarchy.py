"""The top of the tree of a hierarchical method, and which segments its branches hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from coterie.kernels.tree import top
from coterie.records import Hierarchy

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from coterie.records import Assigned, Candidates, Model, Space

LEAVES = 30


def hierarchy(candidates: Candidates, space: Space, model: Model, assigned: Assigned) -> Hierarchy | None:
    """The highest merges of the chosen method's tree, else of the first that has one; none where no method joins groups."""
    trees = [c for c in candidates.fitted if hasattr(c.estimator, "tree_") and len(c.estimator.tree_.pairs) > 1]
    if not trees:
        return None
    candidate = next((c for c in trees if c.method == model.method), trees[0])
    leaf, joins = top(candidate.estimator.tree_, min(LEAVES, len(candidate.estimator.tree_.pairs) + 1))
    own = leaf[candidate.estimator.place_[candidate.points.cell]]
    heights = [height for *_, height in joins]
    below = heights[-model.k] if model.k <= len(heights) else 0.0
    return Hierarchy(
        method=candidate.method,
        title=str(candidate.estimator.title),
        k=model.k,
        cut=(below + heights[1 - model.k]) / 2 if 1 < model.k <= len(heights) + 1 else float("nan"),
        leaves=tuple(_leaf(assigned, own == number) for number in range(len(joins) + 1)),
        joins=tuple((one, other, float(f"{height:.6g}")) for one, other, height in joins),
    )


def _leaf(assigned: Assigned, inside: NDArray[np.bool_]) -> tuple[int, int]:
    """How many customers a leaf holds, and the segment that most of them are in."""
    counts = np.bincount(assigned.segment[inside], minlength=1)
    return int(counts.sum()), int(counts.argmax())
