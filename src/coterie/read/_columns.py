"""The columns of a source: the SQL that gives each cell as text, and typed."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from coterie.engines.duckdb import DuckDBEngine
from coterie.errors import Choice, InputError, UnclearError, shown
from coterie.plan import Plan
from coterie.read._cents import in_whole
from coterie.read._facts import Facts
from coterie.read._numbers import NumberFormat, currency_sql, format_of, number_sql
from coterie.read._proof import Proof, prove
from coterie.read._roles import Read
from coterie.read._times import COUNTS, TimeFormat, counted, settled, time_sql
from coterie.records import Column
from coterie.sql import quote

# Ids and labels are texts, whatever they are made of: 00123 is not 123.
AS_TEXT = (
    *("customer", "order", "product", "category", "channel", "country", "currency", "product_name"),
    *("clock", "status", "kind", "cancelled", "email", "name"),
)
AS_NUMBER = ("amount", "refund", "quantity", "price", "discount")
WHOLE_FLOAT = re.compile(r"\d+\.0")
# How ids are written so that no spreadsheet makes numbers of them.
GUARDED = re.compile(r'="[^"]*"')
# What is written with noughts before it is a code, whatever its name says.
PADDED = re.compile(r"0\d+")
HALF = re.compile(r".*[AaPp]\.?[Mm]\.?")


@dataclass(frozen=True)
class Reading:
    """What the columns of a table are made from: the relation, the plan, and which column plays which role."""

    engine: DuckDBEngine
    relation: str
    plan: Plan
    place: str
    reads: Sequence[Read]
    roles: Mapping[str, str]

    def read(self, role: str) -> Read | None:
        """The column in a role."""
        return next((c for c in self.reads if self.roles.get(c.facts.name) == role), None)

    @functools.cached_property
    def mark(self) -> Literal["auto", "point", "comma"]:
        """What the columns whose own cells decide agree on as the decimal mark; a file is written in one way."""
        told = {"comma" if c.number.name == "comma" else "point" for c in self.reads if c.number and not c.number.unproven}
        return "comma" if told == {"comma"} else "point" if told == {"point"} else "auto"

    @functools.cached_property
    def proof(self) -> Proof:
        """What the whole columns prove, where it matters: numbers and times that play a role."""
        open_ = [c for c in self.reads if c.number and c.number.unproven and not c.facts.whole and self.mark == "auto"]
        numbers = {c.facts.name: _cell(c.facts) for c in open_ if self.roles.get(c.facts.name) in AS_NUMBER}
        time = self.read("time")
        rivals = (_cell(time.facts), time.time) if time and time.time and time.time.rivals else None
        return prove(self.engine, self.relation, numbers, rivals)

    def number(self, column: Read) -> NumberFormat | None:
        """How a column that plays a role writes its numbers: its own cells decide, then those of the other columns, then all rows."""
        if column.number and column.number.unproven and self.mark != "auto":
            return format_of(column.facts.values, self.mark)
        return self.proof.number(column)


def typed(reading: Reading) -> tuple[Column, ...]:
    """Every column, in the order of the table."""
    return tuple(_column(reading, column, reading.roles.get(column.facts.name, "")) for column in reading.reads)


def _column(reading: Reading, column: Read, role: str) -> Column:
    """One column, typed by what it holds and by the role it plays."""
    if role in AS_TEXT:
        return _text(column, role)
    if role == "time" or (column.is_time and role not in AS_NUMBER):
        return _time(reading, column, role)
    if role in AS_NUMBER or (column.is_number and (role or not column.facts.share(PADDED))):
        return in_whole(_number(reading, column, role), column.facts)
    return _text(column, role)


def _cell(facts: Facts) -> str:
    """The cell as text."""
    name = quote.name(facts.name)
    return name if facts.type == "VARCHAR" else f"CAST({name} AS VARCHAR)"


def _text(column: Read, role: str) -> Column:
    """A column of texts, NULL where blank. A whole number that passed through a float (17850.0) loses its tail."""
    facts = column.facts
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
        elif role and facts.values and facts.share(GUARDED) == 1:
            value = f"""text_of(regexp_replace({value}, '^="(.*)"$', '\\1'))"""
    if role == "customer" and column.is_mail:
        value = f"lower({value})"  # Ann@x.org and ann@x.org are one person
    return Column(facts.name, "text", cell, value, role)


def _number(reading: Reading, column: Read, role: str) -> Column:
    """A column of exact numbers; infinities and NaN are no numbers."""
    facts, cell, how = column.facts, _cell(column.facts), column.number
    if facts.typed == "number":
        return Column(facts.name, "number", cell, f"try_cast({quote.name(facts.name)} AS DECIMAL(18, 4))", role)
    if how is None:
        return Column(facts.name, "number", cell, f"number_of({cell})", role, "plain")
    if role:
        how = reading.number(column) or how
    if how.doubt and role:
        fact = f"The numbers of column {shown(facts.name)} can be read in two ways, such as {shown(how.doubt)}"
        choices = (
            Choice("point", f"point: {how.doubt} has decimals behind the point, or thousands parted by a comma"),
            Choice("comma", f"comma: {how.doubt} has decimals behind the comma, or thousands parted by a point"),
        )
        remedy = 'Set decimal = "point" or "comma" (--decimal comma).'
        raise UnclearError("ambiguous-number", fact, setting="decimal", choices=choices, place=reading.place, remedy=remedy)
    return Column(facts.name, "number", cell, number_sql(cell, how), role, how.name, currency_sql(cell) if how.money else "")


def _time(reading: Reading, column: Read, role: str) -> Column:
    """A column of moments, in UTC. An attribute that can be read in two ways stays a text."""
    facts, cell, how = column.facts, _cell(column.facts), column.time
    clock = reading.read("clock") if role == "time" else None
    if facts.typed == "time" and not (clock and facts.type == "DATE"):
        name = quote.name(facts.name)
        return Column(facts.name, "time", cell, name if facts.type in ("DATE", "TIMESTAMP") else f"CAST({name} AS TIMESTAMP)", role)
    if how is None and facts.typed != "time":
        raise _no_dates(facts, reading.place)
    if how and not role and how.rivals:
        return _text(column, role)
    formats = _settled(reading, facts, how) if how else ("%Y-%m-%d",)
    if clock and not any("%H" in f or "%I" in f or f in COUNTS for f in formats):
        cell = f"concat_ws(' ', trim({cell}), trim({_cell(clock.facts)}))"
        formats = (*(f"{date} {time}" for date in formats for time in _clock_formats(clock)), *formats)
    return Column(facts.name, "time", cell, time_sql(cell, formats, words=how is not None and how.words), role, " | ".join(formats))


def _settled(reading: Reading, facts: Facts, how: TimeFormat) -> tuple[str, ...]:
    """The formats of one order of dates."""
    if not how.rivals:
        return how.formats
    return settled(reading.engine, reading.relation, facts.name, _cell(facts), how, reads=reading.proof.dates)


def _clock_formats(clock: Read) -> tuple[str, ...]:
    """How a column of times of the day is written."""
    if any(HALF.fullmatch(v) for v in clock.facts.values):
        return ("%I:%M:%S %p", "%I:%M %p", "%I:%M:%S%p", "%I:%M%p")
    return ("%H:%M:%S", "%H:%M", "%H:%M:%S.%f")


def _no_dates(facts: Facts, place: str) -> InputError:
    """The refusal of a column that is to be the time; numbers may count from a day that the user knows."""
    example = facts.values[0] if facts.values else ""
    fact = f"The column {shown(facts.name)} is to be the time, but its values are no dates, such as {shown(example)}"
    how = counted(facts)
    remedy = f'If they are counted, say how: dates = "{how}" (--dates {how}).' if how else "Name another column: --roles time=COLUMN."
    return InputError("no-dates", fact, place=place, remedy=remedy)
