"""HDBSCAN: groups of any shape and of unlike density, and customers that are in none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from coterie.cluster._base import Method, Setting
from coterie.kernels.density import dense_groups
from coterie.kernels.neighbours import reaching
from coterie.kernels.spanning import spanning_tree
from coterie.records import Prototypes

if TYPE_CHECKING:
    from coterie.kernels.groups import Merged

SHARE, FEWEST = 0.01, 5  # a segment of less than a hundredth is no use to anyone


class HDBSCAN(Method):
    """Groups that stay together longest while density rises. A customer is noise where no group holds it.

    >>> HDBSCAN(3).fit([[0.0], [1.0], [2.0], [20.0], [21.0], [22.0], [60.0]]).labels_
    array([ 0,  0,  0,  1,  1,  1, -1])
    """

    title = "HDBSCAN"
    when = "When dense groups of any shape lie in thin surroundings, it is not known how many, and who fits nowhere may stay outside."
    weights = "exact: a point of weight w counts as w customers in every distance to the nearest so many, and in every size"
    sure = "how dense the surroundings are, against the densest of the segment; outside of all, how much thinner they are"
    by_k = False
    largest = 10_000
    settings = (
        Setting("least", "The fewest customers of a group; found: 1 % of them, at least five points.", least=2, found=True),
        Setting(
            "neighbours", "How many customers must be near for a place to be dense; found: the fewest of a group.", least=1, found=True
        ),
    )

    def __init__(self, least: float | None = None, neighbours: float | None = None) -> None:
        self.least = least
        self.neighbours = neighbours

    def _partition(self, points: Merged, prepared: None) -> Prototypes:
        """All points, also those of noise; a group's reach is the distance at which it joins others."""
        least = self.least or max(FEWEST * points.weight.mean(), SHARE * points.weight.sum())
        core = reaching(points.mean, points.weight, self.neighbours or least)
        if np.isinf(core).any():
            return Prototypes(points.mean, np.full(len(core), -1), strength=np.ones(len(core)))
        found = dense_groups(spanning_tree(points.mean, core), points.weight, core, least)
        reach = np.append(found.reach, np.inf)[found.label]
        return Prototypes(points.mean, found.label, reach=reach, strength=found.strength)


MEMBER = HDBSCAN
