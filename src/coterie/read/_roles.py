"""Which column plays which role: guessed from names and contents, a score for each guess, and what the user says wins."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from coterie.errors import InputError, did_you_mean
from coterie.read._facts import FRACTION, MAIL, Facts
from coterie.read._numbers import NumberFormat
from coterie.read._times import TimeFormat
from coterie.records import Guess

Shape = Literal["orders", "customers"]

FLOOR = 0.35
TIE = 0.05
MATTERS = ("customer", "time", "amount", "price")
# Roles that several columns may play: what is personal is never used, whichever column it stands in.
PERSONAL = ("email", "name")


@dataclass(frozen=True)
class Read:
    """A column's facts, and how its texts can be read as numbers and as times."""

    facts: Facts
    number: NumberFormat | None
    time: TimeFormat | None

    @property
    def is_time(self) -> bool:
        """Whether its cells are moments."""
        return self.facts.typed == "time" or self.time is not None

    @property
    def is_number(self) -> bool:
        """Whether its cells are numbers."""
        return self.facts.typed == "number" or (self.number is not None and not self.is_time)


@functools.cache
def _words() -> dict[str, dict[str, dict[str, Any]]]:
    """The data file."""
    return tomllib.loads((Path(__file__).parent / "roles.toml").read_text(encoding="utf-8"))


def roles_of(shape: Shape) -> tuple[str, ...]:
    """The roles that a table of this shape has.

    >>> roles_of("customers")
    ('customer', 'time', 'email', 'name')
    """
    return tuple(_words()[shape])


def as_words(name: str) -> str:
    """A column name as lower-case words.

    >>> as_words("CustomerID"), as_words("Annual Income (k$)"), as_words("order_date")
    ('customer id', 'annual income k', 'order date')
    """
    split = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", name)
    return " ".join(re.findall(r"[^\W_]+", split)).casefold()


def guess(columns: Sequence[Read], shape: Shape) -> tuple[Guess, ...]:
    """Every guess worth telling, the best first."""
    found = [_guess(column, role, shape) for column in columns for role in roles_of(shape)]
    return tuple(sorted((g for g in found if g.score > 0), key=lambda g: (-g.score, g.role, g.column)))


def _guess(column: Read, role: str, shape: Shape) -> Guess:
    """One guess: what the name says, times what the contents say."""
    by_name, why_name = _by_name(as_words(column.facts.name), _words()[shape][role])
    by_content, why_content = _by_content(column, role, shape)
    if not by_name and role in ("time", "email") and by_content == 1 and shape == "orders":
        by_name, why_name = 0.4, "the name says nothing"
    return Guess(column.facts.name, role, round(by_name * by_content, 3), f"{why_name}; {why_content}")


def _by_name(name: str, words: Mapping[str, Any]) -> tuple[float, str]:
    """What a name says of a role, from 0 to 1."""
    for place, names in enumerate(words["names"]):
        if name in names:
            return 1 - place / 10, f"'{name}' is a usual name for it"
    parts = f" {name} "
    if any(f" {word} " in parts for word in words["never"]):
        return 0.0, "the name speaks against it"
    for word in words["words"]:
        if f" {word} " in parts:
            return 0.6, f"the name has '{word}' in it"
    return 0.0, "the name says nothing"


def _by_content(column: Read, role: str, shape: Shape) -> tuple[float, str]:
    """What the contents say of a role, from 0 to 1."""
    facts = column.facts
    if not facts.filled:
        return 0.1, "the column is empty"
    if role == "time":
        return (1.0, "its values are dates") if column.is_time else (0.1, "its values are no dates")
    if role in ("amount", "quantity", "price", "discount"):
        return (1.0, "its values are numbers") if column.is_number else (0.1, "its values are no numbers")
    if role == "email":
        return (1.0, "its values are addresses") if facts.share(MAIL) > 0.8 else (0.3, "its values are no addresses")
    if column.is_time:
        return 0.1, "its values are dates"
    if role in ("customer", "order"):
        return _as_id(column, role, shape)
    if role in ("category", "channel", "country", "currency"):
        few = len(facts.values) <= max(50, facts.filled / 4)
        return (1.0, "few values that repeat") if few else (0.4, "too many different values")
    return 1.0, "nothing speaks against it"


def _as_id(column: Read, role: str, shape: Shape) -> tuple[float, str]:
    """What the contents say of a column of ids."""
    facts = column.facts
    if facts.share(FRACTION) > 0.05:
        return 0.2, "its values are fractions"
    if shape == "customers" and facts.filled > 20 and facts.distinct < 0.5:
        return 0.2, "its values repeat"
    if facts.filled > 20 and len(facts.values) == 1:
        return 0.7, "it has one value only"
    if role == "order" and facts.share(MAIL) > 0.8:
        return 0.1, "its values are addresses"
    return 1.0, "its values can be ids"


def assign(guesses: Iterable[Guess], given: Mapping[str, str], names: Sequence[str], shape: Shape, place: str) -> dict[str, str]:
    """Column → role: what the user gave, then the best guesses; two that are as good are the user's to choose from."""
    chosen = {column: role for role, column in _checked(given, names, shape, place).items()}
    left = [g for g in guesses if g.score >= FLOOR and g.role not in given]
    for guess in left:
        if guess.column in chosen or (guess.role in chosen.values() and guess.role not in PERSONAL):
            continue
        if shape == "orders" and guess.role in MATTERS:
            _refuse_tie(guess, [g for g in left if g.column not in chosen], place)
        chosen[guess.column] = guess.role
    return chosen


def _refuse_tie(best: Guess, others: Sequence[Guess], place: str) -> None:
    """Ask when another free column is as likely to play the role, and that is the likeliest role of it."""
    for rival in others:
        if rival.role != best.role or rival.column == best.column or best.score - rival.score >= TIE:
            continue
        if any(g.column == rival.column and g.score > rival.score for g in others):
            continue
        fact = f"Both '{best.column}' and '{rival.column}' could be the {best.role}"
        raise InputError("ambiguous-role", fact, place=place, remedy=how_to_say(best.role, best.column))


def how_to_say(role: str, column: str, option: str = "roles") -> str:
    """How a user says which column plays a role.

    >>> how_to_say("customer", "CustomerID")
    'Say which one: --roles customer=CustomerID, or customer = "CustomerID" under [roles] in TOML, or roles={"customer": "CustomerID"}.'
    """
    toml = column.replace("\\", "\\\\").replace('"', '\\"')
    return f'Say which one: --{option} {role}={column}, or {role} = "{toml}" under [{option}] in TOML, or {option}={{"{role}": "{toml}"}}.'


def _checked(given: Mapping[str, str], names: Sequence[str], shape: Shape, place: str) -> Mapping[str, str]:
    """The user's own words, refused where there is no such role or column, or one column is to play two roles."""
    for role, column in given.items():
        if role not in roles_of(shape):
            raise InputError(
                "unknown-role", f"There is no role '{role}' in a table of {shape}", place=place, remedy=did_you_mean(role, roles_of(shape))
            )
        if column not in names:
            raise InputError(
                "unknown-column", f"There is no column '{column}' for the role {role}", place=place, remedy=did_you_mean(column, names)
            )
        if list(given.values()).count(column) > 1:
            fact = f"The column '{column}' is given more than one role"
            raise InputError("column-twice", fact, place=place, remedy="Give each role a column of its own.")
    return given
