"""Groups of limited sizes: who goes where at the least cost, and the prices at which everyone would go there by choice.

The assignment is a flow of least cost: it begins with everyone where it is cheapest, and one chain of moves after the other, the
cheapest first, takes customers out of groups that are too large and into those that are too small. Prices are added to the
cost of a group, the same for everyone, so that in the end each customer is where cost and price together are least.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from coterie.records import Floats, Integers

ROUNDING = 1e-9
SWEEPS = 15
MANY = 2_000  # customers amiss of very many that are moved one by one; more of them stay where prices put them
HALVINGS = 60
SPARE = 2  # times the customers too many: so many next to each border may have to move


@dataclass
class _Flow:
    """How much of each point is in each group (`mass`, groups × points), and the cheapest move from each group to each other."""

    cost: Floats
    mass: Floats
    step: Floats
    mover: Integers

    def measure(self, group: int) -> None:
        """Find the cheapest moves out of a group anew."""
        inside = np.flatnonzero(self.mass[group] > 0)
        self.step[group] = np.inf
        if len(inside):
            dearer = self.cost[:, inside] - self.cost[group, inside]
            best = dearer.argmin(axis=1)
            self.step[group], self.mover[group] = dearer[np.arange(len(best)), best], inside[best]
        self.step[group, group] = 0.0

    def chains(self, margin: float = 0.0) -> tuple[Floats, Integers]:
        """The cost of the cheapest chain of moves from each group to each other, each move cheaper by a margin; and the group before the
        last in it."""
        far = self.step - margin
        np.fill_diagonal(far, 0.0)
        before = np.repeat(np.arange(len(self.step))[:, None], len(self.step), axis=1)
        for through in range(len(far)):
            longer = far[:, [through]] + far[[through]]
            shorter = longer + ROUNDING * np.abs(longer) < far
            far = np.where(shorter, longer, far)
            before = np.where(shorter, before[[through]], before)
        return far, before

    def prices(self) -> Floats:
        """Prices at which everyone would stay, each by as wide a margin as can be had."""
        margin = float(np.abs(self.step[np.isfinite(self.step)]).max(initial=0.0))
        for _ in range(HALVINGS):
            far, _ = self.chains(margin)
            if (np.diagonal(far) >= 0).all():
                break
            margin /= 2
        else:
            far, _ = self.chains()
        found: Floats = (far.min(axis=1) - far.min(axis=0)) / 2
        return found


def priced(cost: Floats, weight: Floats, limits: tuple[float, float], prices: Floats, beside: Floats | None = None) -> Floats:
    """The prices per group at which groups hold no fewer and no more than the limits say.

    `cost` is groups × points, `prices` a beginning, `beside` how many customers each group has whatever happens.

    Points of weight 1 fill the groups to the customer. A heavier one may stand on a border; it goes to one side as a whole.

    >>> cost = abs(np.subtract.outer([0.0, 10.0], [0.0, 1.0, 2.0, 9.0]))
    >>> (cost + priced(cost, np.ones(4), (2, 2), np.zeros(2))[:, None]).argmin(axis=0)
    array([0, 0, 1, 1])
    """
    count = len(cost)
    beside = np.zeros(count) if beside is None else beside
    prices = _swept(cost, weight, limits, prices, beside)
    labels = (cost + prices[:, None]).argmin(axis=0)
    mass = np.where(labels == np.arange(count)[:, None], weight, 0.0)
    flow = _Flow(cost, mass, np.full((count, count), np.inf), np.zeros((count, count), dtype=np.int64))
    for group in range(count):
        flow.measure(group)
    size = mass.sum(axis=1) + beside
    if _amiss(size, limits) <= ROUNDING * size.sum():
        return prices
    slack = ROUNDING * float(size.sum())
    for _ in range(4 * cost.shape[1] + 4):
        from_, to, amount = _wanted(size, limits, slack)
        if amount <= slack:
            break
        far, before = flow.chains()
        reach = np.where(from_[:, None] & to, far, np.inf)
        start, end = divmod(int(reach.argmin()), count)
        if not np.isfinite(reach[start, end]) or not _moved(flow, size, before[start], (start, end), limits):
            break
    return flow.prices()


def _swept(cost: Floats, weight: Floats, limits: tuple[float, float], prices: Floats, beside: Floats) -> Floats:
    """Prices at which sizes are as near to the limits as can be had by changing one price at a time: to where exactly enough go or come."""
    prices, total, best = prices.copy(), cost + prices[:, None], np.inf
    found = prices.copy()
    for _ in range(SWEEPS):
        size = np.bincount(total.argmin(axis=0), weights=weight, minlength=len(cost)) + beside
        amiss = _amiss(size, limits)
        if amiss < best:
            best, found = amiss, prices.copy()
        if not amiss:
            break
        for group in np.argsort(-np.maximum(size - limits[1], limits[0] - size), kind="stable"):
            change = _change(total, weight, int(group), limits, float(beside[group]))
            prices[group] += change
            total[group] += change
    return found


def _change(total: Floats, weight: Floats, group: int, limits: tuple[float, float], beside: float) -> float:
    """By how much a group's price must change so that it keeps the limits, all other prices as they are."""
    others = np.delete(total, group, axis=0).min(axis=0)
    short = total[group] - others  # who has less than nothing is in the group
    size = beside + float(weight[short < 0].sum())
    if limits[0] <= size <= limits[1]:
        return 0.0
    order = np.argsort(short, kind="stable")
    upto = beside + np.cumsum(weight[order])
    held = int(np.searchsorted(upto, limits[1], side="right")) if size > limits[1] else 1 + int(np.searchsorted(upto, limits[0]))
    edge = short[order[max(held - 1, 0) : held + 1]]
    return -float(edge.mean()) if len(edge) else 0.0


