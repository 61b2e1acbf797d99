"""The effect of a contact: those who were contacted against those who were held out by chance, with an interval."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coterie.records import Effect
from coterie.sql import quote

if TYPE_CHECKING:
    from coterie.records.effect import Answer

FEWEST = 20  # in either group: of fewer, no interval is worth its name
SURE = 0.95


@dataclass(frozen=True)
class Arm:
    """One of the two groups of a segment: how many people, and the mean and the variance of a measure."""

    people: int
    mean: float
    variance: float


def arms_sql(trial: str, measures: str, names: Sequence[str]) -> str:
    """Per segment and group how many people there are, and of each measure the sum and the sum of squares.

    >>> print(arms_sql("trial", "after", ["spent"]).partition(" FROM ")[0])
    SELECT t.segment, t.control, count(*) AS people, exact_sum(m."spent") AS sum0, exact_sum(m."spent" * m."spent") AS squares0
    """
    sums = ", ".join(
        f"exact_sum(m.{quote.name(n)}) AS sum{i}, exact_sum(m.{quote.name(n)} * m.{quote.name(n)}) AS squares{i}"
        for i, n in enumerate(names)
    )
    return (
        f"SELECT t.segment, t.control, count(*) AS people, {sums} FROM {quote.name(trial)} AS t"
        f" JOIN {quote.name(measures)} AS m ON m.customer = t.customer GROUP BY 1, 2 ORDER BY 1, 2"
    )


def arms(rows: Sequence[tuple[int, bool, int, float | None, float | None]]) -> dict[int, dict[bool, Arm]]:
    """The groups of each segment, from their sums; True is who was held out.

    >>> arms([(1, True, 2, 4.0, 10.0)])
    {1: {True: Arm(people=2, mean=2.0, variance=2.0)}}
    """
    found: dict[int, dict[bool, Arm]] = {}
    for segment, held, people, total, squares in rows:
        mean = (total or 0.0) / people
        variance = max(0.0, (squares or 0.0) - people * mean * mean) / (people - 1) if people > 1 else 0.0
        found.setdefault(segment, {})[held] = Arm(people, mean, variance)
    return found


def effects(found: Mapping[int, Mapping[bool, Arm]], measure: str) -> tuple[Effect, ...]:
    """The effect in every segment, and in all together, each segment by how many of it were contacted."""
    none = Arm(0, math.nan, 0.0)
    pairs = {segment: (groups.get(False, none), groups.get(True, none)) for segment, groups in sorted(found.items())}
    each = tuple(effect(segment, measure, *pair) for segment, pair in pairs.items())
    told = {segment: pair for segment, pair in pairs.items() if all(arm.people >= 2 for arm in pair)}
    if len(pairs) < 2 or not told:
        return each
    return (_together(list(told.values()), measure), *each)


def effect(segment: int | None, measure: str, contacted: Arm, control: Arm) -> Effect:
    """The difference of two groups and its interval, with one variance for both.

    Chance made the groups, so without an effect they spread alike; and what a few who were held out spent, when most spent
    nothing, tells too little of how they spread: with a variance of their own, one interval in six would find an effect that
    is none.

    >>> effect(1, "spent", Arm(400, 12.0, 4.0), Arm(100, 10.0, 4.0)).answer
    'more'
    >>> effect(1, "spent", Arm(400, 12.0, 4.0), Arm(3, 10.0, 4.0)).answer
    'too few'
    """
    return _told(segment, measure, [(contacted, control)], [contacted.mean, control.mean])


def _told(segment: int | None, measure: str, pairs: Sequence[tuple[Arm, Arm]], means: Sequence[float]) -> Effect:
    """The effect from one pair of groups or from several, each counted by how many of it were contacted."""
    contacted, control = (sum(arm.people for arm in side) for side in zip(*pairs, strict=True))
    difference, half = math.nan, math.nan
    if min(contacted, control) >= FEWEST:
        difference = means[0] - means[1]
        errors = math.fsum((pair[0].people / contacted) ** 2 * _error(*pair) for pair in pairs)
        half = _times(contacted + control - 2 * len(pairs)) * math.sqrt(errors)
    low, high = difference - half, difference + half
    with_it, without = means
    return Effect(segment, measure, contacted, control, with_it, without, difference, low, high, _answer(low, high))


def _together(pairs: Sequence[tuple[Arm, Arm]], measure: str) -> Effect:
    """All segments: the shares that were held out need not be the same."""
    contacted = sum(pair[0].people for pair in pairs)
    means = [math.fsum(pair[0].people / contacted * pair[side].mean for pair in pairs) for side in (0, 1)]
    return _told(None, measure, pairs, means)


def _error(contacted: Arm, control: Arm) -> float:
    """The variance of the difference of two means."""
    squares = sum(arm.variance * (arm.people - 1) for arm in (contacted, control))
    return squares / (contacted.people + control.people - 2) * (1 / contacted.people + 1 / control.people)


def _times(freedom: int) -> float:
    """How many standard errors the interval reaches to either side: Student's t."""
    from scipy.special import stdtrit

    return float(stdtrit(freedom, 0.5 + SURE / 2))


def _answer(low: float, high: float) -> Answer:
    """What an interval says: zero inside it says nothing."""
    if math.isnan(low):
        return "too few"
    return "more" if low > 0 else "less" if high < 0 else "unclear"
