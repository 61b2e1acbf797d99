"""The user's own names and advice: a file beside the run, which it says for people and leaves as it was found."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from coterie.config_file import toml_text
from coterie.errors import InputError, did_you_mean, shown
from coterie.records import NO_SEGMENT, Advice, Segment, Story
from coterie.toml_file import read_toml

FILE = "names.toml"
PARTS = ("action", "situation", "timing", "measure")
LONGEST = {"a name": 80, "advice": 500}


@dataclass(frozen=True)
class OwnWords:
    """What a user calls the segments, and what is to be done for them: name by segment; advice by segment, field and part."""

    names: Mapping[int, str] = field(default_factory=dict)
    advice: Mapping[int, Mapping[str, Mapping[str, str]]] = field(default_factory=dict)


def checked(found: Story, names: Mapping[Any, Any], advice: Mapping[Any, Any], place: str = "") -> OwnWords:
    """What a user gave, refused where it fits no segment, no field or no sentence; blank names and texts are as good as none."""
    segments = {s.id: s for s in found.segments.segments}
    own = {_segment(key, segments, place): _text(name, "a name", place) for key, name in names.items()}
    told = {_segment(key, segments, place): _fields(fields, segments, key, place) for key, fields in advice.items()}
    words = OwnWords({i: name for i, name in sorted(own.items()) if name}, {i: fields for i, fields in sorted(told.items()) if fields})
    called = [words.names.get(s.id, s.name) for s in segments.values()]
    if twice := next((name for name in called if called.count(name) > 1), ""):
        fact = f"Two segments would be called {shown(twice)}"
        raise InputError("same-name", fact, place=place, remedy="Give each segment a name of its own.")
    return words


def _segment(key: Any, segments: Mapping[int, Segment], place: str) -> int:
    """The id of a segment that there is."""
    if str(key) not in map(str, segments):
        remedy = f"There are: {', '.join(map(str, segments))}."
        raise InputError("unknown-segment", f"There is no segment {shown(str(key))}", place=place, remedy=remedy)
    return int(key)


def _fields(fields: Any, segments: Mapping[int, Segment], key: Any, place: str) -> dict[str, dict[str, str]]:
    """The advice for one segment: a sentence for a field is its action."""
    known = [a.field for a in segments[int(key)].advice]
    given = {name: {"action": said} if isinstance(said, str) else said for name, said in _table(fields, place).items()}
    for name, parts in given.items():
        for what, wanted, there in (("field of advice", [name], known), ("part of an advice", _table(parts, place), PARTS)):
            if wrong := next((w for w in wanted if w not in there), None):
                raise InputError("unknown-advice", f"There is no {what} {shown(wrong)}", place=place, remedy=did_you_mean(wrong, there))
    texts = {name: {part: _text(said, "advice", place) for part, said in parts.items()} for name, parts in given.items()}
    return {name: filled for name, parts in texts.items() if (filled := {part: said for part, said in parts.items() if said})}


def _table(value: Any, place: str) -> Mapping[str, Any]:
    """A table, such as `{marketing = "…"}`."""
    if isinstance(value, Mapping):
        return value
    raise InputError("bad-words", f"{shown(str(value))} is no table of names", place=place, remedy='Write marketing = "…" in its table.')


def _text(value: Any, what: str, place: str) -> str:
    """A sentence on one line, of a length that a card can bear."""
    if isinstance(value, str) and len(value) <= LONGEST[what] and all(c.isprintable() for c in value):
        return value.strip()
    remedy = f"Give text on one line, of at most {LONGEST[what]} characters."
    raise InputError("bad-words", f"{shown(str(value))} cannot be {what}", place=place, remedy=remedy)


def applied(found: Story, own: OwnWords) -> Story:
    """The story as the user tells it."""
    segments = tuple(_renamed(s, own) for s in found.segments.segments)
    names = {f"“{old.name}”": f"“{new.name}”" for old, new in zip(found.segments.segments, segments, strict=True)}
    called = re.compile("|".join(map(re.escape, names))) if names else re.compile("(?!)")
    headline, risk = (called.sub(lambda hit: names[hit[0]], text) for text in (found.segments.headline, found.segments.risk))
    told = replace(found.segments, segments=segments, headline=headline, risk=risk)
    return replace(found, segments=told, model=replace(found.model, names={**found.model.names, **own.names}))


def _renamed(segment: Segment, own: OwnWords) -> Segment:
    """A segment with the user's name and advice; who gives an action of their own gives its timing and measure too, or none."""
    given = own.advice.get(segment.id, {})
    advice = tuple(_advised(a, given[a.field]) if a.field in given else a for a in segment.advice)
    return replace(segment, name=own.names.get(segment.id, segment.name), advice=advice)


def _advised(advice: Advice, parts: Mapping[str, str]) -> Advice:
    """One piece of advice with the parts that the user gave."""
    base = replace(advice, timing="", measure="") if "action" in parts else advice
    action, situation, timing, measure = (parts.get(part, getattr(base, part)) for part in PARTS)
    return replace(base, action=action, situation=situation, timing=timing, measure=measure)


def read(found: Story, folder: Path) -> OwnWords:
    """What the file beside a run says."""
    path = folder / FILE
    if not path.is_file():
        return OwnWords()
    given = read_toml(path)
    for key, table in given.items():
        if wrong := next((k for k in _table(table, str(path)) if k not in ("name", "advice")), None):
            raise InputError("bad-words", f"A segment has no {shown(wrong)}", place=str(path), remedy="Give name, or advice.")
        _segment(key, {s.id: s for s in found.segments.segments}, str(path))
    names, advice = ({k: t[what] for k, t in given.items() if what in t} for what in ("name", "advice"))
    return checked(found, names, advice, str(path))


def carried(own: OwnWords, found: Story) -> OwnWords:
    """Of an earlier run's own words those for segments that are still there, as far as they fit: no two names are the same."""
    segments = {s.id: s for s in found.segments.segments}
    there = {*(found.model.lineage.kept if found.model.lineage else ()), NO_SEGMENT} & set(segments)
    called = Counter(own.names[i] if i in there and i in own.names else s.name for i, s in segments.items())
    names = {i: name for i, name in own.names.items() if i in there and called[name] == 1}
    fields = {i: {a.field for a in segments[i].advice} for i in there}
    advice = {i: {f: parts for f, parts in told.items() if f in fields[i]} for i, told in own.advice.items() if i in there}
    return OwnWords(names, {i: told for i, told in advice.items() if told})


def text(found: Story, own: OwnWords) -> str:
    """The file: what the user gave, and as comments what was found."""
    lines = [
        "# Your own names and advice for the segments of this run: take the # away and write what you want.",
        "# Reports, scores and exports use them; delete a line to have back what was found.",
    ]
    for segment in found.segments.segments:
        name, advice = own.names.get(segment.id), own.advice.get(segment.id, {})
        called = toml_text(segment.name)
        lines += ["", f"[{segment.id}]", f"name = {toml_text(name)}  # found: {called}" if name else f"# name = {called}"]
        for piece in segment.advice:
            parts = advice.get(piece.field)
            lines += [f"advice.{piece.field}.{part} = {toml_text(said)}" for part, said in parts.items()] if parts else []
            lines += [] if parts else [f"# advice.{piece.field} = {toml_text(piece.action)}"]
    return "\n".join(lines) + "\n"
