"""What was handed over, and what reading made of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from coterie.records.previous import Previous

Kind = Literal["text", "number", "time"]
# Roles of columns that say who a person is: they are read, and never used.
PERSONAL = ("email", "name")
# What a reader says of lines among the rows that are none, and so no loss.
NO_ROWS = "a total", "a note", "a comment", "the names again", "a blank line", "a drawn line"
TOTAL, NOTE, COMMENT, NAMES_AGAIN, BLANK, DRAWN = NO_ROWS
# What joining orders and items says of a row, in the column `_joined`; NULL for an item with its order.
NO_ORDER = "an item without its order"
LED, ALONE = "an order with its items", "an order without items"
REPEATED, CONFLICTING = "the same order again", "another order of this id"


@dataclass(frozen=True)
class Given:
    """What the user handed over: a path or a data frame; others for customers and items of orders, and an earlier run, if any."""

    data: Any
    customers: Any = None
    items: Any = None
    previous: Previous | None = None


@dataclass(frozen=True)
class Known:
    """A file under the name that the user knows it by, where its own name says nothing: that of an upload is made up.

    >>> str(Known("uploads/3f2a", "orders.csv"))
    'orders.csv'
    """

    path: str
    name: str

    def __str__(self) -> str:
        return self.name


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

    table: Literal["orders", "items", "customers"]
    name: str
    relation: str
    numbered: str
    columns: tuple[Column, ...]
    guesses: tuple[Guess, ...] = ()
    notes: tuple[str, ...] = ()
    made: tuple[str, ...] = ()

    def column(self, role: str) -> Column | None:
        """The column that plays this role, if there is one."""
        return next((c for c in self.columns if role and c.role == role), None)

    @property
    def roles(self) -> dict[str, str]:
        """Role → the user's column name."""
        return {c.role: c.name for c in self.columns if c.role}


@dataclass(frozen=True)
class Inputs:
    """What was read: orders, customers, or both. `parts` are the tables that the orders were joined from."""

    orders: Source | None = None
    customers: Source | None = None
    parts: tuple[Source, ...] = ()

    @property
    def sources(self) -> tuple[Source, ...]:
        """The input tables there are, as they were given."""
        return tuple(s for s in (*(self.parts or (self.orders,)), self.customers) if s)

    @property
    def notes(self) -> tuple[str, ...]:
        """What there is to know of them."""
        return tuple(note for s in (self.orders, self.customers) if s for note in s.notes)
