"""Conditions on a feature: bounds that are readable numbers, or a few levels; as words, as SQL, and on a sample."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coterie.explain.phrases import rule_phrases
from coterie.records import Feature
from coterie.sql import quote
from coterie.words import listed, shown

LOWER = (0.0, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5)  # where a lower bound may leave a segment's own values; an upper one, above
LEVELS = 3  # so many levels of a category may be named


@dataclass(frozen=True)
class Condition:
    """What holds for a customer: a feature of at least `low` and at most `high`, or one of `levels`. No value, no hit."""

    feature: Feature
    low: float | None = None
    high: float | None = None
    levels: tuple[str, ...] = ()

    @property
    def sql(self) -> str:
        """The condition over the columns of the features table.

        >>> Condition(Feature("age", "Age", "", "", ",.0f", "numeric", "attribute"), 20.0, 35.0).sql
        '"age" >= 20 AND "age" <= 35'
        """
        column = quote.name(self.feature.name)
        if self.levels:
            return f"CAST({column} AS VARCHAR) IN ({', '.join(map(quote.text, self.levels))})"
        bounds = ((">=", self.low), ("<=", self.high))
        return " AND ".join(f"{column} {sign} {bound:.12g}" for sign, bound in bounds if bound is not None)

    @property
    def words(self) -> str:
        """The condition in words.

        >>> Condition(Feature("age", "Age", "", "", ",.0f", "numeric", "attribute"), 20.0, 35.0).words
        'Age is 20 to 35'
        """
        phrases, title = rule_phrases(self.feature), self.feature.title
        if self.levels:
            return phrases["level"].format(title=title, levels=listed(self.levels, "or"))
        low, high = ("" if bound is None else _shown(self.feature, bound) for bound in (self.low, self.high))
        key = "between" if low and high else "at_least" if low else "at_most"
        return phrases[key].format(title=title, low=low, high=high, range=_range(low, high))

    def holds(self, values: NDArray[Any]) -> NDArray[np.bool_]:
        """Where the condition holds among the values of its feature, of which NaN (or None, of a category) is none."""
        if self.levels:
            return np.isin(values, self.levels)
        low, high = (-math.inf if self.low is None else self.low), (math.inf if self.high is None else self.high)
        return np.asarray((values >= low) & (values <= high))

    def both(self, other: Condition) -> Condition:
        """This condition and another one on the same feature, as one."""
        lows, highs = ([b for b in bounds if b is not None] for bounds in ((self.low, other.low), (self.high, other.high)))
        return Condition(self.feature, max(lows, default=None), min(highs, default=None), self.levels or other.levels)


def _shown(feature: Feature, bound: float) -> str:
    """A bound as it is read: a whole one without decimals.

    >>> _shown(Feature("basket", "Lines per order", "", "lines", ",.1f", "numeric", "basket"), 18.0)
    '18 lines'
    """
    plain = bound.is_integer() and not feature.show.endswith("%")
    return shown(bound, ",.0f" if plain else feature.show, feature.unit)


def _range(low: str, high: str) -> str:
    """Two values as one speaks of what lies between them; what stands in both is said once.

    >>> _range("5 orders", "9 orders"), _range("£5", "£9"), _range("1 day", "9 days"), _range("1 order", "1 order")
    ('5 to 9 orders', '£5 to £9', '1 to 9 days', '1 order')
    """
    if low == high:
        return low
    number, _, unit = low.partition(" ")
    same = unit and high.rpartition(" ")[2].rstrip("s") == unit.rstrip("s")
    return f"{number if same else low} to {high}"


def merged(conditions: Sequence[Condition]) -> tuple[Condition, ...]:
    """Conditions of which none is on a feature that another one is on, in the order in which the features come."""
    found: dict[str, Condition] = {}
    for condition in conditions:
        name = condition.feature.name
        found[name] = found[name].both(condition) if name in found else condition
    return tuple(found.values())


def words_of_all(conditions: Sequence[Condition]) -> str:
    """Conditions as one phrase."""
    return listed([c.words for c in conditions])


def sql_of_all(conditions: Sequence[Condition]) -> str:
    """Conditions as one condition in SQL."""
    return " AND ".join(c.sql for c in conditions)


def offered(feature: Feature, values: NDArray[Any], inside: NDArray[np.bool_]) -> Iterator[tuple[int, Condition]]:
    """The conditions that may tell the customers `inside` from the others; with 0 for a lower bound or levels, 1 for an upper one."""
    own = values[inside]
    if feature.kind == "category":
        known, counts = np.unique([v for v in own.tolist() if v is not None], return_counts=True)
        common = [str(known[i]) for i in np.lexsort((known, -counts))]
        yield from ((0, Condition(feature, levels=tuple(common[: n + 1]))) for n in range(min(LEVELS, len(common))))
        return
    own = np.sort(own[np.isfinite(own)])
    if not len(own):
        return
    for side, shares in enumerate((LOWER, [1 - p for p in LOWER])):
        at = own[[round(p * (len(own) - 1)) for p in shares]].tolist()
        bounds = dict.fromkeys(_readable(feature, value, digits) for digits in (1, 2) for value in at)
        yield from ((side, Condition(feature, *((None, bound) if side else (bound, None)))) for bound in bounds)


def _readable(feature: Feature, value: float, digits: int) -> float:
    """A value with so many digits, and no finer than the feature is shown.

    >>> _readable(Feature("money", "Revenue", "", "£", ",.2f", "numeric", "money"), 1234.5, 2)
    1200.0
    >>> _readable(Feature("trend", "Recent share", "", "", ".0%", "numeric", "trend"), 0.4821, 2)
    0.48
    """
    finest = re.search(r"\.(\d+)([f%])$", feature.show)
    decimals = int(finest[1]) + (2 if finest[2] == "%" else 0) if finest else 12
    size = digits - 1 - math.floor(math.log10(abs(value))) if value else 0
    return round(value, min(decimals, size)) + 0.0
