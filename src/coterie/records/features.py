"""What is known of each customer, as of a date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

SCORES = "scores"  # the family of features that say again, in steps, what recency, orders and money say
SPENT = "spent after the cut-off"  # the column of what came in later, which no feature can be called


@dataclass(frozen=True)
class Feature:
    """One column of the features table: what it means, its unit and how it is shown.

    `family` is the file it comes from, or `attribute`. `show` is a Python format spec ('.0f', ',.2f', '.0%').
    `good` says which end a business wants: 1 high, -1 low, 0 neither. `sql` is its expression (see `features`).
    `default` says that it is in the space where the plan names no features; others are then worked out all the same, and
    tell of the segments. `own` says that the user wrote it, and over which table; its
    family is `attribute`, as people speak of it like of one.
    """

    name: str
    title: str
    sentence: str
    unit: str
    show: str
    kind: Literal["numeric", "category"]
    family: str
    sql: str = ""
    good: int = 0
    space: bool = True
    needs: frozenset[str] = frozenset()
    default: bool = True
    own: Literal["", "orders", "customers"] = ""

    @property
    def aside(self) -> bool:
        """Whether it tells of segments that it had no part in: the plan did not ask for it, and it is in no space unasked."""
        return not self.default and not self.space


@dataclass(frozen=True)
class Cuts:
    """Frozen cut-points of one score: `bins` lower edges; a value scores 1 + how many edges it reaches.

    `reverse` is for recency, where few days score high. `note` says what happened when bins collided.
    """

    score: str
    feature: str
    edges: tuple[float, ...]
    bins: int
    reverse: bool = False
    note: str = ""


@dataclass(frozen=True)
class Earlier:
    """Features as of an earlier day, and what came in from the customers in the `days` since; or the `reason` why there are none.

    `table` has the columns of the features, but no scores and none that is aside, of a sample of those who had bought by then; and `spent`.
    """

    table: str = ""
    as_of: date | None = None
    days: int = 0
    reason: str = ""


@dataclass(frozen=True)
class Features:
    """One row per customer, as of a date.

    `table` has `position` (0, 1, 2… in the order of the customer id), `customer`, and one column per feature.
    """

    table: str
    columns: tuple[Feature, ...]
    customers: int
    as_of: date | None = None
    cuts: tuple[Cuts, ...] = ()
    notes: tuple[str, ...] = ()
    earlier: Earlier = Earlier()

    def feature(self, name: str) -> Feature:
        """The feature of that name."""
        return next(f for f in self.columns if f.name == name)

    @property
    def money_unit(self) -> str:
        """The unit of what customers brought by their orders; "" where nobody knows."""
        return next((f.unit for f in self.columns if f.name == "money"), "")
