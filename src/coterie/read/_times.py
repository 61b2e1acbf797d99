"""How a text column writes its dates: the column decides, and where two readings fit it equally, the user is asked."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from coterie.engines.duckdb import DuckDBEngine
from coterie.errors import InputError, shown
from coterie.read._facts import Facts
from coterie.sql import quote

Order = Literal["auto", "day-first", "month-first"]

ENOUGH = 0.8
LOOKED_AT = 1000
# Anything else is no date; the engine's own reading of a format is more generous.
SHAPE = re.compile(
    r"(\d{1,4}([-/.])\d{1,2}\2\d{1,4}|\d{1,2}[ -][A-Za-z]{3,9}\.?,?[ -]\d{2,4}|[A-Za-z]{3,9} \d{1,2},? \d{4})"
    r"([T ]+\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?( ?[APap][Mm])?( ?(Z|UTC|[-+]\d{2}(:?\d{2})?))?)?"
)
COMPACT = re.compile(r"(19|20)\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(\.0)?")
DATE_WORDS = re.compile(r"(?i)date|datum|day|fecha|data|dt$|time")
CLOCKS = ("", "{t}%H:%M:%S", "{t}%H:%M", "{t}%H:%M:%S.%f", " %I:%M %p", " %I:%M:%S %p", " %I:%M%p")
ZONES = ("", "Z", "%z", " %z", " UTC")
PARTS = {"%Y": r"\d{4}", "%y": r"\d{2}", "%m": r"\d{1,2}", "%d": r"\d{1,2}", "%b": "[A-Za-z]{3}", "%B": "[A-Za-z]{3,9}"}
DAY_FIRST = tuple(f"%d{s}%m{s}{y}" for y in ("%Y", "%y") for s in "/.-")
MONTH_FIRST = tuple(f"%m{s}%d{s}{y}" for y in ("%Y", "%y") for s in "/.-")
CLEAR = tuple(f"%Y{s}%m{s}%d" for s in "-/.") + tuple(
    f"{form}" for m in ("%b", "%B") for form in (f"%d {m} %Y", f"%d-{m}-%Y", f"%d-{m}-%y", f"%d {m} %y", f"{m} %d, %Y", f"{m} %d %Y")
)


@dataclass(frozen=True)
class TimeFormat:
    """How a column writes dates: strptime formats of one date order, the most frequent first. `rivals` read the sample as well."""

    formats: tuple[str, ...]
    share: float
    rivals: tuple[tuple[str, ...], ...] = ()


def time_format(engine: DuckDBEngine, facts: Facts, order: Order) -> TimeFormat | None:
    """How the column writes its dates, as far as its first rows tell, or None when it holds none."""
    values = facts.values[:LOOKED_AT]
    if DATE_WORDS.search(facts.name) and values and all(COMPACT.fullmatch(v) for v in values):
        return TimeFormat(("%Y%m%d",), 1.0)
    if facts.typed or not values or sum(bool(SHAPE.fullmatch(v)) for v in values[:50]) < ENOUGH * len(values[:50]):
        return None
    dates = [date for date in _dates(order) if any(_looks(date).match(v) for v in values)]
    if not dates:
        return None
    reads = _reads(engine, values, [f for date in dates for f in _variants(date, values)])
    families = []
    for date in dates:
        own = sorted((f for f in reads if f.startswith(date) and reads[f]), key=lambda f: -len(reads[f]))
        families.append((len(set().union(*(reads[f] for f in own))), tuple(own)))
    most = max(count for count, _ in families)
    best = [formats for count, formats in families if count == most]
    return TimeFormat(best[0], most / len(values), tuple(best[1:])) if most >= ENOUGH * len(values) else None


def _dates(order: Order) -> tuple[str, ...]:
    """The date formats to try."""
    return CLEAR + (DAY_FIRST if order != "month-first" else ()) + (MONTH_FIRST if order != "day-first" else ())


@functools.cache
def _looks(date: str) -> re.Pattern[str]:
    """What a text looks like that this format may read; the engine would take 10 for the year 10."""
    return re.compile(re.sub("%[YymdbB]", lambda part: PARTS[part.group()], re.escape(date)) + r"(?!\d)")


def _variants(date: str, values: tuple[str, ...]) -> Iterable[str]:
    """A date format with every clock and zone that the values can hold; few columns need more than one."""
    clock = any(":" in v for v in values)
    zoned = any(re.search(r":\d{2}(\.\d+)? ?(Z|UTC|[-+]\d{2}(:?\d{2})?)$", v) for v in values)
    separators = ("T", " ") if any("T" in v[8:12] for v in values) else (" ",)
    for form in CLOCKS if clock else ("",):
        for separator in separators if form.startswith("{t}") else ("",):
            for zone in ZONES if zoned and form.startswith("{t}") else ("",):
                yield date + form.format(t=separator) + zone


def _reads(engine: DuckDBEngine, values: tuple[str, ...], formats: list[str]) -> dict[str, set[int]]:
    """For each format, the places of the values that it reads as a plausible moment."""
    sample = ", ".join(f"({place}, {quote.text(value)})" for place, value in enumerate(values))
    times = ", ".join(f"time_of(value, {quote.text(f)})" for f in formats)
    fits = ", ".join(f"list(place) FILTER (WHERE year(times[{i}]) BETWEEN 1900 AND 2100)" for i in range(1, len(formats) + 1))
    row = engine.rows(f"SELECT {fits} FROM (SELECT place, [{times}] AS times FROM (VALUES {sample}) AS sample (place, value))")[0]
    return {form: set(places or ()) for form, places in zip(formats, row, strict=True)}


def time_sql(cell: str, formats: tuple[str, ...]) -> str:
    """SQL that reads a text cell as a moment in UTC."""
    parts = []
    for form in formats:
        read = f"time_of(trim({cell}), {quote.text(form)})"
        parts.append(f"CAST({read} AS TIMESTAMP)" if "%z" in form else read)
    return parts[0] if len(parts) == 1 else f"coalesce({', '.join(parts)})"


def settled(engine: DuckDBEngine, relation: str, name: str, cell: str, how: TimeFormat) -> tuple[str, ...]:
    """The formats that read most of the whole column; two that read as many but differently are the user's to choose from."""
    best = how.formats
    for rival in how.rivals:
        a, b = time_sql(cell, best), time_sql(cell, rival)
        query = (
            f"SELECT count(a) AS ours, count(b) AS theirs, min(x) FILTER (WHERE a <> b) AS example FROM"
            f" (SELECT {cell} AS x, {a} AS a, {b} AS b FROM {relation} WHERE _fault IS NULL)"
        )
        found = engine.row(query)
        if found["ours"] == found["theirs"] and found["example"] is not None:
            raise _ambiguous(engine, name, str(found["example"]), best, rival)
        best = rival if found["theirs"] > found["ours"] else best
    return best


def _ambiguous(engine: DuckDBEngine, name: str, example: str, a: tuple[str, ...], b: tuple[str, ...]) -> InputError:
    """The question which reading is right."""
    value = quote.text(example)
    first, second = (engine.rows(f"SELECT CAST({time_sql(value, f)} AS DATE)")[0][0] for f in (a, b))
    fact = f"The dates of column {shown(name)} can be read in two ways: {shown(example)} is {first} or {second}"
    return InputError("ambiguous-date", fact, remedy='Set dates = "day-first" or "month-first" (--dates day-first).')
