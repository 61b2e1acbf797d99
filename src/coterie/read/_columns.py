"""The columns of a source: the SQL that gives each cell as text, and typed."""

from __future__ import annotations

import re
from collections.abc import Mapping

from coterie.engines.duckdb import DuckDBEngine
from coterie.errors import InputError, shown
from coterie.read._facts import Facts
from coterie.read._numbers import number_sql
from coterie.read._roles import Read
from coterie.read._times import settled, time_sql
from coterie.records import Column
from coterie.sql import quote

# Ids and labels are texts, whatever they are made of: 00123 is not 123.
AS_TEXT = ("customer", "order", "product", "category", "channel", "country", "currency", "email", "name")
AS_NUMBER = ("amount", "quantity", "price", "discount")
WHOLE_FLOAT = re.compile(r"\d+\.0")


def column_of(engine: DuckDBEngine, relation: str, column: Read, role: str, place: str) -> Column:
    """One column, typed by what it holds and by the role it plays."""
    if role in AS_TEXT:
        return _text(column.facts, role)
    if role == "time" or (column.is_time and role not in AS_NUMBER):
        return _time(engine, relation, column, role, place)
    if column.is_number or role in AS_NUMBER:
        return _number(column, role)
    return _text(column.facts, role)


def _cell(facts: Facts) -> str:
    """The cell as text."""
    name = quote.name(facts.name)
    return name if facts.type == "VARCHAR" else f"CAST({name} AS VARCHAR)"


def _text(facts: Facts, role: str) -> Column:
    """A column of texts, NULL where blank. A whole number that passed through a float (17850.0) loses its tail."""
    name, cell = quote.name(facts.name), _cell(facts)
    if facts.type in ("DOUBLE", "FLOAT"):
        whole = f"CAST(try_cast({name} AS DECIMAL(38, 0)) AS VARCHAR)"
        value = f"CASE WHEN {name} = floor({name}) THEN coalesce({whole}, {cell}) ELSE {cell} END"
    elif facts.type != "VARCHAR":
        value = cell
    else:
        value = f"text_of({cell})"
        if role and facts.values and facts.share(WHOLE_FLOAT) == 1:
            value = f"regexp_replace({value}, '^([0-9]+)[.]0$', '\\1')"
    return Column(facts.name, "text", cell, value, role)


def _number(column: Read, role: str) -> Column:
    """A column of exact numbers; infinities and NaN are no numbers."""
    facts, cell = column.facts, _cell(column.facts)
    if facts.typed == "number":
        return Column(facts.name, "number", cell, f"try_cast({quote.name(facts.name)} AS DECIMAL(18, 4))", role)
    if column.number is None:
        return Column(facts.name, "number", cell, f"number_of({cell})", role, "plain")
    if column.number.doubt and role:
        fact = (
            f"The numbers of column {shown(facts.name)} can be read in two ways: is the comma in {shown(column.number.doubt)} a decimal one"
        )
        raise InputError("ambiguous-number", fact + "?", remedy='Set decimal = "point" or "comma" (--decimal comma).')
    return Column(facts.name, "number", cell, number_sql(cell, column.number), role, column.number.name)


def _time(engine: DuckDBEngine, relation: str, column: Read, role: str, place: str) -> Column:
    """A column of moments, in UTC. An attribute that can be read in two ways stays a text."""
    facts, cell = column.facts, _cell(column.facts)
    if facts.typed == "time":
        name = quote.name(facts.name)
        return Column(facts.name, "time", cell, name if facts.type in ("DATE", "TIMESTAMP") else f"CAST({name} AS TIMESTAMP)", role)
    if column.time is None:
        example = facts.values[0] if facts.values else ""
        fact = f"The column {shown(facts.name)} is to be the time, but its values are no dates, such as {shown(example)}"
        raise InputError("no-dates", fact, place=place, remedy="Name another column: --roles time=COLUMN.")
    if not role and column.time.rivals:
        return _text(facts, role)
    formats = settled(engine, relation, facts.name, cell, column.time)
    return Column(facts.name, "time", cell, time_sql(cell, formats), role, " | ".join(formats))


def typed(engine: DuckDBEngine, relation: str, columns: tuple[Read, ...], roles: Mapping[str, str], place: str) -> tuple[Column, ...]:
    """Every column, in the order of the table."""
    return tuple(column_of(engine, relation, c, roles.get(c.facts.name, ""), place) for c in columns)
