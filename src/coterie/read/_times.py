"""How a text column writes its dates: the column decides, and where two readings fit it equally, the user is asked."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from coterie.engines.duckdb import DuckDBEngine
from coterie.errors import Choice, UnclearError, shown
from coterie.read._facts import NUMBER, Facts
from coterie.read._months import figures, in_words
from coterie.sql import quote

Order = Literal["auto", "day-first", "month-first", "year-first", "epoch", "epoch-ms", "excel"]

ENOUGH = 0.8
LOOKED_AT = 1000
# Anything else is no date; the engine's own reading of a format is more generous.
DATE = r"\d{1,4}([-/.] ?)\d{1,2}\2\d{1,4}|\d{1,2}[ -][A-Za-z]{3,9}\.?,?[ -]\d{2,4}|[A-Za-z]{3,9} \d{1,2},? \d{4}"
NAMED = r"\d{1,2} m\d\d \d{2,4}|m\d\d \d{1,2} \d{2,4}|\d{4} m\d\d \d{1,2}"
DAYTIME = r"\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?( ?[APap][Mm])?( ?([A-Za-z]{1,5}|[-+]\d{2}(:?\d{2})?))?"
SHAPE = re.compile(rf"({DATE}|{NAMED})(,?[T ]+{DAYTIME})?")
ZONE = re.compile(r"(?<=[\dMm]) ?([A-Za-z]{1,5}|[-+]\d{2}(?::?\d{2})?)$")
COMPACT = re.compile(r"(19|20)\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(\.0)?")
CLOCKS = ("{t}%H:%M:%S", "{t}%H:%M", "{t}%H:%M:%S.%f", " %I:%M %p", " %I:%M:%S %p", " %I:%M%p", " %I:%M:%S%p")
PARTS = {"%Y": r"\d{4}", "%y": r"\d{2}", "%m": r"\d{1,2}", "%d": r"\d{1,2}", "%b": "[A-Za-z]{3}", "%B": "[A-Za-z]{3,9}"}
SEPARATORS = ("/", ".", "-", ". ")
DAY_FIRST = tuple(f"%d{s}%m{s}{y}" for y in ("%Y", "%y") for s in SEPARATORS)
MONTH_FIRST = tuple(f"%m{s}%d{s}{y}" for y in ("%Y", "%y") for s in SEPARATORS)
YEAR_FIRST = tuple(f"%y{s}%m{s}%d" for s in SEPARATORS[:3])
CLEAR = tuple(f"%Y{s}%m{s}%d" for s in "-/.") + tuple(
    f"{form}" for m in ("%b", "%B") for form in (f"%d {m} %Y", f"%d-{m}-%Y", f"%d-{m}-%y", f"%d {m} %y", f"{m} %d, %Y", f"{m} %d %Y")
)
WORDS = ("%d m%m %Y", "m%m %d %Y", "%d m%m %y", "m%m %d %y", "%Y m%m %d")
SHORT = re.compile(r"(\d{2})([-/.])\d{2}\2(\d{2})(?!\d).*")
NAMES = {"%d": "day-first", "%m": "month-first", "%y": "year-first"}
# Of so many different years no file speaks whose days are few.
MANY_YEARS = 12
# What is counted, the plausible range of the numbers (1954 or 1973 to about 2100), and the seconds since 1970 as SQL.
COUNTS: dict[str, tuple[float, float, str]] = {
    "epoch": (1e8, 4.2e9, "{0}"),
    "epoch-ms": (1e11, 4.2e12, "{0} / 1000"),
    "excel": (20_000, 75_000, "round(({0} - 25569) * 86400)"),
}


@dataclass(frozen=True)
class TimeFormat:
    """How a column writes dates: strptime formats of one date order, the most frequent first; or what its numbers count.

    `rivals` are other orders that read the first rows too: the whole column decides. `words` when months or days stand in words.
    """

    formats: tuple[str, ...]
    share: float
    rivals: tuple[tuple[str, ...], ...] = ()
    words: bool = False


def time_format(engine: DuckDBEngine, facts: Facts, order: Order, *, named: bool = False) -> TimeFormat | None:
    """How the column writes its dates, as far as its first rows tell, or None when it holds none.

    Numbers are dates only in a column that is `named` one: days such as 20240131, or what the user says is counted.
    """
    values = facts.values[:LOOKED_AT]
    if named and order in COUNTS and counted(facts) == order:
        return TimeFormat((order,), 1.0)
    if named and values and all(COMPACT.fullmatch(v) for v in values):
        return TimeFormat(("%Y%m%d",), 1.0)
    if facts.typed or not values:
        return None
    words = sum(in_words(v) for v in values[:50]) >= ENOUGH * len(values[:50])
    if not words:
        return _told(engine, values, order, words=False) if _shaped(values) else None
    # English months are read by the engine itself, faster and in every engine.
    plain = _told(engine, values, order, words=False) if _shaped(values) else None
    said = plain if plain and plain.share == 1 else _told(engine, _in_figures(engine, values), order, words=True)
    return max((f for f in (plain, said) if f), key=lambda f: f.share, default=None)


def counted(facts: Facts) -> str:
    """What the numbers of a column may count, as the setting `dates` says it; "" when they are no such numbers."""
    for name, (low, high, _) in COUNTS.items():
        if facts.values and all(NUMBER.fullmatch(v) and low <= float(v) <= high for v in facts.values):
            return name
    return ""


def _shaped(values: tuple[str, ...]) -> bool:
    """Whether the first values look like dates."""
    return sum(bool(SHAPE.fullmatch(v)) for v in values[:50]) >= ENOUGH * len(values[:50])


def _in_figures(engine: DuckDBEngine, values: tuple[str, ...]) -> tuple[str, ...]:
    """Dates in words as figures, by the engine's own hand."""
    listed = ", ".join(f"({place}, {quote.text(value)})" for place, value in enumerate(values))
    return tuple(row[0] for row in engine.rows(f"SELECT {figures('value')} FROM (VALUES {listed}) AS v (place, value) ORDER BY place"))


