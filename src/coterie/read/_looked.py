"""One table: opened, looked at, and understood as orders, as items of orders or as customers."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from coterie.engines.duckdb import DuckDBEngine
from coterie.errors import InputError, shown
from coterie.plan import Plan
from coterie.read import _cents as cents
from coterie.read._columns import Reading, typed
from coterie.read._door import open_table
from coterie.read._exports import Known, check_known, recognised, with_dates
from coterie.read._facts import Facts, facts_of
from coterie.read._layout import MONTHS
from coterie.read._names import Shape, as_words, roles_of, vocabulary
from coterie.read._numbers import number_format
from coterie.read._roles import FLOOR, SETTINGS, Read, assign, guess, how_to_say, ranked
from coterie.read._shape import check_orders, shape_of
from coterie.read._table import Table
from coterie.read._times import time_format
from coterie.records import Guess, Source

# A month or a year, after which the name may go on.
PERIOD = re.compile(rf"((19|20)\d\d|\d{{1,2}} (19|20)\d\d|(19|20)\d\d \d{{1,2}}|({MONTHS})[a-z]*( (19|20)?\d\d)?|(q[1-4]|kw|week)\b.*)")
ENOUGH_PERIODS = 3
POWER = re.compile(r"\d([.,]\d+)?E\+\d{1,2}")


@dataclass(frozen=True)
class Seen:
    """A table that was opened and looked at, and the plan that holds for it."""

    table: Table
    columns: tuple[Read, ...]
    known: Known | None
    plan: Plan

    @functools.cached_property
    def as_orders(self) -> tuple[Guess, ...]:
        """The guesses for a table of orders."""
        return guess(self.columns, "orders")

    def has(self, *roles: str) -> bool:
        """Whether columns are likely to play all these roles of orders."""
        return all(any(g.role == role and g.score >= FLOOR for g in self.as_orders) for role in roles)

    def known_as(self, shape: Shape) -> Known | None:
        """What is known of the export, where it is a table of this shape; of items, what is said of each of them."""
        known = self.known
        if known is None or shape != "items":
            return known if known and (known.export.shape or "orders") == shape else None
        of_order = ("amount",) if known.export.whole else ()
        return replace(known, roles={r: c for r, c in known.roles.items() if r in roles_of("items") and r not in of_order})

    def shape(self) -> Shape:
        """What a row is: what the user's roles say, then what is known of the export, then what names and contents say."""
        if self.plan.roles or self.plan.customer_roles:
            return "orders" if self.plan.roles else "customers"
        if self.known and self.known.export.shape:
            return self.known.export.shape
        if self.known and "order" in self.known.roles:
            return "orders"
        return shape_of(self.columns, self.as_orders)


def look(engine: DuckDBEngine, plan: Plan, thing: Any, slot: str, shape: Shape = "orders") -> Seen:
    """Open a table and look at its columns."""
    table = open_table(engine, thing, slot, plan)
    facts = facts_of(engine, table.relation)
    plain = tuple(Read(f, None, None) for f in facts)
    known = recognised(plain)
    plan = with_dates(plan, known)
    told = {getattr(plan, SETTINGS[shape]).get("time"), known.roles.get("time") if known else None}
    return Seen(table, tuple(_read(engine, f, plan, f.name in told) for f in facts), known, plan)


def _read(engine: DuckDBEngine, facts: Facts, plan: Plan, told: bool) -> Read:
    """A column, and how it can be read."""
    number = None if facts.typed else number_format(facts, plan.decimal)
    named = told or any(vocabulary(shape)["time"].score(as_words(facts.name))[0] > 0 for shape in ("orders", "customers"))
    return Read(facts, number, time_format(engine, facts, plan.dates, named=named))


def roles_in(seen: Seen, shape: Shape, given: Mapping[str, str]) -> tuple[dict[str, str], tuple[Guess, ...]]:
    """Column → role, and the guesses behind it: what the user gave, what is known of the export, what names and contents say."""
    table, known = seen.table, seen.known_as(shape)
    if shape == "orders":
        check_known(seen.known, given, table.name)
    guesses = seen.as_orders if shape == "orders" else guess(seen.columns, shape)
    if known:
        guesses = tuple(g for g in guesses if g.role not in known.export.unused)
    chosen = assign(guesses, given, seen.columns, shape, table.name, known=known.roles if known else {})
    if known:
        guesses = ranked([*(g for g in known.guesses if chosen.get(g.column) == g.role), *guesses])
    _check(seen, shape, chosen, guesses)
    return chosen, guesses


def source_of(engine: DuckDBEngine, seen: Seen, shape: Shape, given: Mapping[str, str]) -> Source:
    """A table with its roles and typed columns."""
    return source_with(engine, seen, shape, *roles_in(seen, shape, given))


def source_with(engine: DuckDBEngine, seen: Seen, shape: Shape, chosen: Mapping[str, str], guesses: tuple[Guess, ...]) -> Source:
    """A table with these roles, and typed columns."""
    table, known = seen.table, seen.known_as(shape)
    columns = typed(Reading(engine, table.relation, seen.plan, table.name, seen.columns, chosen))
    notes = (*table.notes, *([known.note] if known and known.export.says else []), *_shortened(seen, chosen))
    notes = (*notes, *cents.told(seen.columns, chosen), *(_periods(seen.columns) if shape == "customers" else ()))
    return Source(shape, table.name, table.relation, table.numbered, columns, guesses, notes)


def _periods(columns: tuple[Read, ...]) -> Iterator[str]:
    """A note where months or years stand side by side: a pivot table tells neither when nor how often somebody bought."""
    names = [c.facts.name for c in columns if c.is_number and PERIOD.fullmatch(as_words(c.facts.name))]
    if len(names) >= ENOUGH_PERIODS:
        yield (
            f"The columns {shown(names[0])} to {shown(names[-1])} seem to be periods, each taken for a trait of the customers."
            " For how recently and how often they bought, give the orders, a row each (in Excel: Data, From Table, Unpivot Columns)."
        )


def _shortened(seen: Seen, chosen: Mapping[str, str]) -> Iterator[str]:
    """A note on each column of ids that a spreadsheet took for numbers, and wrote as few digits and a power of ten."""
    many = {"customer": "customers", "order": "orders"}
    for column in seen.columns:
        role = chosen.get(column.facts.name)
        example = next((v for v in column.facts.values if POWER.fullmatch(v)), "")
        if role in many and example:
            yield (
                f"The column {shown(column.facts.name)} holds ids such as {example}, which a spreadsheet shortened:"
                f" several {many[role]} may have become one. Export it again as text."
            )


def _check(seen: Seen, shape: Shape, chosen: Mapping[str, str], guesses: tuple[Guess, ...]) -> None:
    """Refuse a table that lacks what nothing can be done without."""
    place, roles = seen.table.name, {role: column for column, role in chosen.items()}
    if shape == "orders":
        check_orders(roles, guesses, seen.columns, place)
    elif shape == "items" and "order" not in roles:
        names = ", ".join(c.facts.name for c in seen.columns[:10])
        fact = f"No column of the items is known to hold the order that they belong to; the columns are: {names}"
        raise InputError("missing-role", fact, place=place, remedy=how_to_say("order", "COLUMN", SETTINGS[shape]))
    elif shape == "customers" and len(seen.columns) == len(chosen):
        remedy = "Give a table with a column per attribute, or with customer, date and amount."
        raise InputError("no-attributes", "Nothing is known of the customers but who they are", place=place, remedy=remedy)
