"""Which table of a source that holds several: the one that the user names, or else the one that looks most like what is needed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from coterie.errors import InputError, did_you_mean, shown
from coterie.plan import Plan
from coterie.read._facts import Facts
from coterie.read._names import Shape
from coterie.read._roles import Read, guess

# The setting that names the table of each kind.
TABLES: Mapping[Shape, str] = {"orders": "table", "items": "item_table", "customers": "customer_table"}
NEEDED = {"customer", "time"}
OF_ORDERS = {"order", "quantity", "product", "price"}
NAMED = 8  # tables that a note names


def table_wanted(plan: Plan, slot: str) -> str | None:
    """The sheet or table that the user names for this source."""
    wanted: str | None = getattr(plan, TABLES[_shape(slot)])
    return wanted


def without_choice(plan: Plan, slot: str) -> Plan:
    """The plan for what was chosen, where that is one table."""
    return plan.model_copy(update={TABLES[_shape(slot)]: None})


def query_wanted(plan: Plan, slot: str) -> str | None:
    """The query that the user gives for this source; there is one for the orders only."""
    return plan.query if _shape(slot) == "orders" else None


def names_used(plan: Plan, slot: str) -> tuple[str, ...]:
    """The names of columns that the user uses for this source."""
    if _shape(slot) == "items":
        return tuple(plan.item_roles.values())
    of_customers = _shape(slot) == "customers" or not plan.roles
    return tuple((plan.customer_roles if of_customers else plan.roles).values())


def check_choice(reader: Any, thing: Any, slot: str, plan: Plan) -> None:
    """Refuse a table or a query where the source is one table. A reader says with `takes` which of the two it understands."""
    takes = getattr(reader, "takes", ())
    place = str(thing) if isinstance(thing, str) or hasattr(thing, "__fspath__") else type(thing).__name__
    if query_wanted(plan, slot) and "query" not in takes:
        remedy = "Leave it out; for a part of the rows use where (--where)."
        raise InputError("query-of-no-database", "A query is given, but this is no database", place=place, remedy=remedy)
    if table_wanted(plan, slot) and "table" not in takes:
        fact = f"The table {shown(table_wanted(plan, slot))} is asked for, but this holds only one table"
        raise InputError("table-of-one", fact, place=place, remedy=f"Leave out {setting(slot)}.")


def choose(
    headers: Mapping[str, Sequence[str]], size: Callable[[str], int], plan: Plan, slot: str, *, place: str, word: str
) -> tuple[str, tuple[str, ...]]:
    """The name of a table out of those there are, with the names of their columns, and a note that says which others there are.

    `size` is asked only for tables that look equally likely. `word` is what the source calls a table.
    """
    wanted = table_wanted(plan, slot)
    if wanted is not None:
        if wanted not in headers:
            fact = f"There is no {word} {shown(wanted)}"
            raise InputError("no-such-table", fact, place=place, remedy=did_you_mean(wanted, headers))
        return wanted, ()
    ranks = {name: _likeness(header, _shape(slot)) for name, header in headers.items()}
    best = [name for name in headers if ranks[name] == max(ranks.values())]
    name = max(best, key=size) if len(best) > 1 else best[0]
    others = [other for other in headers if other != name]
    return name, (_note(name, others, slot, word),) if others else ()


def _shape(slot: str) -> Shape:
    """What the source should hold."""
    return next((shape for shape in TABLES if slot.startswith(f"read_{shape}")), "orders")


def setting(slot: str) -> str:
    """The setting that names the table."""
    name = TABLES[_shape(slot)]
    return f"{name} (--{name.replace('_', '-')})"


def _likeness(header: Sequence[str], shape: Shape) -> tuple[int, int]:
    """How much a table looks like orders or customers, by the names of its columns alone."""
    columns = [Read(Facts(name, "VARCHAR", 0, 0, ()), None, None) for name in header]
    of_orders = {g.role for g in guess(columns, "orders")}
    if shape == "orders":
        return len(of_orders & NEEDED), len(of_orders)
    if shape == "items":
        found = {g.role for g in guess(columns, "items")}
        return len(found & {"order", "product"}), len(found) - len(of_orders & NEEDED)
    return len({g.role for g in guess(columns, "customers")} & {"customer", "email"}), -len(of_orders & OF_ORDERS)


def _note(name: str, others: Sequence[str], slot: str, word: str) -> str:
    """What was chosen out of what."""
    more = f" and {len(others) - NAMED} more" if len(others) > NAMED else ""
    listed = ", ".join(shown(other) for other in others[:NAMED])
    return f"The {word} {shown(name)} was read. There are also {listed}{more}: name another one with {setting(slot)}."
