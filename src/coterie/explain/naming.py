"""A name for each segment: situations with conditions, scored by fit and given jointly, so that no two are the same."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from coterie.explain.concepts import facets, names_file
from coterie.explain.measured import Everyone, Measured
from coterie.explain.phrases import by_value, named_by_traits, told_apart
from coterie.kernels.assignment import best_columns
from coterie.records import NO_SEGMENT, NO_SEGMENT_NAME

ALL = "All customers"  # what the only segment is called
QUIET = "quiet"
Said = frozenset[tuple[str, ...]]  # what names say, see `_said`
AGES = {"Young": -0.9, "Older": 0.9}
AGE_FROM = 0.5  # a segment so many deviations younger or older may be called so
NEAR = 0.35  # how near zero a facet must be to count for a situation that wants it in the middle
CALM = 1.25  # who is further from everyone in anything is not called average
TWIN = 0.3  # what it costs to give a name to a second segment, which then gets a trait beside it
ROOM = 0.25  # so far beyond its bounds a segment keeps a name
FALLBACK = 0.15  # a situation that fits less well than this is worse than a name made of traits


@dataclass(frozen=True)
class Situation:
    """One entry of `names.toml`, see there."""

    key: str
    name: str
    advice: str
    wants: Mapping[str, float]
    least: Mapping[str, float] = field(default_factory=dict)
    most: Mapping[str, float] = field(default_factory=dict)
    mean: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    days: Mapping[str, float] = field(default_factory=dict)
    ages: bool = False

    @property
    def facets(self) -> frozenset[str]:
        """All facets that it looks at."""
        return frozenset({*self.wants, *self.least, *self.most, *self.mean, *self.days} - {QUIET})


@dataclass(frozen=True)
class Named:
    """A segment's name, the situation that it was found by ('' for none), and its table of advice."""

    name: str
    situation: str
    advice: str


def situations() -> Iterator[Situation]:
    """All situations of the data file; those with ages thrice.

    >>> [s.name for s in situations() if s.key.startswith("high-income-savers")]
    ['High-income savers', 'Young high-income savers', 'Older high-income savers']
    """
    for entry in names_file()["situation"]:
        situation = _situation(entry)
        yield situation
        for word, age in AGES.items() if situation.ages else ():
            bound = {"most" if age < 0 else "least": {"age": math.copysign(AGE_FROM, age)}}
            yield replace(
                situation,
                key=f"{situation.key}-{word.lower()}",
                name=f"{word} {situation.name[0].lower()}{situation.name[1:]}",
                wants={**situation.wants, "age": age},
                least={**situation.least, **bound.get("least", {})},
                most={**situation.most, **bound.get("most", {})},
                ages=False,
            )


def _situation(entry: Mapping[str, Any]) -> Situation:
    """An entry of the file as a record."""
    mean = {facet: (low, high) for facet, (low, high) in entry.get("mean", {}).items()}
    least, most = entry.get("least", {}), entry.get("most", {})
    more = {"days": entry.get("days", {}), "ages": entry.get("ages", False)}
    return Situation(entry["key"], entry["name"], entry["advice"], entry["wants"], least, most, mean, **more)


def name_all(measured: Sequence[Measured], everyone: Everyone, given: Mapping[int, str], taken: Collection[str] = ()) -> dict[int, Named]:
    """The name of each segment, by its id; names that a rule or an earlier run has given are kept, and only their situations
    are found. No other segment gets a name that is `taken`."""
    if len(measured) == 1 and not given:
        return {measured[0].id: Named(ALL, "", "middle")}
    shown = facets(list(everyone.features.values()))
    named = {s.id: _best_of_all(s, shown, given[s.id]) for s in measured if s.id in given}
    named |= {s.id: Named(NO_SEGMENT_NAME, "", _general_advice(s, shown)) for s in measured if s.id == NO_SEGMENT}
    return named | _found([s for s in measured if s.id not in named], everyone, shown, frozenset(map(_said, taken)))


def _found(measured: Sequence[Measured], everyone: Everyone, shown: Mapping[str, str], taken: Said) -> dict[int, Named]:
    """The names that the features give; one that would still say what another name says has its segment's id behind it."""
    found = _jointly(measured, shown, taken)
    left = [s for s in measured if s.id not in found]
    for segment in left:
        found[segment.id] = Named(named_by_traits(segment, everyone), "", _general_advice(segment, shown))
    named = _apart(found, measured, everyone)
    return {i: replace(n, name=f"{n.name}, group {i}") if _said(n.name) in taken else n for i, n in named.items()}


def _jointly(measured: Sequence[Measured], shown: Mapping[str, str], taken: Said) -> dict[int, Named]:
    """The names that fit best in total, each for two segments at most; a segment that no name fits is left out."""
    known = [s for s in situations() if s.facets <= set(shown) and _said(s.name) not in taken]
    names = list(dict.fromkeys(s.name for s in known))
    fits = np.full((len(measured), 2 * len(names) + len(measured)), FALLBACK)
    best: dict[tuple[int, int], Situation] = {}
    for row, segment in enumerate(measured):
        for column, name in enumerate(names):
            scored = [(fit(s, segment, shown), s) for s in known if s.name == name]
            score, situation = max(scored, key=lambda pair: pair[0])
            fits[row, column] = round(max(score, -1e6), 9)
            fits[row, len(names) + column] = fits[row, column] - TWIN
            best[row, column] = situation
    return {
        measured[r].id: Named((found := best[r, c % len(names)]).name, found.key, found.advice)
        for r, c in enumerate(best_columns(fits).tolist())
        if c < 2 * len(names)
    }


