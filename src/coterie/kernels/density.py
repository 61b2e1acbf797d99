"""Groups of unlike density from a tree of merges (HDBSCAN): those that live longest while the tree is cut lower and lower.

The density at which points are together is λ = 1 / the height of their merge. Walking down the tree, a group stays the same
one while only small parts fall off, ends where it splits into two that are large enough, and is worth the sum over its
customers of how much denser they stay together than it was when it began. The groups worth more than what they split into win.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from coterie.kernels.tree import Tree
    from coterie.records import Floats, Integers

ROOT = 0


@dataclass
class _Walk:
    """The groups met on the way down, by number: where each comes from, the λ at which it began, its worth, its highest λ."""

    parent: list[int] = field(default_factory=lambda: [-1])
    born: list[float] = field(default_factory=lambda: [0.0])
    worth: list[float] = field(default_factory=lambda: [0.0])
    last: list[float] = field(default_factory=lambda: [0.0])

    def begin(self, parent: int, density: float) -> int:
        """A new group, split off at this density."""
        self.parent.append(parent)
        self.born.append(density)
        self.worth.append(0.0)
        self.last.append(density)
        return len(self.parent) - 1

    def leave(self, group: int, customers: float, density: float) -> None:
        """So many customers leave the group at this density."""
        self.worth[group] += customers * (density - self.born[group])
        self.last[group] = max(self.last[group], density)


@dataclass(frozen=True)
class Dense:
    """Per point its label (−1 for noise) and how surely it has it; per label the distance at which the group joins others."""

    label: Integers
    strength: Floats
    reach: Floats


def dense_groups(tree: Tree, weight: Floats, core: Floats, least: float) -> Dense:
    """The groups of at least so many customers that are worth most.

    >>> from coterie.kernels.spanning import spanning_tree
    >>> rows = np.array([[0.0], [1.0], [2.0], [20.0], [21.0], [22.0], [60.0]])
    >>> dense_groups(spanning_tree(rows), np.ones(7), np.ones(7), 3).label
    array([ 0,  0,  0,  1,  1,  1, -1])
    """
    if not len(tree.pairs):
        return Dense(np.full(len(weight), -1), np.ones(len(weight)), np.empty(0))
    walk, group, density = _walked(tree, weight, core, least)
    chosen = _chosen(walk)
    label = np.array([chosen.get(g, -1) for g in range(len(walk.parent))])
    top = np.array(walk.last)
    for g in range(len(top) - 1, 0, -1):
        top[walk.parent[g]] = max(top[walk.parent[g]], top[g])
    picked = sorted({g for g in chosen if chosen.get(walk.parent[g], -1) != chosen[g]}, key=lambda g: chosen[g])
    own = label[group]
    highest = np.array([walk.last[g] for g in picked] or [1.0])[own]
    strength = np.where(own >= 0, np.minimum(density / highest, 1.0), 1.0 - density / top[group])
    return Dense(own, strength, np.array([1.0 / walk.born[g] for g in picked]))


def _walked(tree: Tree, weight: Floats, core: Floats, least: float) -> tuple[_Walk, Integers, Floats]:
    """The walk from the root down; for every point the group that it fell from, and the density at which it did."""
    count = len(weight)
    children, size = _nodes(tree, weight)
    walk, group, density = _Walk(), np.zeros(2 * count - 1, dtype=np.int64), np.zeros(2 * count - 1)  # density 0: not fallen
    for step in range(count - 2, -1, -1):
        node, now = count + step, 1.0 / tree.height[step]
        own, parts = int(group[node]), children[step]
        large = [size[part] >= least for part in parts]
        for part, stays in zip(parts, large, strict=True):
            group[part] = own
            if density[node]:
                density[part] = density[node]
            elif not stays:
                density[part] = now
                walk.leave(own, size[part], now)
            elif all(large):
                walk.leave(own, size[part], now)
                group[part] = walk.begin(own, now)
    for point in np.flatnonzero(density[:count] == 0):  # large enough to be a group alone
        density[point] = 1.0 / max(float(core[point]), float(tree.height[0]))
        walk.leave(int(group[point]), weight[point], max(density[point], walk.born[group[point]]))
    return walk, group[:count], density[:count]


def _nodes(tree: Tree, weight: Floats) -> tuple[list[tuple[int, int]], list[float]]:
    """The two parts of every merge, points first and then merges, and how many customers each node holds."""
    count = len(weight)
    node, children, size = list(range(count)), [], weight.tolist()
    for step, (low, high) in enumerate(tree.pairs.tolist()):
        children.append((node[low], node[high]))
        size.append(size[node[low]] + size[node[high]])
        node[low] = count + step
    return children, size


def _chosen(walk: _Walk) -> dict[int, int]:
    """The label of every group that is chosen or lies inside a chosen one; the root, which is everyone, never is."""
    below = [0.0] * len(walk.parent)
    wins = [False] * len(walk.parent)
    for group in range(len(walk.parent) - 1, 0, -1):
        wins[group] = walk.worth[group] >= below[group]
        below[walk.parent[group]] += max(walk.worth[group], below[group])
    label: dict[int, int] = {}
    for group in range(1, len(walk.parent)):
        if walk.parent[group] in label:
            label[group] = label[walk.parent[group]]
        elif wins[group]:
            label[group] = len(set(label.values()))
    return label
