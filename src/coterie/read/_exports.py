"""Exports that are known by their header: which column is what, and what is special about them."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from coterie.errors import InputError
from coterie.plan import Plan
from coterie.read._names import Shape, as_words
from coterie.read._roles import Read
from coterie.records import Guess

BLANK = 0.5


@dataclass(frozen=True)
class Export:
    """One entry of exports.toml, which says what the fields are."""

    name: str
    signature: tuple[str, ...]
    says: str = ""
    lacks: str = ""
    shape: Shape | None = None
    dates: str = ""
    whole: bool = False
    back: str = ""
    unused: Sequence[str] = ()
    roles: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Known:
    """An export as it is in a table: the role → column that it gives, and the column of `back`."""

    export: Export
    roles: Mapping[str, str]
    back: str = ""

    @property
    def note(self) -> str:
        """What the user is told."""
        name = self.export.name
        article = "the" if name.endswith("data set") else "an" if name[0] in "AEIOUaeiou" else "a"
        return f"This looks like {article} {name}: {self.export.says}."

    @property
    def guesses(self) -> list[Guess]:
        """The guesses that stand for it."""
        return [Guess(column, role, 1.0, f"known from the header: {self.export.name}") for role, column in self.roles.items()]


@functools.cache
def _exports() -> tuple[tuple[frozenset[str], Export], ...]:
    """All entries with the plain names of their signatures, those that ask for most first."""
    listed = tomllib.loads((Path(__file__).parent / "exports.toml").read_text(encoding="utf-8"))["export"]
    found = []
    for entry in listed:
        roles = {role: (names,) if isinstance(names, str) else tuple(names) for role, names in entry.pop("roles", {}).items()}
        found.append((frozenset(map(as_words, entry["signature"])), Export(**entry, roles=roles)))
    return tuple(sorted(found, key=lambda pair: -len(pair[0])))


def recognised(columns: Sequence[Read]) -> Known | None:
    """The export that a table is, if it is a known one."""
    plain: dict[str, Read] = {}
    for column in columns:
        plain.setdefault(as_words(column.facts.name), column)
    export = next((export for signature, export in _exports() if signature <= plain.keys()), None)
    if export is None:
        return None
    roles: dict[str, str] = {}
    for role, names in export.roles.items():
        there = [plain[words] for name in names if (words := as_words(name)) in plain and plain[words].facts.filled]
        full = [c for c in there if c.facts.filled > BLANK * c.facts.rows]
        if (chosen := next(iter(full or there), None)) is not None and chosen.facts.name not in roles.values():
            roles[role] = chosen.facts.name
    back = plain.get(as_words(export.back)) if export.back else None
    return Known(export, roles, back.facts.name if back else "")


def check_known(known: Known | None, given: Mapping[str, str], place: str) -> None:
    """Refuse an export that lacks what nothing can be done without, unless the user says what its columns are."""
    if known and known.export.lacks and not given:
        raise InputError("known-export", f"This looks like the {known.export.name}", place=place, remedy=f"{known.export.lacks}.")


def with_dates(plan: Plan, known: Known | None) -> Plan:
    """The plan with the order of dates that the seller is known to write, unless the user says another."""
    if known and known.export.dates and plan.dates == "auto":
        return plan.model_copy(update={"dates": known.export.dates})
    return plan
