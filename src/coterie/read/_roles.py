"""Which column plays which role: guessed from names and contents, a score for each guess, and what the user says wins."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from coterie.errors import Choice, InputError, UnclearError, did_you_mean
from coterie.read._facts import FRACTION, MAIL, Facts
from coterie.read._names import Shape, as_words, roles_of, vocabulary
from coterie.read._numbers import NumberFormat
from coterie.read._times import TimeFormat
from coterie.records import PERSONAL, Guess

FLOOR = 0.35
TIE = 0.05
UNNAMED = 0.4
EXAMPLES = 3
MOSTLY_WORDS = 0.5  # names of products have figures in them, codes nothing else
# The setting that names the roles of a table.
SETTINGS: Mapping[Shape, str] = {"orders": "roles", "items": "item_roles", "customers": "customer_roles"}
# Roles that contents may tell without the name.
UNTOLD = ("time", "email", "customer")
MATTERS = ("customer", "time", "amount", "price")
BARE = re.compile(r"[\w=.@:/+-]+")
WITH_DIGIT = re.compile(r"\D*\d.*")
CLOCK = re.compile(r"\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?( ?[AaPp]\.?[Mm]\.?)?")


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

    @functools.cached_property
    def is_mail(self) -> bool:
        """Whether its cells are e-mail addresses."""
        return self.facts.share(MAIL) > 0.8


def guess(columns: Sequence[Read], shape: Shape) -> tuple[Guess, ...]:
    """Every guess worth telling, the best first."""
    found = [_guess(column, role, shape) for column in columns for role in roles_of(shape)]
    return ranked(g for g in found if g.score > 0)


def ranked(guesses: Iterable[Guess]) -> tuple[Guess, ...]:
    """Guesses, the best first."""
    return tuple(sorted(guesses, key=lambda g: (-g.score, g.role, g.column)))


def _guess(column: Read, role: str, shape: Shape) -> Guess:
    """One guess: what the name says, times what the contents say."""
    by_name, why_name = vocabulary(shape)[role].score(as_words(column.facts.name))
    if not by_name and role not in UNTOLD:
        return Guess(column.facts.name, role, 0.0, why_name)  # to look at the contents would change nothing
    by_content, why_content = _by_content(column, role, shape)
    if not by_name and role in ("time", "email") and by_content == 1 and shape == "orders":
        by_name, why_name = UNNAMED, "the name says nothing"
    if role == "customer" and column.is_mail:
        by_name, by_content, why_name, why_content = UNNAMED, 1.0, "an e-mail address tells who it is", "used where there is no id"
    return Guess(column.facts.name, role, round(by_name * by_content, 3), f"{why_name}; {why_content}")


def _by_content(column: Read, role: str, shape: Shape) -> tuple[float, str]:
    """What the contents say of a role, from 0 to 1."""
    facts = column.facts
    if not facts.filled:
        return 0.1, "the column is empty"
    if role == "time":
        return (1.0, "its values are dates") if column.is_time else (0.1, "its values are no dates")
    if role == "clock":
        return (1.0, "its values are times of the day") if facts.share(CLOCK) > 0.9 else (0.0, "its values are no times of the day")
    if role in ("amount", "refund", "quantity", "price", "discount"):
        return (1.0, "its values are numbers") if column.is_number else (0.1, "its values are no numbers")
    if role == "email":
        return (1.0, "its values are addresses") if column.is_mail else (0.3, "its values are no addresses")
    if column.is_time:
        return 0.1, "its values are dates"
    if role in ("customer", "order"):
        return _as_id(column, role, shape)
    if role == "name" and shape == "orders" and as_words(facts.name) == "name" and facts.share(WITH_DIGIT) > 0.5:
        return 0.3, "its values have figures in them"  # so shops call the number of an order
    if role == "product" and shape == "items" and facts.filled > 1 and facts.distinct == 1:
        return 0.5, "no value comes twice, as in numbers of lines"
    if role in ("category", "channel", "country", "currency", "status", "kind"):
        return _as_label(column, role)
    return 1.0, "nothing speaks against it"


def _as_label(column: Read, role: str) -> tuple[float, str]:
    """What the contents say of a column that sorts rows into a few kinds."""
    facts = column.facts
    if role in ("status", "kind") and column.is_number:
        return 0.2, "its values are numbers"
    few = len(facts.values) <= max(50, facts.filled / 4)
    return (1.0, "few values that repeat") if few else (0.4, "too many different values")


def _as_id(column: Read, role: str, shape: Shape) -> tuple[float, str]:
    """What the contents say of a column of ids."""
    facts = column.facts
    if facts.share(FRACTION) > 0.05:
        return 0.2, "its values are fractions"
    if shape == "customers" and facts.filled > 20 and facts.distinct < 0.5:
        return 0.2, "its values repeat"
    if facts.filled > 20 and len(facts.values) == 1:
        return 0.7, "it has one value only"
    if role == "order" and column.is_mail:
        return 0.1, "its values are addresses"
    return 1.0, "its values can be ids"


def assign(
    guesses: Iterable[Guess], given: Mapping[str, str], columns: Sequence[Read], shape: Shape, place: str, *, known: Mapping[str, str]
) -> dict[str, str]:
    """Column → role: what the user gave, then what is `known` of this export, then the best guesses.

    Two guesses that are as good are the user's to choose from.
    """
    chosen = {column: role for role, column in _checked(given, columns, shape, place).items()}
    chosen |= {column: role for role, column in known.items() if role not in given and column not in chosen}
    left = [g for g in guesses if g.score >= FLOOR and g.role not in chosen.values()]
    mails = {c.facts.name for c in columns if c.is_mail and (shape == "orders" or _tells_apart(c.facts))} if shape != "items" else set()
    by_mail = [g for g in left if g.role == "customer" and g.column in mails]
    for guess in left:
        # What is personal is never used, whichever columns it stands in.
        if guess.column in chosen or (guess.role in chosen.values() and guess.role not in PERSONAL) or guess in by_mail:
            continue
        if shape != "customers" and guess.role in MATTERS:
            _refuse_tie(guess, [g for g in left if g.column not in chosen], columns, SETTINGS[shape], place)
        chosen[guess.column] = guess.role
    if "product" in chosen.values() and "product_name" not in chosen.values():
        words = {c.facts.name for c in columns if not c.is_time and c.facts.values and c.facts.share(WITH_DIGIT) <= MOSTLY_WORDS}
        second = next((g for g in left if g.role == "product" and g.column in words and g.column not in chosen), None)
        chosen |= {second.column: "product_name"} if second else {}
    if "customer" not in chosen.values():
        free = _told_by_name([g for g in by_mail if chosen.get(g.column) in (None, "email")])
        for best in free[:1]:
            _refuse_tie(best, free, columns, SETTINGS[shape], place)
            chosen[best.column] = "customer"
    return chosen


def _tells_apart(facts: Facts) -> bool:
    """Whether each row has a value of its own."""
    return facts.filled == facts.rows > 1 and facts.distinct == 1


def _told_by_name(mails: Iterable[Guess]) -> tuple[Guess, ...]:
    """Columns of addresses that may tell who the customer is, those first of which the name says so or that it is an address."""
    words = vocabulary("orders")
    return ranked(
        replace(g, score=max(g.score, *(words[role].score(as_words(g.column))[0] for role in ("customer", "email")))) for g in mails
    )


def _refuse_tie(best: Guess, others: Sequence[Guess], columns: Sequence[Read], setting: str, place: str) -> None:
    """Ask when another free column is as likely to play the role, and that is the likeliest role of it."""
    for rival in others:
        if rival.role != best.role or rival.column == best.column or best.score - rival.score >= TIE:
            continue
        if any(g.column == rival.column and g.score > rival.score for g in others):
            continue
        values = {c.facts.name: c.facts.values[:EXAMPLES] for c in columns}
        choices = tuple(Choice(g.column, f"{g.column} ({g.score:.2f}: {g.reason})", values[g.column]) for g in (best, rival))
        fact = f"Both '{best.column}' and '{rival.column}' could be the {best.role}"
        remedy = how_to_say(best.role, best.column, setting)
        raise UnclearError("ambiguous-role", fact, setting=setting, key=best.role, choices=choices, place=place, remedy=remedy)


def in_shell(text: str) -> str:
    """A word of a command as one types it.

    >>> in_shell("customer=CustomerID"), in_shell("customer=Customer Name")
    ('customer=CustomerID', '"customer=Customer Name"')
    """
    return text if BARE.fullmatch(text) else '"' + re.sub(r'(["\\$`])', r"\\\1", text) + '"'


def how_to_say(role: str, column: str, setting: str = "roles") -> str:
    """How a user says which column plays a role.

    >>> how_to_say("customer", "CustomerID")
    'Say which one: --roles customer=CustomerID, or customer = "CustomerID" under [roles] in TOML, or roles={"customer": "CustomerID"}.'
    """
    toml = column.replace("\\", "\\\\").replace('"', '\\"')
    option, said = setting.replace("_", "-"), in_shell(f"{role}={column}")
    return f'Say which one: --{option} {said}, or {role} = "{toml}" under [{setting}] in TOML, or {setting}={{"{role}": "{toml}"}}.'


def _checked(given: Mapping[str, str], columns: Sequence[Read], shape: Shape, place: str) -> Mapping[str, str]:
    """The user's own words, refused where there is no such role or column, or one column is to play two roles."""
    names = [c.facts.name for c in columns]
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
