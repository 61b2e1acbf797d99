"""From what was given to the input tables: look at each, tell the shape and the roles, join and arrange the orders."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from coterie.compare import check_alike
from coterie.engines.duckdb import DuckDBEngine
from coterie.errors import InputError
from coterie.plan import Plan
from coterie.read._grain import arranged, grain_of, notes_of, with_made
from coterie.read._items import as_headers, check_roles, joined, key_of, named_apart
from coterie.read._looked import Seen, look, roles_in, source_of, source_with
from coterie.read._roles import Read
from coterie.records import Given, Inputs, Source


def read(engine: DuckDBEngine, plan: Plan, given: Given) -> Inputs:
    """The input tables, in the engine and understood.

    >>> import pyarrow as pa
    >>> table = pa.table({"customer_id": ["a", "a"], "order_date": ["2024-01-31", "2024-02-01"], "revenue": ["5", "7.50"]})
    >>> with DuckDBEngine() as engine:
    ...     read(engine, Plan(), Given(table)).orders.roles
    {'customer': 'customer_id', 'time': 'order_date', 'amount': 'revenue'}
    """
    seen = look(engine, plan, given.data, "read_data")
    items = None if given.items is None else look(engine, plan, given.items, "read_items", "items")
    people = None if given.customers is None else look(engine, plan, given.customers, "read_customers", "customers")
    _check_swapped(seen, items, people)
    alone = not (items or people) and seen.shape() == "customers"
    if given.previous:
        check_alike(given.previous.model, given.previous.run, orders=not alone)
    if alone:
        return Inputs(customers=source_of(engine, seen, "customers", seen.plan.customer_roles))
    parts: tuple[Source, ...] = ()
    if items:
        first, lines, shown = _with_items(engine, seen, items)
        orders, parts = joined(engine, first, lines, seen.plan), (first, shown)
    else:
        first = source_of(engine, seen, "orders", seen.plan.roles)
        orders = _arranged(engine, seen, first)
    if not people:
        return Inputs(orders, None, parts)
    return Inputs(orders, source_of(engine, people, "customers", _joined_by(first, seen, people)), parts)


def _check_swapped(seen: Seen, items: Seen | None, people: Seen | None) -> None:
    """Refuse tables of which each is plainly what the other should be."""
    plan = seen.plan
    if plan.roles or plan.customer_roles or plan.item_roles:
        return
    name = seen.table.name
    if people and seen.shape() == "customers" and people.shape() == "orders":
        fact = f"The two tables seem to be swapped: {name} holds customers, and {people.table.name} orders"
        raise InputError("swapped", fact, remedy=f"Give the orders first: {people.table.name} --customers {name}")
    if items and not seen.has("customer", "time") and seen.has("order") and items.has("customer", "time"):
        fact = f"The two tables seem to be swapped: {name} holds items of orders, and {items.table.name} orders"
        raise InputError("swapped", fact, remedy=f"Give the orders first: {items.table.name} --items {name}")


def _joined_by(orders: Source, seen: Seen, people: Seen) -> Mapping[str, str]:
    """The roles of the customers table; where orders know customers by their e-mail address, so must it."""
    given = people.plan.customer_roles
    by_mail = next((c for c in seen.columns if c.facts.name == orders.roles.get("customer") and c.is_mail), None)
    if by_mail is None or "customer" in given:
        return given
    mail = next((c for c in people.columns if c.is_mail and c.facts.name not in given.values()), None)
    return {**given, "customer": mail.facts.name} if mail else given


def _with_items(engine: DuckDBEngine, seen: Seen, items: Seen) -> tuple[Source, Source, Source]:
    """The orders and their items, and the items as the user knows them: with the names that their columns have in the file."""
    given = seen.plan.roles
    check_roles(given, seen.table.name)
    roles, guesses = roles_in(items, "items", items.plan.item_roles)
    wanted = next(c for c in items.columns if roles.get(c.facts.name) == "order")
    if "order" not in given:
        likely = next((g.column for g in seen.as_orders if g.role == "order"), None)
        free = [c for c in seen.columns if c.facts.name not in given.values()]
        key = key_of(engine, seen.table.relation, free, likely, wanted)
        given = {**given, **({"order": key} if key else {})}
    orders = as_headers(source_of(engine, seen, "orders", given))
    table, names = named_apart(engine, items.table, wanted.facts.name, items.columns, seen.columns)
    apart = tuple(Read(replace(c.facts, name=names[c.facts.name]), c.number, c.time) for c in items.columns)
    chosen = {names[column]: role for column, role in roles.items()}
    source = source_with(engine, replace(items, table=table, columns=apart), "items", chosen, ())
    own = {name: column for column, name in names.items()}
    shown = replace(source, columns=tuple(replace(c, name=own[c.name]) for c in source.columns), guesses=guesses)
    return orders, source, shown


def _arranged(engine: DuckDBEngine, seen: Seen, source: Source) -> Source:
    """The source with what belongs to whole orders, and with what is to be told."""
    known = seen.known_as("orders")
    blanks = {c.facts.name: c.facts.filled < c.facts.rows for c in seen.columns}
    grain = grain_of(engine, source.relation, source.columns, blanks, whole=known is not None and known.export.whole)
    columns, made = arranged(source, grain, seen.plan, known.back if known else "")
    told = notes_of(columns, grain, seen.plan)
    return with_made(engine, replace(source, columns=columns, notes=(*source.notes, *told)), made)
