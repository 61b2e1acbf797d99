"""DBSCAN: places where customers lie close together, joined where they touch, and customers that are in none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from coterie.cluster._base import Method, Setting
from coterie.kernels.neighbours import reaching
from coterie.kernels.spanning import spanning_tree
from coterie.kernels.tree import cut
from coterie.records import Prototypes

if TYPE_CHECKING:
    from coterie.kernels.groups import Merged
    from coterie.records import Floats

SHARE = 0.005
MOST, USUAL = 0.5, 0.99  # whoever lies farther off than so many says nothing about what is near


class DBSCAN(Method):
    """Customers with enough others within `eps` are the core of a group; who is within `eps` of a core one belongs to it.

    >>> DBSCAN(1.5, 2).fit([[0.0], [1.0], [2.0], [20.0], [21.0], [60.0]]).labels_
    array([ 0,  0,  0,  1,  1, -1])
    """

    title = "DBSCAN"
    when = "When groups of any shape are about equally dense, with thin surroundings, and who fits nowhere may stay outside."
    weights = "exact: a point of weight w counts as w customers; the scatter inside a point is not used"
    sure = "how near the customers are that make a place dense, against `eps`; outside of all, how far beyond `eps`"
    by_k = False
    largest = 10_000
    settings = (
        Setting("eps", "How far near is; found: where the distances of the nearest so many bend upwards.", least=0, above=True, found=True),
        Setting(
            "min_samples",
            "How many must be near, itself among them; found: 0.5 % of the customers, at least two points for each axis.",
            least=1,
            found=True,
        ),
    )

    def __init__(self, eps: float | None = None, min_samples: float | None = None) -> None:
        self.eps = eps
        self.min_samples = min_samples

    def _partition(self, points: Merged, prepared: None) -> Prototypes:
        """The core points; who is beyond their reach is noise."""
        enough = self.min_samples or max(2 * points.mean.shape[1] * points.weight.mean(), SHARE * points.weight.sum())
        near = reaching(points.mean, points.weight, enough)
        eps = self.eps or _bend(near, points.weight)
        core = near <= eps
        if not core.any():
            return Prototypes(points.mean[:0], np.empty(0, dtype=np.int64))
        tree = spanning_tree(points.mean[core])
        labels = cut(tree, 1 + int((tree.height > eps).sum()))
        return Prototypes(points.mean[core], labels, reach=np.full(len(labels), eps), strength=1 - near[core] / eps)


def _bend(near: Floats, weight: Floats) -> float:
    """Where the rising distances, over the share of customers that have less, lie farthest below a straight line; most have less.

    >>> _bend(np.array([1.0, 1.1, 1.2, 1.3, 9.0]), np.ones(5))
    1.2
    """
    order = np.argsort(near, kind="stable")
    share = np.cumsum(weight[order]) / weight.sum()
    usual = slice(int(np.searchsorted(share, MOST)), max(1, int(np.searchsorted(share, USUAL, side="right"))))
    rising, along = near[order][usual], share[usual]
    if np.isinf(rising[-1]):  # there are not so many customers
        return 1.0
    rise = rising[-1] - rising[0]
    if rise <= 0:
        return float(rising[-1]) or 1.0
    below = (along - along[0]) / (along[-1] - along[0]) - (rising - rising[0]) / rise
    return float(rising[below.argmax()]) or float(rising[rising > 0][0])


MEMBER = DBSCAN
