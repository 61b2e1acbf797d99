"""What to expect of a customer with a given history: a mean, and an interval that holds what chance and the parameters leave open.

The interval is that of the customer's own orders, not of their mean: 95 of 100 customers order as often as it says. It averages
the whole distribution over sets of parameters that are as likely as the data leave them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from coterie.kernels.gamma import log_beta, prime_share
from coterie.kernels.likelihood import likely_sets
from coterie.records import Forecast
from coterie.registry import member
from coterie.value._base import WEEK, Histories, OrderModel

if TYPE_CHECKING:
    from coterie.records import Estimate, Floats, Integers, ValueModel

LOW, HIGH = 0.025, 0.975
ROWS = 512  # at a time: as many as stay in the processor's cache
FAINT, MOST = 1e-7, 20_000  # chances below the one are none, orders above the other are not counted
APART, WIDER = 16, 1.15  # orders up to the one are told apart, beyond in classes that grow by the other
STEPS, NEAR, SPAN = 12, 1e-3, 12.0  # to an end of the sums, within so many times e around their mean
RARE = 1e-6


def expected(model: OrderModel, values: Floats, histories: Histories, weeks: float) -> Floats:
    """The mean number of orders in the coming weeks, per row."""
    found = np.zeros(len(histories.repeats))
    for rows in _blocks(histories, weeks):
        some = histories.some(rows)
        sums = np.zeros((len(rows), 1))
        for tail in _told(model.tails(values[:, None], some, weeks)):
            sums += tail
        found[rows] = (model.active(values[:, None], some) * sums)[:, 0]
    return found


def forecast(known: ValueModel, histories: Histories) -> Forecast:
    """All that is expected of each row."""
    model, sets = member("value", known.orders.method), likely_sets(known.orders)
    count, weeks = len(histories.repeats), known.horizon / WEEK
    wide = {"active": 0, "if_active": 0, "orders": 0, "ranges": 2, "sums": 2, "variance": 2, "spread": sets.shape[1] - 1}
    parts: dict[str, Floats] = {name: np.zeros((count, width) if width else count) for name, width in wide.items()}
    for rows in _blocks(histories, weeks):
        for name, part in _block(model, sets, histories.some(rows), weeks, known.money).items():
            parts[name][rows] = part
    if model.certain:
        parts["active"] = np.where(histories.repeats > 0, parts["active"], np.nan)
    return Forecast(repeats=histories.repeats, each=_each(known.money, histories), **parts)


def _blocks(histories: Histories, weeks: float) -> Iterator[Integers]:
    """The rows, some at a time, those that order most together: each block runs until its last customer is done."""
    order = np.lexsort((histories.age, (histories.repeats + 1) / (histories.age + weeks)))
    yield from (order[start : start + ROWS] for start in range(0, len(order), ROWS))


def _told(tails: Iterator[Floats]) -> Iterator[Floats]:
    """The tails until they are faint."""
    for number, tail in enumerate(tails):
        yield tail
        if number > MOST or tail.max() < FAINT:
            return


def _block(model: OrderModel, sets: Floats, histories: Histories, weeks: float, money: Estimate | None) -> dict[str, Floats]:
    """The forecast of a few rows. Of the sets of parameters, the first gives the means, all others the interval."""
    chance = model.active(sets, histories)
    if_active, spread = np.zeros(len(chance)), np.zeros((len(chance), sets.shape[1] - 1))
    square, ranges = np.zeros(len(chance)), np.zeros((len(chance), 2))
    levels: list[Floats] = []
    for number, tail in enumerate(_told(model.tails(sets, histories, weeks)), 1):
        each = chance[:, 1:] * tail[:, 1:]
        reached: Floats = each.sum(axis=1) / each.shape[1]
        if_active += tail[:, 0]
        spread += each
        square += (2 * number - 1) * reached
        ranges[:, 0][reached >= HIGH] = number
        ranges[:, 1][reached > LOW] = number
        levels.append(reached)
    mean: Floats = spread.sum(axis=1) / spread.shape[1]
    found = {"active": chance[:, 0], "if_active": if_active, "orders": chance[:, 0] * if_active, "spread": spread, "ranges": ranges}
    variance = np.zeros((len(mean), 2))
    variance[:, 0] = np.maximum(square - mean**2, 0.0)
    if money is None:
        return found | {"variance": variance}
    p, beyond = money.values[0], _beyond(money, histories)
    squares = (p * p * square + p * mean) / ((beyond - 1) * np.maximum(beyond - 2, 0.1))
    variance[:, 1] = np.maximum(squares - (p * mean / (beyond - 1)) ** 2, 0.0)
    return found | {"variance": variance, "sums": _sums(np.array(levels), p, beyond)}


def _beyond(money: Estimate, histories: Histories) -> Floats:
    """The shape that what is known of a customer's money leaves: that of all, and p for each order so far."""
    p, q, _ = money.values
    return np.asarray(p * (histories.repeats + 1) + q)


