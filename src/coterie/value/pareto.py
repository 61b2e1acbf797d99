"""Pareto/NBD: orders at a steady rate until the customer stops, at any moment (Schmittlein, Morrison and Colombo, 1987)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from coterie.kernels.gamma import rising
from coterie.value._base import Histories, OrderModel, successes

if TYPE_CHECKING:
    from coterie.records import Floats

NODES, LATER = 24, 8  # points of the integrals over the past and over what comes
SMALL = 45.0  # what has fallen by e to this power adds nothing


class Pareto(OrderModel):
    """Rates and lifetimes differ among customers as gamma distributions do.

    The chance of having stopped is an integral over the moment of it. It is worked out as such, by Gauss and Legendre, and
    not by the hypergeometric function of the textbooks: it is as exact, quicker, and has its slopes beside it.
    """

    title = "Pareto/NBD"
    names = ("r", "alpha", "s", "beta")

    def start(self, histories: Histories) -> Floats:
        """Half an order as shape, the rate of all, and a lifetime like the time that is known."""
        weight = histories.customers
        known = max(float((histories.age * weight).sum() / weight.sum()), 1.0)
        return np.array([0.5, 0.5 / histories.rate, 0.5, known])

    def likelihood(self, values: Floats, histories: Histories) -> tuple[Floats, Floats]:
        """Of who is still active, times one and the odds of having stopped."""
        r, alpha, s, beta = values
        x, age = histories.repeats, histories.age
        odds, in_odds = _stopped(values, histories)
        gone = (1 / (1 + np.exp(-odds)))[:, None]
        orders, in_r = rising(r, x)
        likely = orders + r * np.log(alpha) - (r + x) * np.log(alpha + age) + s * np.log(beta / (beta + age)) + np.logaddexp(0, odds)
        slopes = (
            in_r + np.log(alpha / (alpha + age)),
            r / alpha - (r + x) / (alpha + age),
            np.log(beta / (beta + age)),
            s / beta - s / (beta + age),
        )
        return likely, np.column_stack(slopes) + gone * in_odds

    def active(self, values: Floats, histories: Histories) -> Floats:
        """One against the odds of having stopped."""
        odds = np.column_stack([_stopped(one, histories)[0] for one in values.T])
        chance: Floats = 1 / (1 + np.exp(np.minimum(odds, 700)))
        return chance

    def tails(self, values: Floats, histories: Histories, weeks: float) -> Iterator[Floats]:
        """At least y orders until the end, or until the customer stops before it."""
        r, alpha, s, beta = (part[:, None] for part in values)
        age, size = histories.age[:, None, None], r + histories.repeats[:, None, None]
        at, weight = _gauss(LATER)
        whole = ((beta + age) / (beta + age + weeks)) ** s  # the share that stays to the end
        share = whole + (1 - whole) * (at + 1) / 2
        lived = np.minimum((beta + age) * np.expm1(-np.log(share) / s), weeks)
        lived = np.concatenate([lived, np.full_like(whole, weeks)], axis=2)
        weight = np.concatenate([(1 - whole) * weight / 2, whole], axis=2)
        for rings in successes(size, lived / (alpha + age + lived)):
            yield (rings * weight).sum(axis=2)


@cache
def _gauss(nodes: int) -> tuple[Floats, Floats]:
    """Points between -1 and 1, and their weights."""
    return np.polynomial.legendre.leggauss(nodes)


def _stopped(values: Floats, histories: Histories) -> tuple[Floats, Floats]:
    """The logarithm of the odds of having stopped since the last order, and its slopes in the parameters.

    The odds are s ∫ ((α + now) / (α + u))^(r + x) (β + now)^s / (β + u)^(s + 1) du from the last order until now; what the
    factors are at the last order is taken out of the integral, which then lies between 0 and its length.
    """
    r, alpha, s, beta = values
    size, last, age = r + histories.repeats, histories.last, histories.age
    moment, weight = _moments(values, histories)
    after_alpha, after_beta = alpha + moment, beta + moment
    fallen_r = np.log(after_alpha / (alpha + last)[:, None])
    fallen_s = np.log(after_beta / (beta + last)[:, None])
    weight = weight * np.exp(-size[:, None] * fallen_r - (s + 1) * fallen_s)
    whole = weight.sum(axis=1)
    some = np.where(whole > 0, whole, 1.0)
    mean = weight / some[:, None]
    silent_r, silent_s = np.log((alpha + age) / (alpha + last)), np.log((beta + age) / (beta + last))
    with np.errstate(divide="ignore"):
        odds = np.log(s / (beta + last)) + np.log(whole) + size * silent_r + s * silent_s
    slopes = (
        silent_r - (mean * fallen_r).sum(axis=1),
        size * (1 / (alpha + age) - (mean / after_alpha).sum(axis=1)),
        1 / s + silent_s - (mean * fallen_s).sum(axis=1),
        s / (beta + age) - (s + 1) * (mean / after_beta).sum(axis=1),
    )
    return odds, np.where(whole > 0, np.stack(slopes), 0.0).T


def _moments(values: Floats, histories: Histories) -> tuple[Floats, Floats]:
    """Moments between the last order and now at which the integral is looked at, and their weights (rows × moments).

    They are close together where it falls fast: on a scale of logarithms, and no further than it matters.
    """
    r, alpha, s, beta = values
    last, age = histories.last, histories.age
    far_r = (alpha + last) * np.expm1(np.minimum(SMALL / (r + histories.repeats), 50))
    far_s = (beta + last) * np.expm1(min(SMALL / (s + 1), 50))
    end = np.minimum(age, last + np.minimum(far_r, far_s))
    base = min(alpha, beta)
    low, high = np.log(base + last), np.log(base + end)
    at, weight = _gauss(NODES)
    half = ((high - low) / 2)[:, None]
    shifted = np.exp(low[:, None] + half * (at + 1))
    return np.maximum(shifted - base, 0.0), half * weight * shifted


MEMBER = Pareto()
