"""Why a customer is in a segment and not in the next one: which features pull there, in sentences."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from coterie.kernels.coordinates import features_of_axes, plain_coordinates
from coterie.kernels.nearest import squared_distances
from coterie.plan import make_plan
from coterie.records import NO_SEGMENT, Feature, Model, Segment, Story
from coterie.registry import member
from coterie.words import listed, part, rough_value

if TYPE_CHECKING:
    from coterie.records import Floats
    from coterie.scorer import Scorer

SAID = 3  # so many features are told of
Row = Mapping[str, Any]  # a customer by features; None is not known
TELLING = 0.1  # of all that pulls to the segment


@dataclass(frozen=True)
class Reason:
    """One feature that pulls a customer to the segment, or to the runner-up where `pull` is below zero.

    The pulls of all features add up to how much farther the middle of the runner-up is, as squared distances.
    """

    feature: str
    pull: float
    words: str


@dataclass(frozen=True)
class Reasons:
    """The segment that is next nearest, what pulls to either one, the strongest first, and all of it in sentences.

    A rule looks at no distances: its reason is what it says of the customer.
    """

    runner_up: int | None
    pulls: tuple[Reason, ...]
    sentences: tuple[str, ...]


def reasons(story: Story, scorer: Scorer, row: Row, segment: int) -> Reasons:
    """Why a customer with these features is in this segment."""
    model, names = story.model, story.model.names
    if model.rule and segment != NO_SEGMENT:
        return Reasons(None, (), (_ruled(story, scorer, row, segment),))
    plain = plain_coordinates(model.space, scorer.arrays([row]))[0]
    other = _runner_up(model, _turned(model, plain), segment)
    if other is None:
        return Reasons(None, (), _only(story, segment))
    by_feature = _pulls(model, plain, segment, other)
    told = sorted(by_feature, key=lambda name: -round(by_feature[name], 9))
    pulls = tuple(Reason(name, by_feature[name], _words(story, name, row.get(name), segment, other)) for name in told)
    if segment == NO_SEGMENT:
        return Reasons(other, pulls, (f"In no segment: nobody like this customer is near enough. The nearest is “{names[other]}”.",))
    begin = f"The segment is “{names[segment]}”; the next nearest is “{names[other]}”."
    return Reasons(other, pulls, (begin, *_told(pulls, names[segment], names[other])))


def _turned(model: Model, plain: Floats) -> Floats:
    """Plain coordinates as the methods see them."""
    space = model.space
    return (plain - np.array(space.pca_center)) @ np.array(space.components).T if space.components else plain


def _runner_up(model: Model, place: Floats, segment: int) -> int | None:
    """The segment whose middle is nearest among the others."""
    far = squared_distances(place[None, :], model.centroids)[0]
    others = sorted((float(d), number) for d, number in zip(far, model.by_value, strict=True) if number != segment)
    return others[0][1] if others else None


def _pulls(model: Model, plain: Floats, segment: int, other: int) -> dict[str, float]:
    """By feature, how much farther it makes the middle of the other segment than that of the own one."""
    place = dict(zip(model.by_value, model.centroids, strict=True))
    own, its = place.get(segment, place[other]), place[other]
    apart, middle = own - its, (own + its) / 2
    space = model.space
    if space.components:  # back from the components to what they are made of
        turn = np.array(space.components)
        apart, middle = turn.T @ apart, np.array(space.pca_center) + turn.T @ middle
    each = 2 * apart * (plain - middle)
    found: dict[str, float] = {}
    for feature, pull in zip(features_of_axes(space.parameters), each.tolist(), strict=True):
        found[feature] = found.get(feature, 0.0) + pull
    return found


def _told(pulls: tuple[Reason, ...], own: str, other: str) -> Iterator[str]:
    """What speaks for the segment, and what against it."""
    toward = sum(max(0.0, r.pull) for r in pulls)
    mine = [r.words for r in pulls if r.pull > TELLING * toward][:SAID]
    theirs = [r.words for r in reversed(pulls) if r.pull < -TELLING * toward][:1]
    if mine:
        yield f"What speaks for “{own}”: {'; '.join(mine)}."
    if theirs:
        yield f"What speaks for “{other}”: {theirs[0]}."


def _words(story: Story, name: str, value: Any, segment: int, other: int) -> str:
    """A feature of a customer beside what is usual in the two segments."""
    feature, known = story.features.feature(name), {s.id: s for s in story.segments.segments}
    usual = [(s.name, text) for i in (segment, other) if (s := known.get(i)) and (text := _usual(feature, s, value))]
    beside = ", ".join(f"in “{called}” {text}" for called, text in usual)
    return f"{feature.title} {said(feature, value)}" + (f" ({beside})" if beside else "")


def _usual(feature: Feature, segment: Segment, value: Any) -> str:
    """What most have: the median of a number, the share of a level."""
    for line in segment.profile:
        if line.feature == feature.name and not line.level and value is not None:
            return rough_value(_plain(feature), line.median)
        if line.feature == feature.name and line.level and line.level == str(value):
            return f"{part(line.mean)} of them"
    return ""


def is_known(value: Any) -> bool:
    """Whether a customer has a value.

    >>> is_known(None), is_known(float("nan")), is_known("")
    (False, False, True)
    """
    return value is not None and not (isinstance(value, float) and math.isnan(value))


def said(feature: Feature, value: Any) -> str:
    """A customer's value of a feature, as a sentence says it.

    >>> said(Feature("age", "Age", "", "years", ",.0f", "numeric", "attribute"), None)
    'not known'
    """
    if not is_known(value):
        return "not known"
    return rough_value(_plain(feature), float(value)) if feature.kind == "numeric" else str(value)


def _plain(feature: Feature) -> Feature:
    """A feature without its unit, where the title says it already: Orders 7, and not Orders 7 orders."""
    return replace(feature, unit="") if feature.unit.casefold() in feature.title.casefold() else feature


def _only(story: Story, segment: int) -> tuple[str, ...]:
    """What is to be said where there is nothing to compare with."""
    return (
        (f"“{story.model.names.get(segment, '')}” is the only segment.",) if segment != NO_SEGMENT else ("There is no segment to be in.",)
    )


def _ruled(story: Story, scorer: Scorer, row: Row, segment: int) -> str:
    """What a rule looks at."""
    rule = member("cluster", story.model.rule).planned(make_plan(None, **story.settings))
    columns = scorer.arrays([row])
    looked = [f"{f.title} {said(f, columns[f.name][0])}" for f in story.features.columns if f.name in rule.needs]
    return f"The {rule.title} calls {listed(looked)} “{story.model.names[segment]}”."