def _each(money: Estimate | None, histories: Histories) -> Floats:
    """The mean of an order, in units of (gamma + what was spent so far)."""
    if money is None:
        return np.zeros(len(histories.repeats))
    each: Floats = money.values[0] / (_beyond(money, histories) - 1)
    return each


def _sums(levels: Floats, p: float, beyond: Floats) -> Floats:
    """The least and the most that orders bring in 95 of 100 cases (rows × 2), in units of (gamma + what was spent so far).

    `levels` are the chances of at least 1, 2, 3… orders (orders × rows). The sum of y orders is beta prime with the shapes p·y
    and `beyond`; many orders are taken together with others almost as many.
    """
    mass, count = _classes(levels)
    none, ends = 1 - levels[0], np.zeros((levels.shape[1], 2))
    middle = np.log(p * np.maximum(levels.sum(axis=0), 1.0) / beyond)
    for side, wanted in enumerate((LOW, HIGH)):
        some = np.flatnonzero(none < wanted)
        if len(some):
            row, place = np.nonzero(mass[:, some].T > RARE)
            own = some[row]
            parts = (row, mass[place, own], p * count[place, own], beyond[own])
            ends[some, side] = np.exp(_end(wanted - none[some], parts, middle[some]))
    return ends


def _end(wanted: Floats, parts: tuple[Integers, Floats, Floats, Floats], at: Floats) -> Floats:
    """The logarithm of the sum below which the wanted share lies: Newton's steps, or half of what is left where one leads out of it.

    `parts` are the row, the weight and the two shapes of each distribution that the sum is made of.
    """
    row, weight, a, b = parts
    norm = log_beta(a, b)
    low, high = at - SPAN, at + SPAN
    for _ in range(STEPS):
        shares = prime_share(np.exp(at)[row], a, b, norm)
        below, slope = (np.bincount(row, weights=weight * share, minlength=len(at)) for share in shares)
        under = below < wanted
        low, high = np.where(under, at, low), np.where(under, high, at)
        step = at + (wanted - below) / np.maximum(slope, 1e-12)
        step = np.where((step > low) & (step < high), step, (low + high) / 2)
        moved, at = np.abs(step - at).max(), step
        if moved < NEAR:
            break
    return at


def _classes(levels: Floats) -> tuple[Floats, Floats]:
    """The chance of each class of orders, and the mean number in it (classes × rows)."""
    mass = np.maximum(levels - np.vstack([levels[1:], np.zeros((1, levels.shape[1]))]), 0.0)
    edges = [*range(min(APART, len(mass)))]
    while edges[-1] * WIDER < len(mass) - 1 and len(mass) > APART:
        edges.append(max(edges[-1] + 1, round(edges[-1] * WIDER)))
    number = np.arange(1, len(mass) + 1)[:, None]
    sums = np.add.reduceat(mass, edges, axis=0)
    return sums, np.add.reduceat(mass * number, edges, axis=0) / np.maximum(sums, 1e-300)