def _told(engine: DuckDBEngine, values: tuple[str, ...], order: Order, *, words: bool) -> TimeFormat | None:
    """The formats that read the values."""
    if not _shaped(values):
        return None
    dates = [date for date in _dates(order, words, values) if any(_looks(date).match(v) for v in values)]
    reads = _reads(engine, values, [f for date in dates for f in _variants(date, values)]) if dates else {}
    families = []
    # With the year first in four digits nothing else can be meant, whatever stands between.
    clear = tuple(date for date in dates if date in CLEAR[:3])
    for alike in (clear, *((date,) for date in dates if date not in clear)):
        own = sorted((f for f in reads if reads[f] and any(_date_of(f, date) for date in alike)), key=lambda f: -len(reads[f]))
        families.append((len(set().union(*(reads[f] for f in own))), tuple(own)))
    best = sorted((f for f in families if f[0] >= ENOUGH * len(values)), key=lambda f: -f[0])
    return TimeFormat(best[0][1], best[0][0] / len(values), tuple(own for _, own in best[1:]), words) if best else None


def _date_of(format: str, date: str) -> bool:
    """Whether this is the date of a format, as a whole."""
    return format.startswith(date) and not format[len(date) :].startswith((" %m", ". %"))


def _dates(order: Order, words: bool, values: tuple[str, ...]) -> tuple[str, ...]:
    """The date formats to try."""
    orders = {"day-first": DAY_FIRST, "month-first": MONTH_FIRST, "year-first": YEAR_FIRST}
    tried = [order] if order in orders else _orders(values)
    return (WORDS if words else CLEAR) + CLEAR[:3] * words + tuple(date for name in tried for date in orders[name])


def _orders(values: tuple[str, ...]) -> Sequence[str]:
    """The orders that dates may have. Where the first of three short numbers changes less often than the last, it may be the year.

    >>> _orders(("23-01-28", "24-01-28")), _orders(("23-01-28", "23-02-14"))
    (['day-first', 'month-first'], ['day-first', 'month-first', 'year-first'])
    """
    parts = [short.group(1, 3) for value in values if (short := SHORT.fullmatch(value))]
    first, last = len({first for first, _ in parts}), len({last for _, last in parts})
    if first >= last:
        return ["day-first", "month-first"]
    return ["year-first"] if last > MANY_YEARS else ["day-first", "month-first", "year-first"]


@functools.cache
def _looks(date: str) -> re.Pattern[str]:
    """What a text looks like that this format may read; the engine would take 10 for the year 10."""
    return re.compile(re.sub("%[YymdbB]", lambda part: PARTS[part.group()], re.escape(date)) + r"(?!\d)")


