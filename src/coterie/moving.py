"""What would move a customer: the smallest change of one feature alone, within what the data shows, that gives another segment."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from coterie.reasons import Row, is_known, said
from coterie.records import NO_SEGMENT, SCORES, Feature, Story
from coterie.words import lowered

if TYPE_CHECKING:
    from coterie.records import Floats
    from coterie.scorer import Scorer

TRIED = 200  # values of a feature that are tried on each side
HALVINGS = 20
SHOWN = 6


@dataclass(frozen=True)
class Change:
    """One feature at another value, all else the same, and the segment that this gives.

    `passed` is the share of the customers whose value lies between the two, of a category 1: the size of the change.
    """

    feature: str
    before: float | str | None
    after: float | str
    segment: int
    name: str
    passed: float
    sentence: str


@dataclass(frozen=True)
class Step:
    """The way from a value that leaves the segment as it is to the next one tried, which does not."""

    feature: Feature
    own: float
    inside: float
    outside: float
    seen: Floats


def changes(story: Story, scorer: Scorer, row: Row, segment: int) -> tuple[Change, ...]:
    """The changes that would move a customer, the smallest first; nothing where no single feature does it."""
    steps = _steps(story, scorer, row, segment)
    found = [*_numbers(story, scorer, row, segment, steps), *_levels(story, scorer, row, segment)]
    found.sort(key=lambda change: (round(change.passed, 9), change.feature))
    return tuple(found[:SHOWN])


def _placed(scorer: Scorer, rows: Sequence[Row]) -> list[int]:
    """The segment of each; scores follow from what they score."""
    return [found.segment for found in scorer.each([{name: row.get(name) for name in scorer.needs} for row in rows])]


def _changeable(story: Story, kind: str) -> Iterator[Feature]:
    """The features that have a part in the segments; scores follow from what they score."""
    parts = {p.feature for p in story.model.space.parameters}
    if story.model.rule or parts & {c.score for c in story.model.cuts}:
        parts |= {c.feature for c in (*story.model.cuts, *story.model.rule_cuts)}
    return (f for f in story.features.columns if f.name in parts and f.family != SCORES and f.kind == kind)


def _steps(story: Story, scorer: Scorer, row: Row, segment: int) -> list[Step]:
    """Per feature and side, where the segment first changes among the values that customers have."""
    asked: list[tuple[Feature, float, Floats, Floats]] = []
    for feature in _changeable(story, "numeric"):
        seen = _seen(story, feature.name)
        if not is_known(row.get(feature.name)) or not len(seen):
            continue
        own = float(row[feature.name])
        below, above = seen[seen < own][::-1], seen[seen > own]
        asked += [(feature, own, _thinned(side), seen) for side in (below, above) if len(side)]
    tried = [{**row, feature.name: float(v)} for feature, _, values, _ in asked for v in values]
    labels = iter(_placed(scorer, tried))
    steps = []
    for feature, own, values, seen in asked:
        other = [next(labels) != segment for _ in values]
        if any(other):
            first = other.index(True)
            steps.append(Step(feature, own, float(values[first - 1]) if first else own, float(values[first]), seen))
    return steps


def _seen(story: Story, name: str) -> Floats:
    """The values that customers have, as the sample knows them, from the least to the most of all."""
    shape = next((d for d in story.exploration.distributions if d.feature == name), None)
    ends = [shape.quantiles["min"], shape.quantiles["max"]] if shape and shape.quantiles else []
    values = [v for v in story.segments.portrait.values.get(name, ()) if isinstance(v, int | float)]
    return np.array(sorted(v for v in (*values, *ends) if math.isfinite(v)))


def _thinned(values: Floats) -> Floats:
    """Values in their order, a few only of many, the first and the last among them."""
    different: Floats = values[np.append(True, values[1:] != values[:-1])]
    taken: Floats = different[np.unique(np.linspace(0, len(different) - 1, TRIED).round().astype(int))]
    return taken


def _numbers(story: Story, scorer: Scorer, row: Row, segment: int, steps: Sequence[Step]) -> Iterator[Change]:
    """The change that each step comes to, when it is halved until nobody could tell the difference, and rounded up."""
    inside, outside = (np.array([getattr(s, side) for s in steps]) for side in ("inside", "outside"))
    for _ in range(HALVINGS if steps else 0):
        middle = (inside + outside) / 2
        same = np.array(_placed(scorer, [{**row, s.feature.name: m} for s, m in zip(steps, middle, strict=True)])) == segment
        inside, outside = np.where(same, middle, inside), np.where(same, outside, middle)
    after = [_rounded(s, value) for s, value in zip(steps, outside.tolist(), strict=True)]
    labels = _placed(scorer, [{**row, s.feature.name: v} for s, v in zip(steps, after, strict=True)])
    for step, value, label in zip(steps, after, labels, strict=True):
        if label != segment:
            passed = float(np.mean((step.seen > min(step.own, value)) & (step.seen < max(step.own, value))))
            yield _change(story, step.feature, (step.own, value), label, passed)


def _rounded(step: Step, value: float) -> float:
    """A value as it is shown, farther from the own one rather than nearer, but not beyond what is seen."""
    whole = bool((step.seen == np.rint(step.seen)).all())
    digits = 0 if whole else _decimals(step.feature.show)
    size, up = 10.0**digits, value > step.own
    found = (math.ceil if up else math.floor)(round(value * size, 6)) / size
    return min(found, float(step.seen[-1])) if up else max(found, float(step.seen[0]))


def _decimals(show: str) -> int:
    """How many decimals a feature is shown with, of the number itself.

    >>> _decimals(",.2f"), _decimals(".0%"), _decimals("")
    (2, 2, 3)
    """
    digits = show.rstrip("f%").rpartition(".")[2]
    return int(digits) + 2 * show.endswith("%") if digits.isdigit() else 3


def _levels(story: Story, scorer: Scorer, row: Row, segment: int) -> Iterator[Change]:
    """Of each category the most common level that gives another segment."""
    shapes = {d.feature: d for d in story.exploration.distributions}
    for feature in _changeable(story, "category"):
        levels = [level for level, _ in shapes[feature.name].levels if level != row.get(feature.name)] if feature.name in shapes else []
        labels = _placed(scorer, [{**row, feature.name: level} for level in levels])
        moved = next(((level, label) for level, label in zip(levels, labels, strict=True) if label != segment), None)
        if moved:
            yield _change(story, feature, (row.get(feature.name), moved[0]), moved[1], 1.0)


def _change(story: Story, feature: Feature, values: tuple[Any, Any], label: int, passed: float) -> Change:
    """The change with its sentence."""
    name = story.model.names[label]
    before, after = values
    where = f"they would be in “{name}”" if label != NO_SEGMENT else "they would be in no segment"
    sentence = f"If {lowered(feature.title)} were {said(feature, after)} instead of {said(feature, before)}, {where}."
    return Change(feature.name, before, after, label, name, passed, sentence)
