"""From what was given to the input tables: open, look, tell the shape and the roles, type the columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from coterie.engines.duckdb import DuckDBEngine
from coterie.errors import InputError
from coterie.plan import Plan
from coterie.read._columns import typed
from coterie.read._door import open_table
from coterie.read._facts import facts_of
from coterie.read._numbers import number_format
from coterie.read._roles import Read, Shape, assign, guess
from coterie.read._shape import check_orders, shape_of
from coterie.read._table import Table
from coterie.read._times import time_format
from coterie.records import Given, Inputs, Source


def read(engine: DuckDBEngine, plan: Plan, given: Given) -> Inputs:
    """The input tables, in the engine and understood.

    >>> import pyarrow as pa
    >>> table = pa.table({"customer_id": ["a", "a"], "order_date": ["2024-01-31", "2024-02-01"], "revenue": ["5", "7.50"]})
    >>> with DuckDBEngine() as engine:
    ...     read(engine, Plan(), Given(table)).orders.roles
    {'customer': 'customer_id', 'time': 'order_date', 'amount': 'revenue'}
    """
    table, columns = _look(engine, plan, given.data, "read_data")
    if given.customers is None:
        customers_only = plan.customer_roles and not plan.roles
        shape: Shape = "customers" if customers_only else shape_of(columns, guess(columns, "orders"), plan.roles)
        source = _source(engine, table, columns, shape, plan)
        return Inputs(orders=source) if shape == "orders" else Inputs(customers=source)
    orders = _source(engine, table, columns, "orders", plan)
    return Inputs(orders, _source(engine, *_look(engine, plan, given.customers, "read_customers"), "customers", plan))


def _look(engine: DuckDBEngine, plan: Plan, thing: Any, slot: str) -> tuple[Table, tuple[Read, ...]]:
    """Open a table and look at its columns."""
    table = open_table(engine, thing, slot, plan)
    facts = facts_of(engine, table.relation)
    return table, tuple(Read(f, None if f.typed else number_format(f, plan.decimal), time_format(engine, f, plan.dates)) for f in facts)


def _source(engine: DuckDBEngine, table: Table, columns: Sequence[Read], shape: Shape, plan: Plan) -> Source:
    """A table with its roles and typed columns."""
    guesses = guess(columns, shape)
    given: Mapping[str, str] = plan.roles if shape == "orders" else plan.customer_roles
    roles = assign(guesses, given, [c.facts.name for c in columns], shape, table.name)
    if shape == "orders":
        check_orders({role: column for column, role in roles.items()}, guesses, table.name)
    elif len(columns) == len(roles):
        remedy = "Give a table with a column per attribute, or with customer, date and amount."
        raise InputError("no-attributes", "Nothing is known of the customers but who they are", place=table.name, remedy=remedy)
    cells = typed(engine, table.relation, tuple(columns), roles, table.name)
    return Source(shape, table.name, table.relation, table.numbered, cells, guesses, table.notes)