def _variants(date: str, values: tuple[str, ...]) -> Iterable[str]:
    """A date format with every clock and zone that the values have; few columns need more than one."""
    yield date
    if not any(":" in v for v in values):
        return
    half = any(v[-3:].strip().lower() in ("am", "pm") or " am " in v.lower() or " pm " in v.lower() for v in values)
    places = {"T" if re.search(r"\dT\d", v) else ", " if re.search(r", \d+:", v) else " " for v in values if ":" in v}
    for place in sorted(places):
        for form in CLOCKS if half else CLOCKS[:3]:
            for zone in _zones(values):
                yield date + (form.format(t=place) if "{t}" in form else form.replace(" ", place, 1)) + zone


def _zones(values: tuple[str, ...]) -> list[str]:
    """What may stand behind the time: nothing, an offset, or the name of a zone, whose clock is taken as it is."""
    found = {""}
    for value in values:
        zone = ZONE.search(value) if ":" in value else None
        if zone and zone[1].lower() not in ("am", "pm"):
            space = " " * zone[0].startswith(" ")
            found.add(space + ("%z" if zone[1][0] in "-+" else zone[1]))
    return sorted(found)


def _reads(engine: DuckDBEngine, values: tuple[str, ...], formats: list[str]) -> dict[str, set[int]]:
    """For each format, the places of the values that it reads as a plausible moment."""
    sample = ", ".join(f"({place}, {quote.text(value)})" for place, value in enumerate(values))
    times = ", ".join(f"time_of(value, {quote.text(f)})" for f in formats)
    fits = ", ".join(f"list(place) FILTER (WHERE year(times[{i}]) BETWEEN 1900 AND 2100)" for i in range(1, len(formats) + 1))
    row = engine.rows(f"SELECT {fits} FROM (SELECT place, [{times}] AS times FROM (VALUES {sample}) AS sample (place, value))")[0]
    return {form: set(places or ()) for form, places in zip(formats, row, strict=True)}


def time_sql(cell: str, formats: tuple[str, ...], *, words: bool = False) -> str:
    """SQL that reads a text cell as a moment in UTC."""
    if formats[0] in COUNTS:
        number = f"CASE WHEN regexp_matches({cell}, '^ *[0-9]+([.][0-9]*)? *$') THEN CAST(trim({cell}) AS DOUBLE) END"
        return f"moment_of({COUNTS[formats[0]][2].format(number)})"
    text = figures(cell) if words else cell
    parts = []
    for form in formats:
        read = f"time_of({text}, {quote.text(form)})"
        parts.append(f"CAST({read} AS TIMESTAMP)" if "%z" in form else read)
    return parts[0] if len(parts) == 1 else f"coalesce({', '.join(parts)})"


def settled(engine: DuckDBEngine, relation: str, name: str, cell: str, how: TimeFormat, *, reads: tuple[int, ...]) -> tuple[str, ...]:
    """The formats that read most of the whole column; those that read as many but differently are the user's to choose from.

    `reads` are the cells that each of the rivals reads, as the whole column proved.
    """
    best, *others = sorted(zip(reads, (how.formats, *how.rivals), strict=True), key=lambda pair: -pair[0])
    tied = [formats for count, formats in others if count == best[0]]
    for rival in tied:
        a, b = (time_sql(cell, formats, words=how.words) for formats in (best[1], rival))
        row = engine.rows(f"SELECT min({cell}) FROM {relation} WHERE _fault IS NULL AND {a} <> {b}")[0]
        if row[0] is not None:
            raise _ambiguous(engine, name, str(row[0]), (best[1], *tied), words=how.words)
    return best[1]


def _ambiguous(engine: DuckDBEngine, name: str, example: str, families: Sequence[tuple[str, ...]], *, words: bool) -> UnclearError:
    """The question which reading is right."""
    row = ", ".join(f"CAST({time_sql('x', formats, words=words)} AS DATE)" for formats in families)
    days = engine.rows(f"SELECT {row} FROM (SELECT {quote.text(example)} AS x)")[0]
    orders = [NAMES[family[0].lstrip("m")[:2]] for family in families]
    choices = tuple(Choice(order, f"{order}: {example.strip()} is {day:%-d %B %Y}") for order, day in zip(orders, days, strict=True))
    ways = " or ".join(map(str, dict.fromkeys(days)))
    fact = f"The dates of column {shown(name)} can be read in {'two' if len(families) == 2 else 'three'} ways: {shown(example)} is {ways}"
    settings = " or ".join(f'"{order}"' for order in orders)
    return UnclearError("ambiguous-date", fact, setting="dates", choices=choices, remedy=f"Set dates = {settings} (--dates {orders[0]}).")
