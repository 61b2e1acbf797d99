"""What only the whole column can prove, asked for all columns in one pass: what comma and point mean, and which is the day.

The first rows of a large file may leave it open, and a file that is sorted another way has other first rows.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from coterie.engines.duckdb import DuckDBEngine
from coterie.read._numbers import EITHER, NumberFormat, format_of
from coterie.read._roles import Read
from coterie.read._times import TimeFormat, time_sql
from coterie.sql import quote


@dataclass(frozen=True)
class Proof:
    """Per column, numbers that decide (the least, the greatest) or leave it open; and the cells that each order of dates reads."""

    numbers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    dates: tuple[int, ...] = ()

    def number(self, column: Read) -> NumberFormat | None:
        """How the column writes its numbers, with what was proved."""
        if column.number is None or column.facts.name not in self.numbers:
            return column.number
        seen = dict.fromkeys([*column.facts.values, *self.numbers[column.facts.name]])
        return format_of(tuple(seen), "auto") or column.number


def prove(engine: DuckDBEngine, relation: str, numbers: Mapping[str, str], time: tuple[str, TimeFormat] | None) -> Proof:
    """One pass over the whole relation for the columns whose first rows leave something open; none where there are none.

    `numbers` are cells by the name of their column, `time` is the cell of the time and its formats with their rivals.
    """
    if not (numbers or time):
        return Proof()
    # A column of millions of moments has few days: each is read once. Few numbers have a mark: only those are looked at closely.
    day, readings = _days(*time) if time else ("0", [])
    marked = [f"CASE WHEN contains({c}, '.') OR contains({c}, ',') THEN {c} END AS m{place}" for place, c in enumerate(numbers.values())]
    cells = f"SELECT {', '.join([f'{day} AS x', *marked])} FROM {relation} WHERE _fault IS NULL"
    parts = ["count(*) AS n"]
    for place in range(len(numbers)):
        either = f"regexp_matches(m{place}, {quote.text(EITHER)})"
        parts += [f"{least}(m{place}) FILTER (WHERE NOT {either}) AS {least}_{place}" for least in ("min", "max")]
        parts.append(f"min(m{place}) FILTER (WHERE {either}) AS either_{place}")
    days = f"SELECT x, {', '.join(parts)} FROM ({cells}) AS cells GROUP BY x"
    sums = [f"coalesce(sum(n) FILTER (WHERE {reading} IS NOT NULL), 0) AS reads_{place}" for place, reading in enumerate(readings)]
    for place in range(len(numbers)):
        sums += [f"min(min_{place}) AS min_{place}, max(max_{place}) AS max_{place}, min(either_{place}) AS either_{place}"]
    found = engine.row(f"SELECT {', '.join(sums)} FROM ({days}) AS days")
    telling = {
        name: tuple(found[f"{kind}_{place}"].strip() for kind in ("min", "max", "either") if found[f"{kind}_{place}"])
        for place, name in enumerate(numbers)
    }
    return Proof(telling, tuple(int(found[f"reads_{place}"]) for place in range(len(readings))))


def _days(cell: str, how: TimeFormat) -> tuple[str, list[str]]:
    """The part of a cell that tells the day, and its readings: a date without blanks ends at the first blank."""
    families = (how.formats, *how.rivals)
    if how.words or any(" " in re.split("%[Yy]", form)[0] for family in families for form in family):
        return cell, [time_sql("x", family, words=how.words) for family in families]
    bare = [tuple(dict.fromkeys(re.split("[ T]", form)[0] for form in family)) for family in families]
    return f"regexp_extract({cell}, '^ *[^ T]*')", [time_sql("x", family) for family in bare]
