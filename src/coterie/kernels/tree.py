"""Trees of merges on weighted points, by Ward's, average and complete linkage, and the groups that a cut leaves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from coterie.kernels.nearest import squared_distances

if TYPE_CHECKING:
    from coterie.records import Floats, Integers


@dataclass(frozen=True)
class Tree:
    """Merges from the lowest to the highest: each joins the groups of two points, at a height."""

    pairs: Integers
    height: Floats


Joined = Callable[["Floats", "Floats", int, int], "Floats"]  # costs, masses and two groups: what their union costs with any other


def ward_tree(mean: Floats, weight: Floats) -> Tree:
    """Ward's tree of distinct weighted points: joining costs the growth of the sum of squares, w₁w₂/(w₁+w₂) · ‖m₁ − m₂‖².

    >>> ward_tree(np.array([[0.0], [1.0], [9.0]]), np.ones(3)).height
    array([ 0.5       , 48.16666667])
    """
    cost, mass = squared_distances(mean, mean), weight.astype(float)
    for i, own in enumerate(mass):
        cost[i] *= own * mass / (own + mass)
    return _tree(cost, mass, _ward)


def average_tree(mean: Floats, weight: Floats) -> Tree:
    """The tree of average linkage: joining costs the mean distance between the customers of the two groups.

    >>> average_tree(np.array([[0.0], [1.0], [9.0]]), np.array([3.0, 1.0, 1.0])).height
    array([1.  , 8.75])
    """
    return _tree(np.sqrt(squared_distances(mean, mean)), weight.astype(float), _average)


def complete_tree(mean: Floats) -> Tree:
    """The tree of complete linkage: joining costs the largest distance between the two groups, whatever the points weigh.

    >>> complete_tree(np.array([[0.0], [1.0], [9.0]])).height
    array([1., 9.])
    """
    return _tree(np.sqrt(squared_distances(mean, mean)), np.ones(len(mean)), _complete)


def _tree(cost: Floats, mass: Floats, joined: Joined) -> Tree:
    """The tree by chains of nearest neighbours: O(n²) time and memory.

    Groups are followed from neighbour to nearer neighbour until two are each other's nearest. With these linkages a join
    never brings a third group nearer than it was, so joining those two can never be wrong later.
    """
    np.fill_diagonal(cost, np.inf)  # a point with itself, more than anything
    gone = np.zeros(len(mass))
    pairs, height = np.empty((len(mass) - 1, 2), dtype=np.int64), np.empty(len(mass) - 1)
    chain: list[int] = []
    for step in range(len(mass) - 1):
        chain = chain or [int(gone.argmin())]
        low, high = _mutual(cost, gone, chain)
        pairs[step], height[step] = (low, high), cost[low, high]
        costs = joined(cost, mass, low, high)
        costs[low] = np.inf
        cost[low] = cost[:, low] = costs  # the union takes the place of the lower one
        mass[low] += mass[high]
        gone[high] = np.inf
    order = np.argsort(height, kind="stable")
    return Tree(pairs[order], height[order])


def _mutual(cost: Floats, gone: Floats, chain: list[int]) -> tuple[int, int]:
    """Follow the chain to two groups that are each other's nearest; they leave it. Among equals the way back wins."""
    while True:
        costs = cost[chain[-1]] + gone
        near = int(costs.argmin())
        if len(chain) > 1 and costs[chain[-2]] <= costs[near]:
            one, other = chain.pop(), chain.pop()
            return min(one, other), max(one, other)
        chain.append(near)


def _ward(cost: Floats, mass: Floats, low: int, high: int) -> Floats:
    """What joining the union of two groups with any other costs, by the formula of Lance and Williams."""
    costs: Floats = (mass[low] + mass) * cost[low] + (mass[high] + mass) * cost[high] - mass * cost[low, high]
    costs /= mass[low] + mass[high] + mass
    return costs


def _average(cost: Floats, mass: Floats, low: int, high: int) -> Floats:
    """The mean of what both cost, each as often as it has customers."""
    costs: Floats = mass[low] * cost[low] + mass[high] * cost[high]
    costs /= mass[low] + mass[high]
    return costs


def _complete(cost: Floats, mass: Floats, low: int, high: int) -> Floats:
    """The larger of what both cost."""
    costs: Floats = np.maximum(cost[low], cost[high])
    return costs


def cut(tree: Tree, k: int) -> Integers:
    """The labels of the k groups that are left when the highest k − 1 merges are undone.

    >>> cut(ward_tree(np.array([[0.0], [1.0], [9.0]]), np.ones(3)), 2)
    array([0, 0, 1])
    """
    points = len(tree.pairs) + 1
    joined = tree.pairs[: points - k]
    root = np.arange(points)
    root[joined[:, 1]] = joined[:, 0]  # a point is joined to a lower one once at most
    while (root[root] != root).any():
        root = root[root]
    return np.unique(root, return_inverse=True)[1]


def top(tree: Tree, leaves: int) -> tuple[Integers, list[tuple[int, int, float]]]:
    """The highest merges: the leaf of every point when so many groups are left, and how these join, the lowest first.

    The leaves are nodes 0, 1, 2…; each merge makes the next node.

    >>> labels, joins = top(ward_tree(np.array([[0.0], [1.0], [9.0], [30.0]]), np.ones(4)), 3)
    >>> labels.tolist(), [(a, b) for a, b, _ in joins]
    ([0, 0, 1, 2], [(0, 1), (3, 2)])
    """
    labels = cut(tree, leaves)
    node = labels.copy()  # of the point that stands for a group, the node that the group is
    last = slice(len(tree.pairs) - leaves + 1, None)
    joins: list[tuple[int, int, float]] = []
    for (low, high), height in zip(tree.pairs[last].tolist(), tree.height[last].tolist(), strict=True):
        joins.append((int(node[low]), int(node[high]), height))
        node[low] = leaves + len(joins) - 1
    return labels, joins
