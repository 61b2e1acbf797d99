"""What if a customer's numbers were others: the segment before and after, by the frozen model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from coterie.errors import InputError, did_you_mean, shown
from coterie.plan import make_plan
from coterie.reasons import said
from coterie.records import Feature, Story
from coterie.registry import member
from coterie.words import listed, lowered

if TYPE_CHECKING:
    from coterie.scorer import OneScore, Scorer


@dataclass(frozen=True)
class WhatIf:
    """The segment as things are and as they would be, with the features of both, and a sentence that says so."""

    before: OneScore
    after: OneScore
    features: Mapping[str, Any]
    changes: Mapping[str, Any]
    sentence: str

    def __repr__(self) -> str:
        """The sentence."""
        return self.sentence


def what_if(story: Story, scorer: Scorer, features: Mapping[str, Any], changes: Mapping[str, Any]) -> WhatIf:
    """A customer with these features, and with some of them changed."""
    for name in (*features, *changes):
        if name not in scorer.features:
            remedy = did_you_mean(str(name), scorer.features)
            raise InputError("unknown-feature", f"The run has no feature {shown(name)}", place=str(name), remedy=remedy)
    _check_scores(story, changes)
    now, then = ({name: row[name] for name in scorer.needs if name in row} for row in (features, {**features, **changes}))
    for row in (now, then):
        _check_rule(story, row)
    before, after = scorer.each([now, then])
    return WhatIf(before, after, features, changes, _sentence(scorer.features, changes, before, after))


def _check_scores(story: Story, changes: Mapping[str, Any]) -> None:
    """A score is not changed by itself."""
    for cuts in story.model.cuts:
        if cuts.score in changes:
            fact = f"{cuts.score} follows from {cuts.feature} and cannot be changed by itself"
            raise InputError("score-changed", fact, remedy=f"Change {cuts.feature}.")


def _check_rule(story: Story, row: Mapping[str, Any]) -> None:
    """A rule places nobody of whom it does not know what it looks at."""
    if not story.model.rule:
        return
    rule = member("cluster", story.model.rule).planned(make_plan(None, **story.settings))
    scored = {c.score: c.feature for c in story.model.cuts}
    lacking = [name for name in dict.fromkeys(scored.get(n, n) for n in rule.needs) if row.get(name) is None]
    if lacking and not rule.otherwise:
        raise InputError("missing-feature", f"The {rule.title} needs {listed(lacking)}", remedy="Give a number for each.")


def _sentence(known: Mapping[str, Feature], changes: Mapping[str, Any], before: OneScore, after: OneScore) -> str:
    """What came of it."""
    if not changes:
        return f"They are in “{after.name}” (confidence {after.confidence:.2f})."
    what = listed([f"{lowered(known[name].title)} {said(known[name], value)}" for name, value in changes.items()])
    if before.segment == after.segment:
        return f"With {what} they would stay in “{after.name}” (confidence {after.confidence:.2f} instead of {before.confidence:.2f})."
    return f"With {what} they would be in “{after.name}” (confidence {after.confidence:.2f}) instead of “{before.name}”."
