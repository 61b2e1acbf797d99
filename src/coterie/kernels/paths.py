"""The best short path through a tree: a few conditions that hold for one group of a sample and for few others.

Grown like a decision tree, one condition at a time, but for one group only and with the best few paths kept at each depth,
so that two conditions can be found of which neither says much alone. Rows are bits and counts are whole numbers, so it is
fast, and threads change nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from coterie.records import Floats, Integers

DEPTH = 4  # conditions, so that two features can each have both an upper and a lower bound
FEATURES = 3
KEPT = 5
GAIN = 0.02  # what a longer path must add
DIGITS = 2  # paths whose scores round to the same are as good as each other: then the condition that comes first wins

Path = tuple[float, tuple[int, ...]]


def best_path(holds: NDArray[np.bool_], side: Integers, group: Integers, weight: Floats, target: int) -> tuple[int, ...]:
    """The conditions (rows of `holds`) that together tell group `target` of the sample (its columns) from the others best.

    `weight` says how many customers a member of each group stands for. `side` is twice the number of a condition's feature,
    and one more for its other bound; a path has each side once. Good is the harmonic mean of how many of the group are
    caught and how many of those caught are right.

    >>> holds = np.array([[True, True, False, False], [False, True, True, True]])
    >>> best_path(holds, np.array([0, 1]), np.array([0, 0, 1, 1]), np.ones(2), 0)
    (0,)
    """
    bits = np.packbits(holds, axis=1)
    members = np.packbits([group == g for g in range(len(weight))], axis=1)
    size = weight[target] * np.count_nonzero(group == target)
    best: Path = (0.0, ())
    paths = [best]
    for _ in range(DEPTH):
        grown: dict[frozenset[int], Path] = {}
        for score, path in paths:
            caught = members & np.bitwise_and.reduce(bits[list(path)], axis=0)
            counts = weight[:, None] * np.bitwise_count(caught[:, None] & bits).sum(axis=2, dtype=np.int64)
            scores = np.where(_open(side, path), 2 * counts[target] / (counts.sum(axis=0) + size), 0.0)
            for row in np.argsort(-scores.round(DIGITS), kind="stable")[:KEPT].tolist():
                if scores[row] > score:
                    grown.setdefault(frozenset((*path, row)), (float(scores[row]), (*path, row)))
        paths = sorted(grown.values(), key=lambda found: (-round(found[0], DIGITS), found[1]))[:KEPT]
        if paths and paths[0][0] >= best[0] + GAIN:
            best = paths[0]
    return best[1]


def _open(side: Integers, path: tuple[int, ...]) -> NDArray[np.bool_]:
    """Which conditions a path may still take: a side that it has not, of a feature that is not one too many."""
    taken = side[list(path)]
    features = np.unique(taken // 2)
    free = ~np.isin(side, taken)
    return free & np.isin(side // 2, features) if len(features) >= FEATURES else free
