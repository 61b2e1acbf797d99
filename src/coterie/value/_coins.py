"""Models in which a customer tosses a coin after each order whether to stop: chances of stopping differ as a beta distribution does."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from coterie.kernels.gamma import rising
from coterie.value._base import Histories, OrderModel, successes

if TYPE_CHECKING:
    from coterie.records import Floats, Integers


class Coins(OrderModel):
    """Orders come at a rate of the customer's own, which is gamma distributed; `at_once`: the coin is tossed after the first order too."""

    names = ("r", "alpha", "a", "b")
    at_once: bool

    def start(self, histories: Histories) -> Floats:
        """Half an order as shape, the rate of all, and one of three who stops after an order."""
        return np.array([0.5, 0.5 / histories.rate, 1.0, 2.0])

    def _tosses(self, histories: Histories) -> Integers:
        """How often the coin of who is active fell well."""
        return histories.repeats + (1 if self.at_once else 0)

    def likelihood(self, values: Floats, histories: Histories) -> tuple[Floats, Floats]:
        """As published, with what is common to who stopped and who did not in front of the bracket."""
        r, alpha, a, b = values
        x, tosses = histories.repeats, self._tosses(histories)
        until_now, until_last = alpha + histories.age, alpha + histories.last
        stopped = self._stopped(values[:, None], histories)[:, 0]
        gone = 1 / (1 + np.exp(-stopped))
        (orders, in_r), (well, in_b), (all_tosses, in_both) = rising(r, x), rising(b, tosses), rising(a + b, tosses)
        likely = orders + r * np.log(alpha) + well - all_tosses - (r + x) * np.log(until_now) + np.logaddexp(0, stopped)
        slopes = (
            in_r + np.log(alpha / until_now) + gone * np.log(until_now / until_last),
            r / alpha - (r + x) * (1 / until_now - gone * (1 / until_now - 1 / until_last)),
            gone / a - in_both,
            in_b - in_both - gone / np.where(tosses > 0, b + tosses - 1, 1.0),
        )
        return likely, np.column_stack(slopes)

    def active(self, values: Floats, histories: Histories) -> Floats:
        """One against the odds of having stopped."""
        chance: Floats = 1 / (1 + np.exp(np.minimum(self._stopped(values, histories), 700)))
        return chance

    def _stopped(self, values: Floats, histories: Histories) -> Floats:
        """The logarithm of the odds that who was silent since the last order has stopped (rows × sets)."""
        r, alpha, a, b = values
        tosses = self._tosses(histories)[:, None]
        silent = np.log((alpha + histories.age[:, None]) / (alpha + histories.last[:, None]))
        odds = np.log(a / np.where(tosses > 0, b + tosses - 1, 1.0))
        return np.where(tosses > 0, odds + (r + histories.repeats[:, None]) * silent, -np.inf)

    def tails(self, values: Floats, histories: Histories, weeks: float) -> Iterator[Floats]:
        """At least y orders come when their clock rings as often and the coin falls well y − 1 times."""
        r, alpha, a, b = values
        known = self._tosses(histories)[:, None]
        well, number = np.ones((len(known), len(r))), 0
        for rings in successes(r + histories.repeats[:, None], weeks / (alpha + histories.age[:, None] + weeks)):
            yield rings * well
            well, number = well * (b + known + number) / (a + b + known + number), number + 1
