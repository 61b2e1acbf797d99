"""What segments that an earlier run had keep of it: their names; and what it said of them that no longer holds."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from coterie.explain.naming import ALL, still_fits

if TYPE_CHECKING:
    from coterie.explain.measured import Everyone, Measured
    from coterie.explain.naming import Named
    from coterie.records import Model, Previous, Segment

SAID = 2  # so many traits are said of a segment in its summary
TELLING = 0.2  # from this difference on one speaks of a trait


def kept(model: Model, previous: Previous | None) -> dict[int, Segment]:
    """The segments of the earlier run that are still there, by id."""
    return {s.id: s for s in previous.segments if s.id in model.lineage.kept} if previous and model.lineage else {}


def given_names(
    measured: Sequence[Measured], everyone: Everyone, model: Model, previous: Previous | None
) -> tuple[Mapping[int, str], Collection[str]]:
    """The names that are not to be found, by id: those of a rule, or of an earlier run as far as they are still true; and
    all that no other segment may have."""
    if model.rule:
        return model.names, ()
    if len(measured) == 1 or previous is None:
        return {}, ()
    before = kept(model, previous)
    true = {m.id: before[m.id].name for m in measured if m.id in before and _still_true(before[m.id], m, everyone)}
    return true, {name for i, segment in before.items() for name in (segment.name, previous.names[i])}


def _still_true(before: Segment, now: Measured, everyone: Everyone) -> bool:
    """Whether a name may stay: the situation that it stands for is still there, or else what was said of the segment first."""
    if before.name == ALL:
        return False
    holds = still_fits(before.name, now, everyone)
    return not _gone(before, now) if holds is None else holds


def faded(measured: Sequence[Measured], named: Mapping[int, Named], model: Model, previous: Previous | None) -> dict[int, tuple[str, ...]]:
    """Of each segment that keeps its name, the words of the numbers that the earlier run said of it first and that no longer
    hold: it does not differ from everyone in this way any more."""
    before = kept(model, previous)
    return {m.id: _gone(before[m.id], m) for m in measured if m.id in before and named[m.id].name == before[m.id].name}


def _gone(before: Segment, now: Measured) -> tuple[str, ...]:
    """The words of what no longer holds of one segment."""
    said = [trait for trait in before.traits[:SAID] if abs(trait.difference) >= TELLING and trait.feature in now.fair]
    return tuple(trait.words for trait in said if now.fair[trait.feature] * math.copysign(1, trait.difference) < TELLING)
