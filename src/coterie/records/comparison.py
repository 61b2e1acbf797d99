"""Two runs side by side: who moved, what drifted, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Verdict = Literal["", "keep", "refresh", "anew"]
Grade = Literal["steady", "moved", "changed"]


@dataclass(frozen=True)
class Move:
    """The customers who were in one segment then and are in one now: `before` is None for new customers, `after` for lost ones.

    `stayed` says that both are the same segment. The money is what all of them had brought by then, and have by now.
    """

    before: int | None
    after: int | None
    customers: int
    money_before: float = 0.0
    money_after: float = 0.0
    stayed: bool = False


@dataclass(frozen=True)
class Drift:
    """How far one feature moved between the customers of then and of now.

    `before` and `after` are medians (of a category, the share of its most frequent level of then). `index` is the population
    stability index over tenths of then, less what chance alone would give.
    """

    feature: str
    before: float
    after: float
    index: float
    grade: Grade
    level: str = ""


@dataclass(frozen=True)
class Fit:
    """Whether the segments of then fit the customers of now, held against centres that follow the customers.

    `changed` is the share whose nearest centre would be another one, `tighter` how much of the spread within segments that
    would take away; `unusual` is the share who lie farther out than 99 in 100 did; `moved` is, of those in both runs, the share
    whose nearest centre of then is another one now.
    """

    customers: int
    changed: float
    tighter: float
    unusual: float
    moved: float = 0.0


@dataclass(frozen=True)
class Comparison:
    """What became of the customers of an earlier run, and whether its segments still fit; empty where nothing was compared.

    `names` are what the segments were called then. The `moves` hold every customer of either run once.
    """

    run: str = ""
    as_of: date | None = None
    names: Mapping[int, str] = field(default_factory=dict)
    moves: tuple[Move, ...] = ()
    drift: tuple[Drift, ...] = ()
    fit: Fit | None = None
    verdict: Verdict = ""
    reason: str = ""

    @property
    def both(self) -> int:
        """How many customers are in both runs."""
        return sum(move.customers for move in self.moves if move.before is not None and move.after is not None)

    @property
    def moved(self) -> int:
        """How many customers of both runs are in another segment now."""
        return self.both - sum(move.customers for move in self.moves if move.stayed)

    @property
    def new(self) -> int:
        """How many customers are in the later run only."""
        return sum(move.customers for move in self.moves if move.before is None)

    @property
    def lost(self) -> int:
        """How many customers are in the earlier run only."""
        return sum(move.customers for move in self.moves if move.after is None)
