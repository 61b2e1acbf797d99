"""Gamma-Gamma: what an order brings differs around a customer's own mean, and the means differ (Fader, Hardie and Lee, 2005)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from coterie.kernels.gamma import digamma, log_gamma
from coterie.kernels.likelihood import highest, spread
from coterie.value._base import Fit

if TYPE_CHECKING:
    from coterie.records import Floats

LEAST_Q = 1.05  # below one, the mean of all customers' means would be infinite
# How many times e the parameters may lie from where the search begins. A customer's orders differ by 14 % or more from one
# another (p is below 50): means alone may leave that open, and then everything would be certain.
REACH = np.array([3.2, 4.0, 9.0])


class GammaGamma:
    """An order's money is gamma distributed with shape p; the customers' rates are so with shape q and rate gamma.

    How much and how often customers buy are taken as unrelated.
    """

    title = "Gamma-Gamma"
    names = ("p", "q", "gamma")
    of_orders = False
    above = (0.0, LEAST_Q, 0.0)

    def likelihood(self, values: Floats, orders: Floats, mean: Floats) -> tuple[Floats, Floats]:
        """The log likelihood of a customer's mean over so many orders, and its slopes in the parameters."""
        p, q, gamma = values
        shape, reached = p * orders, gamma + orders * mean
        likely = log_gamma(shape + q) - log_gamma(shape) - log_gamma(np.array([q])) + q * np.log(gamma / reached)
        likely = likely + shape * np.log(orders * mean / reached) - np.log(mean)
        both, of_q = digamma(shape + q), digamma(np.array([q]))
        slopes = (
            orders * (both - digamma(shape) + np.log(orders * mean / reached)),
            both - of_q + np.log(gamma / reached),
            q / gamma - (shape + q) / reached,
        )
        return likely, np.column_stack(slopes)

    def fit(self, orders: Floats, mean: Floats) -> Fit:
        """The most likely parameters, of customers with so many orders of so much on average; all above zero."""
        above = np.array(self.above)

        def slope(logarithms: Floats) -> tuple[float, Floats]:
            values = np.exp(logarithms) + above
            likely, slopes = self.likelihood(values, orders, mean)
            return float(likely.sum() / len(orders)), slopes.sum(axis=0) / len(orders) * (values - above)

        usual = float(mean.sum() / len(mean))
        best = highest(slope, np.log([2.0, 2.0, usual]), REACH, len(orders))
        values = np.exp(best) + above
        return Fit(values, spread(slope, best, len(orders)), slope(best)[0] * len(orders))


MEMBER = GammaGamma()