def _amiss(size: Floats, limits: tuple[float, float]) -> float:
    """How many customers are too many or too few."""
    return float(np.maximum(size - limits[1], 0.0).sum() + np.maximum(limits[0] - size, 0.0).sum())


def _wanted(size: Floats, limits: tuple[float, float], slack: float) -> tuple[NDArray[np.bool_], NDArray[np.bool_], float]:
    """Which groups must give, which may take, and how much is amiss: first those too large, then those too small."""
    least, most = limits
    over, under = np.maximum(size - most, 0.0), np.maximum(least - size, 0.0)
    if over.max() > slack:
        return over > slack, size < most - slack, float(over.max())
    return size > least + slack, under > slack, float(under.max())


def _moved(flow: _Flow, size: Floats, before: Integers, ends: tuple[int, int], limits: tuple[float, float]) -> bool:
    """Move as much along a chain as its points have, and as its ends want; not where rounding has made the chain a ring."""
    (start, end), (least, most) = ends, limits
    chain = [end]
    while chain[-1] != start:
        chain.append(int(before[chain[-1]]))
        if len(chain) > len(size):
            return False
    steps = [(chain[i + 1], chain[i]) for i in range(len(chain) - 1)]
    movers = [int(flow.mover[a, b]) for a, b in steps]
    give = size[start] - most if size[start] > most else size[start] - least
    take = most - size[end] if size[start] > most else least - size[end]
    amount = min(give, take, *(flow.mass[a, point] for (a, _), point in zip(steps, movers, strict=True)))
    for (a, b), point in zip(steps, movers, strict=True):
        flow.mass[a, point] -= amount
        flow.mass[b, point] += amount
    size[start] -= amount
    size[end] += amount
    for group in chain:
        flow.measure(group)
    return True


def priced_for_all(cost: Floats, limits: tuple[float, float], prices: Floats) -> Floats:
    """The same for every customer, from prices that are nearly right: where few are amiss, those near a border are moved until none is.

    >>> cost = abs(np.subtract.outer([0.0, 10.0], np.arange(10.0)))
    >>> prices = priced_for_all(cost, (5, 5), np.array([0.0, -3.0]))
    >>> np.bincount((cost + prices[:, None]).argmin(axis=0)).tolist()
    [5, 5]
    """
    prices = _swept(cost, np.ones(cost.shape[1]), limits, prices, np.zeros(len(cost)))
    total = cost + prices[:, None]
    labels = total.argmin(axis=0)
    size = np.bincount(labels, minlength=len(cost)).astype(float)
    amiss = math.ceil(_amiss(size, limits))
    if not 0 < amiss <= MANY:
        return prices
    near = np.zeros(cost.shape[1], dtype=bool)
    for group in range(len(cost)):
        inside = np.flatnonzero(labels == group)
        taken = min(len(inside), SPARE * amiss)
        for other in range(len(cost)):
            if other != group and taken:
                near[inside[np.argpartition(total[other, inside] - total[group, inside], taken - 1)[:taken]]] = True
    beside = size - np.bincount(labels[near], minlength=len(cost)).astype(float)
    return priced(cost[:, near], np.ones(int(near.sum())), limits, prices, beside)
