"""From what was given to the input tables: open, look, tell the shape and the roles, type the columns."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from coterie.engines.duckdb import DuckDBEngine
from coterie.errors import InputError
from coterie.plan import Plan
from coterie.read._columns import Reading, typed
from coterie.read._door import open_table
from coterie.read._exports import Known, check_known, recognised, with_dates
from coterie.read._facts import Facts, facts_of
from coterie.read._grain import arranged, grain_of, notes_of, with_made
from coterie.read._names import Shape, as_words, vocabulary
from coterie.read._numbers import number_format
from coterie.read._roles import Read, assign, guess, ranked
from coterie.read._shape import check_orders, shape_of
from coterie.read._table import Table
from coterie.read._times import time_format
from coterie.records import Given, Guess, Inputs, Source


def read(engine: DuckDBEngine, plan: Plan, given: Given) -> Inputs:
    """The input tables, in the engine and understood.

    >>> import pyarrow as pa
    >>> table = pa.table({"customer_id": ["a", "a"], "order_date": ["2024-01-31", "2024-02-01"], "revenue": ["5", "7.50"]})
    >>> with DuckDBEngine() as engine:
    ...     read(engine, Plan(), Given(table)).orders.roles
    {'customer': 'customer_id', 'time': 'order_date', 'amount': 'revenue'}
    """
    seen = _look(engine, plan, given.data, "read_data")
    if given.customers is None:
        source = _source(engine, seen, seen.shape(), seen.plan.roles, seen.plan.customer_roles)
        return Inputs(orders=source) if source.table == "orders" else Inputs(customers=source)
    orders = _source(engine, seen, "orders", plan.roles, {})
    people = _look(engine, plan, given.customers, "read_customers", "customers")
    return Inputs(orders, _source(engine, people, "customers", {}, _joined_by(orders, seen, people)))


@dataclass(frozen=True)
class _Seen:
    """A table that was opened and looked at, and the plan that holds for it."""

    table: Table
    columns: tuple[Read, ...]
    known: Known | None
    plan: Plan

    @functools.cached_property
    def as_orders(self) -> tuple[Guess, ...]:
        """The guesses for a table of orders."""
        return guess(self.columns, "orders")

    def shape(self) -> Shape:
        """What a row is: what the user's roles say, then what is known of the export, then what names and contents say."""
        if self.plan.roles or self.plan.customer_roles:
            return "orders" if self.plan.roles else "customers"
        if self.known and self.known.export.shape:
            return self.known.export.shape
        if self.known and "order" in self.known.roles:
            return "orders"
        return shape_of(self.columns, self.as_orders)


def _look(engine: DuckDBEngine, plan: Plan, thing: Any, slot: str, shape: Shape = "orders") -> _Seen:
    """Open a table and look at its columns."""
    table = open_table(engine, thing, slot, plan)
    facts = facts_of(engine, table.relation)
    plain = tuple(Read(f, None, None) for f in facts)
    known = recognised(plain)
    plan = with_dates(plan, known)
    told = {(plan.roles if shape == "orders" else plan.customer_roles).get("time"), known.roles.get("time") if known else None}
    return _Seen(table, tuple(_read(engine, f, plan, f.name in told) for f in facts), known, plan)


def _read(engine: DuckDBEngine, facts: Facts, plan: Plan, told: bool) -> Read:
    """A column, and how it can be read."""
    number = None if facts.typed else number_format(facts, plan.decimal)
    named = told or any(vocabulary(shape)["time"].score(as_words(facts.name))[0] > 0 for shape in ("orders", "customers"))
    return Read(facts, number, time_format(engine, facts, plan.dates, named=named))


def _joined_by(orders: Source, seen: _Seen, people: _Seen) -> Mapping[str, str]:
    """The roles of the customers table; where orders know customers by their e-mail address, so must it."""
    given = people.plan.customer_roles
    by_mail = next((c for c in seen.columns if c.facts.name == orders.roles.get("customer") and c.is_mail), None)
    if by_mail is None or "customer" in given:
        return given
    mail = next((c for c in people.columns if c.is_mail and c.facts.name not in given.values()), None)
    return {**given, "customer": mail.facts.name} if mail else given


def _source(engine: DuckDBEngine, seen: _Seen, shape: Shape, roles: Mapping[str, str], customer_roles: Mapping[str, str]) -> Source:
    """A table with its roles and typed columns."""
    table, known, plan = seen.table, seen.known, seen.plan
    given = roles if shape == "orders" else customer_roles
    if shape == "orders":
        check_known(known, given, table.name)
    guesses = seen.as_orders if shape == "orders" else guess(seen.columns, shape)
    fits = known is not None and (known.export.shape or "orders") == shape
    if known and fits:
        guesses = tuple(g for g in guesses if g.role not in known.export.unused)
    chosen = assign(guesses, given, seen.columns, shape, table.name, known=known.roles if known and fits else {})
    if known and fits:
        guesses = ranked([*(g for g in known.guesses if chosen.get(g.column) == g.role), *guesses])
    if shape == "orders":
        check_orders({role: column for column, role in chosen.items()}, guesses, seen.columns, table.name)
    elif len(seen.columns) == len(chosen):
        remedy = "Give a table with a column per attribute, or with customer, date and amount."
        raise InputError("no-attributes", "Nothing is known of the customers but who they are", place=table.name, remedy=remedy)
    reading = Reading(engine, table.relation, plan, table.name, seen.columns, chosen)
    source = Source(shape, table.name, table.relation, table.numbered, typed(reading), guesses, table.notes)
    return _with_orders_arranged(engine, seen, source, fits)


def _with_orders_arranged(engine: DuckDBEngine, seen: _Seen, source: Source, fits: bool) -> Source:
    """The source with what belongs to whole orders, and with what is to be told."""
    known = seen.known if fits else None
    notes = (*source.notes, known.note) if known else source.notes
    if source.table == "customers":
        return replace(source, notes=notes)
    blanks = {c.facts.name: c.facts.filled < c.facts.rows for c in seen.columns}
    grain = grain_of(engine, source.relation, source.columns, blanks, whole=known is not None and known.export.whole)
    columns, made = arranged(source, grain, seen.plan, known.back if known else "")
    told = notes_of(columns, grain, seen.plan)
    return with_made(engine, replace(source, columns=columns, notes=(*notes, *told)), made)
