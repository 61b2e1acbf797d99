"""What became of the segments of an earlier run, in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from coterie.records import Comparison, Lineage, Move, Story
from coterie.words import counted, listed, lowered, percent, rough_value, whole

LARGEST = 4  # moves or features that are told of
FEW, WORTH_TELLING = 5, 0.005


def since_told(story: Story) -> tuple[str, ...]:
    """All there is to say since the earlier run: how it was compared, what became of its segments and customers, which names are
    no longer quite true, and whether it still fits; nothing where there was no earlier run."""
    lineage, found = story.model.lineage, story.comparison
    of_segments = (compared_told(lineage), *changes_told(story), *faded_told(story)) if lineage else ()
    return (*of_segments, *moves_told(story), *drift_told(story), *([found.reason] if found.reason else []))


def moves_told(story: Story) -> Iterator[str]:
    """How many customers moved, are new or are gone, and the largest moves."""
    found, names = story.comparison, story.model.names
    if not found.moves:
        return
    gone = f"{_who(found.lost)} no longer there" if found.lost else "all of then are still there"
    new = f"{_who(found.new)} new, {gone}"
    if not found.both:
        yield f"No customer is in both runs: {new}."
        return
    share = f" ({percent(found.moved / found.both)})" if found.moved else ""
    yield f"Of the {counted(found.both, 'customer')} in both runs, {_who(found.moved)} in another segment now{share}; {new}."
    for move in largest(found):
        there, here = _all([move.before or 0], found.names), _all([move.after or 0], names)
        yield f"{counted(move.customers, 'customer')}{_brought(story, move)} went from {there} to {here}."


def _who(customers: int) -> str:
    """How many people, and the verb.

    >>> _who(0), _who(1), _who(1200)
    ('nobody is', '1 is', '1,200 are')
    """
    return f"{customers:,} {'is' if customers == 1 else 'are'}" if customers else "nobody is"


def largest(found: Comparison) -> list[Move]:
    """The moves of the most customers from one segment to another one; a handful tells nothing."""
    least = max(FEW, WORTH_TELLING * found.both)
    went = [m for m in found.moves if m.before is not None and m.after is not None and not m.stayed and m.customers >= least]
    return sorted(went, key=lambda m: (-m.customers, m.before or 0, m.after or 0))[:LARGEST]


def drift_told(story: Story) -> Iterator[str]:
    """Which features moved, the most first."""
    known = {f.name: f for f in story.features.columns}
    moved = [d for d in story.comparison.drift if d.grade != "steady" and d.feature in known]
    if not moved:
        return
    words = []
    for d in moved[:LARGEST]:
        title, show = lowered(known[d.feature].title), percent if d.level else partial(rough_value, known[d.feature])
        words.append(f"{title}{f' “{d.level}”' if d.level else ''} ({show(d.before)} then, {show(d.after)} now)")
    yield f"What is usual among customers moved in {listed(words)}."


def _brought(story: Story, move: Move) -> str:
    """What those who moved had brought by then, and what they have brought since."""
    if not move.money_before:
        return ""
    unit = story.features.money_unit
    since = move.money_after - move.money_before
    more = f" and {whole(since, unit)} since" if since > 0 else " and nothing since" if since == 0 else ""
    return f", who had brought {whole(move.money_before, unit)} by then{more},"


def compared_told(lineage: Lineage) -> str:
    """With which run, and how the segments were found again."""
    day = f"as of {lineage.as_of.day} {lineage.as_of:%B %Y}" if lineage.as_of else ""
    begin = " ".join(filter(None, ("Compared with the run", day, f"({lineage.run})" if lineage.run else "")))
    if lineage.by == "rule":
        return f"{begin}: both follow the same rule, so its segments are the same, whoever is in them."
    if lineage.by == "prototypes":
        return f"{begin}: few customers are in both, so it was asked which segments of then the {lineage.customers:,} of now would be in."
    return f"{begin}, by the {counted(lineage.customers, 'customer')} in both ({percent(lineage.share)} of the smaller run)."


def changes_told(story: Story) -> Iterator[str]:
    """Which segments stay, merged, split, are new or gone; each with its id behind the name."""
    lineage = story.model.lineage
    if not lineage:
        return
    now, then = {s.id: s.name for s in story.segments.segments}, lineage.names
    yield _stay(lineage, now)
    told = {number for change in lineage.changes for number in change.before}
    for number in sorted(lineage.kept):
        if now[number] != then[number] and number not in told:
            yield f"{_all([number], then)} is called “{now[number]}” now."
    for change in lineage.changes:
        if change.kind == "merged":
            yield f"{_all(change.before, then)} became one: {_all(change.after, now)}."
        if change.kind == "split":
            yield f"{_all(change.before, then)} fell into {_all(change.after, now)}."
    if new := [number for change in lineage.changes if change.kind == "new" for number in change.after]:
        yield f"{_all(new, now)} {'is' if len(new) == 1 else 'are'} new."
    if lost := [number for change in lineage.changes if change.kind == "lost" for number in change.before]:
        yield f"{_all(lost, then)} {'is' if len(lost) == 1 else 'are'} no longer there."


def faded_told(story: Story) -> Iterator[str]:
    """Of which segments that keep their names something no longer holds."""
    for segment in story.segments.segments:
        if segment.faded:
            yield f"“{segment.name}” ({segment.id}) keeps its name, but this no longer holds: {listed(segment.faded)}."


def _stay(lineage: Lineage, now: Mapping[int, str]) -> str:
    """How many of the segments stay, and which."""
    if not lineage.kept:
        return "No segment stays: all are new."
    if not lineage.changes:
        return "All segments stay."
    stays = "stays" if len(lineage.kept) == 1 else "stay"
    return f"{counted(len(lineage.kept), 'segment')} {stays}: {_all(sorted(lineage.kept), now)}."


def _all(ids: Sequence[int], called: Mapping[int, str]) -> str:
    """Segments, each with its name and id.

    >>> _all([3, 4], {3: "Loyal", 4: "New"})
    '“Loyal” (3) and “New” (4)'
    """
    return listed([f"“{called[number]}” ({number})" for number in ids])
