"""One JSON object around the list of the rows, as the interfaces of shops answer: `{"orders": [{…}, {…}], "count": 2}`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from coterie.errors import InputError, shown
from coterie.read._chunks import HEAD, opened
from coterie.read._json import BOM, LONGEST_LINE, Member, Value, elements_in, members_of
from coterie.read._names import as_words, vocabulary
from coterie.words import listed

LARGEST = 1 << 29
DEEPEST = 3
NAMED = 0.9
BESIDE = frozenset(("links", "errors", "warnings"))
MORE = frozenset(("has more", "more", "next", "next page", "next link", "next token", "next cursor", "cursor", "has next page"))


class Envelope(NamedTuple):
    """The list of rows inside one object: the text and where in it the list stands, its keys, and the members it is among."""

    text: str
    begin: int
    end: int
    keys: tuple[str, ...]
    members: Sequence[Member]

    def values(self, place: str) -> Iterator[Value]:
        """The rows, each with the line on which it begins; of edges, as GraphQL gives them, the nodes."""
        for row in elements_in(self.text, self.begin, self.end, place):
            node = row.value.get("node") if self.keys[-1] == "edges" and isinstance(row.value, dict) else None
            yield row._replace(value=node) if isinstance(node, dict) else row

    @property
    def notes(self) -> Iterator[str]:
        """What a user should know: which list was read, what was left out, and whether there is more of it elsewhere."""
        others = [member.key for member in self.members if member.begin != self.begin]
        left = f"; left out beside it: {listed([shown(key) for key in others])}" if others else ""
        yield f"The file is one JSON object; the rows are those of the list {shown('.'.join(self.keys))} in it{left}."
        inside = [pair for member in self.members if isinstance(member.value, dict) for pair in member.value.items()]
        said = [*((member.key, member.value) for member in self.members), *inside]
        more = next((key for key, value in said if as_words(key) in MORE and value), None)
        if more is not None:
            yield f"By {shown(more)}, the file is one page of several: fetch the others, and give them all."


def envelope_of(path: Path, place: str) -> Envelope | None:
    """The list of rows inside the one object that the file is; None where it is not so.

    An object that says itself whose order it is, is a row, and the lists inside it are none of rows.
    """
    with opened(path) as file:
        first = file.readline(LONGEST_LINE)
        if not first.removeprefix(BOM).lstrip().startswith(b"{") or path.stat().st_size > LARGEST:
            return None
        rest = file.read(HEAD)
        if rest.strip() and _is_whole(first):
            return None
        content = first + rest + file.read()
    text = content.removeprefix(BOM).decode(errors="surrogateescape")
    try:
        found = _lists(text)
    except (ValueError, RecursionError):
        return None
    if len(found) > 1:
        names = [".".join(inside.keys) for inside in found]
        fact = f"The file is one JSON object with several lists of objects: {listed([shown(name) for name in names])}"
        remedy = f"Make lines of the one with the orders: jq -c '.{names[0]}[]' FILE > rows.jsonl"
        raise InputError("several-lists", fact, place=place, remedy=remedy)
    return found[0] if found else None


def _is_whole(line: bytes) -> bool:
    """Whether a line is JSON by itself."""
    try:
        json.loads(line.removeprefix(BOM))
    except (ValueError, RecursionError):
        return False
    return True


def _lists(text: str) -> Sequence[Envelope]:
    """The lists of objects that lie least deep; an empty one only where there are no others."""
    level = [(tuple[str, ...](), len(text) - len(text.lstrip()))]
    if text[members_of(text, level[0][1])[1] :].strip():
        return ()
    for _ in range(DEEPEST):
        found, deeper = list[tuple[int, Envelope]](), list[tuple[tuple[str, ...], int]]()
        for keys, at in level:
            members, _ = members_of(text, at)
            if any(_is_of_a_row(member.key) for member in members):
                return ()
            for key, value, begin, end in members:
                if type(value) is int and key not in BESIDE:
                    found.append((value, Envelope(text, begin, end, (*keys, key), members)))
                elif isinstance(value, dict):
                    deeper.append(((*keys, key), begin))
        if found:
            return [inside for count, inside in found if count] or [found[0][1]]
        level = deeper
    return ()


def _is_of_a_row(key: str) -> bool:
    """Whether a key names an order or a customer, so that the object with it is a row."""
    words = as_words(key)
    return words == "id" or any(vocabulary("orders")[role].score(words)[0] >= NAMED for role in ("order", "customer"))
