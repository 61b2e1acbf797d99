"""What became of the segments of an earlier run, in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from coterie.records import Lineage, Story
from coterie.words import counted, listed, percent


def since_told(story: Story) -> tuple[str, ...]:
    """All there is to say since the earlier run: how it was compared, what became of its segments, and which names are no
    longer quite true; nothing where there was no earlier run."""
    lineage = story.model.lineage
    return (compared_told(lineage), *changes_told(story), *faded_told(story)) if lineage else ()


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
