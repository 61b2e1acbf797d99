"""Trees of merges: Ward's on weighted points, and the groups that a cut leaves."""

from __future__ import annotations

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


def ward_tree(mean: Floats, weight: Floats) -> Tree:
    """Ward's tree of distinct weighted points, by chains of nearest neighbours: O(n²) time and memory.

    Joining two groups costs the growth of the sum of squares, w₁w₂/(w₁+w₂) · ‖m₁ − m₂‖². Groups are followed from
    neighbour to nearer neighbour until two are each other's nearest; joining those can never be wrong later.

    >>> ward_tree(np.array([[0.0], [1.0], [9.0]]), np.ones(3)).height
    array([ 0.5       , 48.16666667])
    """
    mass = weight.astype(float)
    cost = _costs(mean, mass)
    gone = np.zeros(len(mass))
    pairs, height = np.empty((len(mass) - 1, 2), dtype=np.int64), np.empty(len(mass) - 1)
    chain: list[int] = []
    for step in range(len(mass) - 1):
        chain = chain or [int(gone.argmin())]
        low, high = _mutual(cost, gone, chain)
        pairs[step], height[step] = (low, high), cost[low, high]
        _join(cost, mass, low, high)
        gone[high] = np.inf
    order = np.argsort(height, kind="stable")
    return Tree(pairs[order], height[order])


def _costs(mean: Floats, mass: Floats) -> Floats:
    """What joining any two points costs; a point with itself, more than anything."""
    cost = squared_distances(mean, mean)
    for i, own in enumerate(mass):
        cost[i] *= own * mass / (own + mass)
    np.fill_diagonal(cost, np.inf)
    return cost


def _mutual(cost: Floats, gone: Floats, chain: list[int]) -> tuple[int, int]:
    """Follow the chain to two groups that are each other's nearest; they leave it. Among equals the way back wins."""
    while True:
        costs = cost[chain[-1]] + gone
        near = int(costs.argmin())
        if len(chain) > 1 and costs[chain[-2]] <= costs[near]:
            one, other = chain.pop(), chain.pop()
            return min(one, other), max(one, other)
        chain.append(near)


def _join(cost: Floats, mass: Floats, low: int, high: int) -> None:
    """Put the union of two groups in the place of the lower one, by the formula of Lance and Williams."""
    both = mass[low] + mass[high]
    costs = (mass[low] + mass) * cost[low] + (mass[high] + mass) * cost[high] - mass * cost[low, high]
    costs /= both + mass
    costs[low] = np.inf
    cost[low] = cost[:, low] = costs
    mass[low] = both


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
