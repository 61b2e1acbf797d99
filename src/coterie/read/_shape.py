"""Orders or customers: what a table is, told by the roles that its columns can play."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from coterie.errors import InputError, shown
from coterie.read._names import Shape, as_words, vocabulary
from coterie.read._roles import WITH_DIGIT, Read, in_shell
from coterie.read._times import counted
from coterie.records import PERSONAL, Guess

SURE = 0.75
NAME_IT = "Say which column it is: --roles {}=COLUMN."
SIGNS = ("order", "product", "quantity", "price", "amount", "time")


def missing_of(roles: Mapping[str, str]) -> list[str]:
    """What a table of orders lacks, by the roles it has.

    >>> missing_of({"customer": "c", "quantity": "q"})
    ['time']
    """
    lacks = [role for role in ("customer", "time") if role not in roles]
    worth = any(role in roles for role in ("amount", "price", "quantity", "order"))
    return lacks if worth else [*lacks, "amount (or price, or order)"]


def shape_of(columns: Sequence[Read], guesses: Sequence[Guess]) -> Shape:
    """Orders when rows look like events that customers took part in; otherwise customers."""
    best = {role: max((g.score for g in guesses if g.role == role), default=0.0) for role in ("customer", *SIGNS)}
    id_name = next((g.column for g in guesses if g.role == "customer" and g.score >= SURE), None)
    customer = next((c.facts for c in columns if c.facts.name == id_name), None)
    repeats = customer is None or customer.distinct < 0.95
    signs = sum(best[role] >= SURE for role in SIGNS) + (customer is not None and repeats)
    dated = best["time"] > 0.9 or (best["time"] > 0.85 and best["amount"] >= SURE)
    eventful = best["order"] >= SURE or best["product"] >= SURE or dated
    return "orders" if signs >= 2 and (repeats or eventful) else "customers"


def check_orders(roles: Mapping[str, str], guesses: Sequence[Guess], columns: Sequence[Read], place: str) -> None:
    """Refuse a table of orders that lacks a role it needs, with what was recognised and how to say the rest."""
    lacks = missing_of(roles)
    if not lacks:
        _check_money(roles, columns, place)
        return
    found = ", ".join(f"{role} = '{column}'" for role, column in roles.items()) or "nothing"
    role = lacks[0].partition(" ")[0]
    near = next((g.column for g in guesses if g.role == role and g.column not in roles.values()), None)
    person = next((c for r, c in roles.items() if r in PERSONAL and role == "customer"), None)
    counts = next((counted(c.facts) for c in columns if c.facts.name == near and role == "time"), "")
    remedy = f"Say which column it is: --roles {in_shell(f'{role}={near or person}')}." if near or person else NAME_IT.format(role)
    if role == "time" and near is None and "clock" in roles:
        remedy = f"The column {shown(roles['clock'])} holds times of the day. Export the date as well."
    if counts:
        remedy = f'If the numbers of {shown(near)} count time, say how: dates = "{counts}" (--dates {counts}).'
    fact = f"This looks like a table of orders, but no column was recognised as {' and '.join(lacks)}; recognised: {found}"
    raise InputError("missing-role", fact, place=place, remedy=remedy)


def _check_money(roles: Mapping[str, str], columns: Sequence[Read], place: str) -> None:
    """Refuse to go on without money where a column should have it, but with numbers that cannot be read."""
    if {"amount", "price"} & roles.keys():
        return
    words = vocabulary("orders")["amount"]
    sure = (c.facts for c in columns if c.facts.name not in roles.values() and words.score(as_words(c.facts.name))[0] >= SURE)
    facts = next((facts for facts in sure if facts.share(WITH_DIGIT) > 0.5), None)
    if facts is not None:
        fact = f"The column {shown(facts.name)} should hold the money, but its values are no numbers, such as {shown(facts.values[0])}"
        remedy = (
            "Mend them, or say how they are written with decimal or encoding (--decimal comma); if they are no money, rename the column."
        )
        raise InputError("no-money", fact, place=place, remedy=remedy)
