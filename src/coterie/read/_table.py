"""The contract of a reader: it says what it recognises, and makes two views of it in the engine."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from coterie.engines.duckdb import DuckDBEngine
from coterie.plan import Plan
from coterie.sql import quote

OURS = ("_fault", "_file", "_line", "_row", "_from", "_shift", "_joined", "_key", "_said", "_copy", "_rank")


@dataclass(frozen=True)
class Table:
    """What a reader made: the views `relation` (the user's columns and `_fault`) and `numbered` (the same, `_line` and `_file`).

    `notes` are facts about the source that change no row, such as the sheet that was chosen.
    """

    name: str
    relation: str
    numbered: str
    notes: tuple[str, ...] = ()


class Reader(Protocol):
    """A format or a kind of data frame; each file of this folder that has a `MEMBER` holds one."""

    def recognises(self, thing: Any, head: bytes) -> bool:
        """Whether this is for it. `head` is how the file begins.

        Every reader is asked twice: first with an empty head, for what is no single file (a frame, a folder, an address),
        then with the beginning of the file that a path leads to.
        """

    def open(self, engine: DuckDBEngine, thing: Any, slot: str, plan: Plan) -> Table:
        """Make the two views, under names that begin with `slot`. What it unpacks or fetches goes through the door again."""


def make_views(engine: DuckDBEngine, name: str, slot: str, relation: str, numbered: str, *, notes: tuple[str, ...] = ()) -> Table:
    """The two views of a table, of the queries that give them; `_file` is the name of the table."""
    engine.run(f"CREATE OR REPLACE VIEW {slot} AS {relation}")
    engine.run(f"CREATE OR REPLACE VIEW {slot}_numbered AS SELECT *, {quote.text(name)} AS _file FROM ({numbered}) AS listed")
    return Table(name, slot, f"{slot}_numbered", notes)


def unique_names(names: Iterable[str]) -> list[str]:
    """Column names that an engine can tell apart (it ignores case) and that do not clash with ours.

    >>> unique_names(["Name", "name", "", "_line"])
    ['Name', 'name (2)', 'column 3', '_line (2)']
    """
    given = [name.strip() or f"column {place}" for place, name in enumerate(names, 1)]
    taken, reserved = set(OURS), {name.casefold() for name in given}
    found = []
    for name in given:
        free, count = name, 1
        while free.casefold() in taken or (count > 1 and free.casefold() in reserved):
            count += 1
            free = f"{name} ({count})"
        taken.add(free.casefold())
        found.append(free)
    return found
