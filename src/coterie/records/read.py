"""What was handed over, and what reading made of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal["text", "number", "time"]
# What a reader says of lines among the rows that are none, and so no loss.
NO_ROWS = TOTAL, NOTE, COMMENT, NAMES_AGAIN, BLANK = "a total", "a note", "a comment", "the names again", "a blank line"


@dataclass(frozen=True)
class Given:
    """What the user handed over: a path or a data frame; and a second one for the customers, if any."""

    data: Any
    customers: Any = None


@dataclass(frozen=True)
class Guess:
    """Why a column was taken for a role: the score between 0 and 1, and the reason in words."""

    column: str
    role: str
    score: float
    reason: str


@dataclass(frozen=True)
class Column:
    """A column of an input table.

    `name` is the user's own name. `text` is SQL that gives the raw cell as text, `value` is SQL that gives it typed
    (NULL where it cannot be read); both are over the relation of the source. `currency` is SQL for the currency that a cell
    names beside its number, as it stands there in capitals (NULL where it names none); "" when no cell does.
    """

    name: str
    kind: Kind
    text: str
    value: str
    role: str = ""
    format: str = ""
    currency: str = ""


@dataclass(frozen=True)
class Source:
    """An input table, found in the engine and understood: which column plays which role.

    `relation` is the name of a view with the user's columns and `_fault`, which says why the reader could not
    make sense of the row (NULL for a good one). `numbered` is the same with `_line`, the place of the row in its
    file, and `_file`, the name of that file; it may be slower and is used only to list rows that were set aside.
    `notes` are facts about the source that change no row. `made` are columns of ours in both, which values are made from.
    """

    table: Literal["orders", "customers"]
    name: str
    relation: str
    numbered: str
    columns: tuple[Column, ...]
    guesses: tuple[Guess, ...] = ()
    notes: tuple[str, ...] = ()
    made: tuple[str, ...] = ()

    def column(self, role: str) -> Column | None:
        """The column that plays this role, if there is one."""
        return next((c for c in self.columns if c.role == role), None)

    @property
    def roles(self) -> dict[str, str]:
        """Role → the user's column name."""
        return {c.role: c.name for c in self.columns if c.role}


@dataclass(frozen=True)
class Inputs:
    """What was read: orders, customers, or both."""

    orders: Source | None = None
    customers: Source | None = None

    @property
    def sources(self) -> tuple[Source, ...]:
        """The input tables there are."""
        return tuple(s for s in (self.orders, self.customers) if s)
