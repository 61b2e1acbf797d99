"""What a model of orders is: how likely a history is, who is still active, and how many orders come."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from coterie.kernels.likelihood import highest, spread

if TYPE_CHECKING:
    from coterie.records import Floats, Integers

REACH = 9.0  # a parameter is at most so many times e from where the search begins
WEEK = 7.0


@dataclass(frozen=True)
class Histories:
    """Customers by their history; those with the same are one row of so many `customers`.

    `repeats` counts days with an order after the first, `last` and `age` are weeks from the first order to the last and to today.

    >>> Histories.of([2, 0], [140, 0], [272, 272], [1, 5]).age.round(2).tolist()
    [38.86, 38.86]
    """

    repeats: Integers
    last: Floats
    age: Floats
    customers: Floats

    @classmethod
    def of(cls, repeats: object, span: object, age: object, customers: object) -> Histories:
        """From columns in which time is in days; `span` is that from the first order to the last."""
        last, known = (np.asarray(days, dtype=float) / WEEK for days in (span, age))
        return cls(np.asarray(repeats, dtype=np.int64), last, known, np.asarray(customers, dtype=float))

    @property
    def rate(self) -> float:
        """Orders per customer and week, after the first."""
        return max(float((self.repeats * self.customers).sum() / max((self.age * self.customers).sum(), 1.0)), 1e-6)

    def some(self, rows: Integers) -> Histories:
        """Some of the rows."""
        return Histories(self.repeats[rows], self.last[rows], self.age[rows], self.customers[rows])


@dataclass(frozen=True)
class Fit:
    """The parameters that make histories most likely, the covariance of their logarithms, and the log likelihood."""

    values: Floats
    covariance: Floats
    log_likelihood: float


class OrderModel(ABC):
    """How often customers order, and when they stop. Parameters are positive; times are in weeks.

    `certain` says that the model takes whoever ordered once as active beyond doubt.
    """

    title: ClassVar[str]
    names: ClassVar[tuple[str, ...]]
    above: ClassVar[tuple[float, ...]] = (0.0, 0.0, 0.0, 0.0)
    certain: ClassVar[bool] = False
    of_orders: ClassVar[bool] = True

    @abstractmethod
    def start(self, histories: Histories) -> Floats:
        """Parameters to begin the search from."""

    @abstractmethod
    def likelihood(self, values: Floats, histories: Histories) -> tuple[Floats, Floats]:
        """The log likelihood of each row, and its slopes in the parameters (rows × parameters)."""

    @abstractmethod
    def active(self, values: Floats, histories: Histories) -> Floats:
        """The chance that a customer of each row is still active, for several sets of parameters (rows × sets)."""

    @abstractmethod
    def tails(self, values: Floats, histories: Histories, weeks: float) -> Iterator[Floats]:
        """The chance of at least 1, 2, 3… orders in the coming weeks of who is active (rows × sets), without end."""

    def fit(self, histories: Histories, near: Floats | None = None) -> Fit:
        """The most likely parameters, found on their logarithms, from a start of its own or one that is known to be near."""
        total = float(histories.customers.sum())

        def mean(logarithms: Floats) -> tuple[float, Floats]:
            values = np.exp(logarithms)
            likely, slopes = self.likelihood(values, histories)
            weight = histories.customers / total
            return float((likely * weight).sum()), (slopes * weight[:, None]).sum(axis=0) * values

        best = highest(mean, np.log(self.start(histories) if near is None else near), REACH, total)
        return Fit(np.exp(best), spread(mean, best, total), mean(best)[0] * total)


def successes(size: Floats, share: Floats) -> Iterator[Floats]:
    """The chance of at least 1, 2, 3… in a negative binomial distribution of that size and share, without end.

    >>> from itertools import islice
    >>> [float(tail.round(4)) for tail in islice(successes(np.array(1.0), np.array(0.5)), 3)]
    [0.5, 0.25, 0.125]
    """
    likely = size * np.log1p(-share)  # as logarithms: the chance of none may be too small for a number
    with np.errstate(divide="ignore"):
        again = np.log(share)
    below, number = np.exp(likely), 0
    while True:
        yield np.maximum(1 - below, 0.0)
        likely = likely + np.log((size + number) / (number + 1)) + again
        below, number = below + np.exp(likely), number + 1