def fit(situation: Situation, segment: Measured, shown: Mapping[str, str]) -> float:
    """How well a situation describes a segment; minus infinity where one of its bounds is broken or a facet is missing.

    What is wanted counts as far as it is there, and what lacks of it counts against, unless its bound says that so much is
    enough; more than is wanted changes nothing.
    """
    at = {facet: segment.fair[feature] for facet, feature in shown.items() if feature in segment.fair}
    if not situation.facets <= set(at):
        return -math.inf
    broken = (
        any(at[facet] < bound for facet, bound in situation.least.items())
        or any(at[facet] > bound for facet, bound in situation.most.items())
        or not all(low <= _own(facet, segment, shown, low) <= high for facet, (low, high) in situation.mean.items())
        # Only of a feature made of orders it is known that it counts days.
        or any(shown[facet] == facet and _own(facet, segment, shown, days) < days for facet, days in situation.days.items())
        or (not any(situation.wants.values()) and max(map(abs, segment.fair.values())) > CALM)
        or (situation.ages and abs(at.get("age", 0.0)) >= AGE_FROM)
    )
    if broken:
        return -math.inf
    return sum(max(_part(at[f], wanted), 0.0 if _bounded(situation, f, wanted) else -math.inf) for f, wanted in situation.wants.items())


def still_fits(name: str, segment: Measured, everyone: Everyone) -> bool | None:
    """Whether a segment may go on under a name, None if it stands for no situation.

    A name once given stays a little beyond its bounds, so that it does not come and go where a segment lies on one.
    """
    shown = facets(list(everyone.features.values()))
    meant = [s for s in situations() if name == s.name or name.startswith(f"{s.name}, ")]
    return any(fit(_wider(s), segment, shown) > 0 for s in meant) if meant else None


def _wider(situation: Situation) -> Situation:
    """A situation with some room around its bounds."""
    least, most = situation.least.items(), situation.most.items()
    return replace(situation, least={f: b - ROOM for f, b in least}, most={f: b + ROOM for f, b in most})


def _bounded(situation: Situation, facet: str, wanted: float) -> bool:
    """Whether a bound says how much of a facet is enough: from below, from above, or for the middle from both sides."""
    return (wanted < 0 or facet in situation.least) and (wanted > 0 or facet in situation.most)


def _own(facet: str, segment: Measured, shown: Mapping[str, str], unknown: float) -> float:
    """The segment's own mean of a facet, or its share of quiet customers."""
    if facet == QUIET:
        return unknown if segment.quiet_share is None else segment.quiet_share
    line = segment.of(shown[facet])
    return line.mean if line else unknown


def _part(at: float, wanted: float) -> float:
    """What one facet adds to the fit.

    >>> _part(1.5, 1.0), _part(0.5, 1.0), _part(-0.5, 1.0), round(_part(0.1, 0), 2)
    (1.0, 0.0, -2.0, 0.25)
    """
    if wanted == 0:
        return NEAR - abs(at)
    return 2 * min(at * math.copysign(1, wanted), abs(wanted)) - abs(wanted)


def _best_of_all(segment: Measured, shown: Mapping[str, str], name: str) -> Named:
    """A given name with the situation that fits the segment best, for its advice."""
    known = [s for s in situations() if s.facets <= set(shown)]
    score, situation = max(((fit(s, segment, shown), s) for s in known), key=lambda pair: pair[0], default=(-math.inf, None))
    if situation is None or score < FALLBACK:
        return Named(name, "", _general_advice(segment, shown))
    return Named(name, situation.key, situation.advice)


def _general_advice(segment: Measured, shown: Mapping[str, str]) -> str:
    """The table of advice for a segment that no situation describes: by its worth, where there is money."""
    worth = segment.fair.get(shown.get("money", ""), 0.0)
    return "general-high" if worth >= NEAR or segment.money_share > 1.5 * segment.share else "general"


def _apart(found: Mapping[int, Named], measured: Sequence[Measured], everyone: Everyone) -> dict[int, Named]:
    """Names that say the same get the trait that tells their segments apart, else a value; the id only where nothing does."""
    by_id = {s.id: s for s in measured}
    result = dict(found)
    for tell in (told_apart, by_value, _by_id):
        alike: dict[tuple[str, ...], list[int]] = {}
        for number, named in result.items():
            alike.setdefault(_said(named.name), []).append(number)
        for numbers in (n for n in alike.values() if len(n) > 1):
            twins, name = [by_id[number] for number in numbers], result[numbers[0]].name
            for segment in twins:
                suffix = tell(segment, twins, everyone, name)
                result[segment.id] = replace(result[segment.id], name=f"{name}, {suffix}" if suffix else name)
    return {i: result[i] for i in sorted(result)}


def _said(name: str) -> tuple[str, ...]:
    """What a name says, whatever the order of its words.

    >>> _said("High A2 and A1") == _said("High A1 and A2")
    True
    """
    return tuple(sorted(re.findall(r"[^\s,]+", name.casefold())))


def _by_id(segment: Measured, twins: Sequence[Measured], everyone: Everyone, name: str) -> str:
    """The last resort."""
    return f"group {segment.id}"
