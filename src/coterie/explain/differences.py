"""How far each segment lies from everyone, feature by feature, and how sure that is."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from coterie.kernels.apart import interval, share_apart
from coterie.records import Difference

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from coterie.explain.profile import Asked
    from coterie.records import FeatureProfile

Row = dict[str, Any]


def differences(
    rows: Mapping[int, Row], asked: Asked, profiles: Mapping[int, Sequence[FeatureProfile]]
) -> dict[int, tuple[Difference, ...]]:
    """By segment, the furthest first; the rows are those of `profile_sql`."""
    found: dict[int, list[Difference]] = {segment: [] for segment in rows}
    for i, name in enumerate(asked.numbers):
        for segment, told in _number(rows, asked, i, name):
            found[segment].append(told)
    known = {name: sum(row[f"known{place}"] for row in rows.values()) for place, name in enumerate(asked.levels)}
    for segment, lines in profiles.items():
        own = {name: rows[segment][f"known{place}"] for place, name in enumerate(asked.levels)}
        found[segment] += [_level(line, own[line.feature], known[line.feature]) for line in lines if line.level and line.difference]
    return {segment: tuple(sorted(told, key=_furthest)) for segment, told in found.items()}


def _furthest(told: Difference) -> tuple[float, str, str]:
    """Where a difference stands among others."""
    return -round(abs(told.difference), 9), told.feature, told.level


def _number(rows: Mapping[int, Row], asked: Asked, i: int, name: str) -> Iterator[tuple[int, Difference]]:
    """A number feature in each segment that has it: on the logarithmic scale where it has a tail."""
    everyone = sum(row[f"count{i}"] for row in rows.values())
    tail = name in asked.tails
    center, deviation = asked.spread.get(name, (0.0, 0.0))
    if tail:
        center = math.fsum(row[f"fair{i}"] or 0.0 for row in rows.values()) / everyone
        mean_square = math.fsum(row[f"squares{i}"] or 0.0 for row in rows.values()) / everyone
        deviation = math.sqrt(max(0.0, mean_square - center**2))
    for segment, row in rows.items():
        count = row[f"count{i}"]
        if not count or deviation <= 0:
            continue
        mean, square = row[f"fair{i}" if tail else f"sum{i}"] / count, row[f"squares{i}"] / count
        apart = (mean - center) / deviation
        if tail:
            square = (square - 2 * center * mean + center**2) / deviation**2
        yield segment, Difference(name, "", apart, *interval(apart, square, count, everyone))


def _level(line: FeatureProfile, count: int, everyone: int) -> Difference:
    """A level of a category, in a segment of whom so many have any."""
    apart, square = share_apart(line.mean, line.overall_mean, count)
    return Difference(line.feature, line.level, apart, *interval(apart, square, count, everyone))
