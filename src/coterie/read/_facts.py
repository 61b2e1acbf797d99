"""What a sample of a column tells: how many cells are filled, how many differ, and what they can be read as.

The sample is of rows that their own content chooses, so that the order of the rows decides nothing. To look at every row of a
very large table for that would take longer than the rest of reading: there the first rows are taken, and what they leave open
or get wrong is found later, where every row is seen.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from coterie.engines.duckdb import DuckDBEngine
from coterie.records import Kind
from coterie.sql import quote

SAMPLE_ROWS = 10_000
SAMPLE_CELLS = 1_000_000
# Tables of more cells than these are known by their first rows.
SPREAD_CELLS = 3_000_000
WHITE = " \t\r\n"
MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?")
FRACTION = re.compile(r"[-+]?\d*\.\d*[1-9]\d*")
WHOLE_TYPES = re.compile(r"U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?")
OTHER_NUMBERS = re.compile(r"DECIMAL.*|FLOAT|DOUBLE|BIGNUM")


@dataclass(frozen=True)
class Facts:
    """A column as a sample of its rows shows it. `values` are the distinct texts that are not blank, most frequent first.

    `type` is what the engine calls its type; `rows` counts the rows looked at, `filled` those that are not blank;
    `whole` when these are all rows there are.
    """

    name: str
    type: str
    rows: int
    filled: int
    values: tuple[str, ...] = field(repr=False)
    whole: bool = True

    @property
    def typed(self) -> Kind | None:
        """The kind that the type decides; None for a text, whose content decides."""
        if WHOLE_TYPES.fullmatch(self.type) or OTHER_NUMBERS.fullmatch(self.type):
            return "number"
        if self.type == "DATE" or self.type.startswith("TIMESTAMP"):
            return "time"
        return None if self.type == "VARCHAR" else "text"

    @property
    def distinct(self) -> float:
        """Distinct values per filled row: 1 when no value comes twice."""
        return len(self.values) / self.filled if self.filled else 0.0

    def share(self, pattern: re.Pattern[str]) -> float:
        """The share of the distinct values that a pattern fits as a whole."""
        return sum(bool(pattern.fullmatch(v)) for v in self.values) / len(self.values) if self.values else 0.0


def facts_of(engine: DuckDBEngine, relation: str) -> tuple[Facts, ...]:
    """The facts of every column of a relation, from all its rows or a sample; a column that is blank there is looked at on its own."""
    described = engine.rows(f"DESCRIBE SELECT * FROM {relation}")
    columns = [(str(row[0]), str(row[1])) for row in described if row[0] != "_fault"]
    limit = max(100, min(SAMPLE_ROWS, SAMPLE_CELLS // len(columns)))
    sample, whole = _sample(engine, relation, [name for name, _ in columns], limit)
    found = []
    for place, (name, kind) in enumerate(columns):
        values = [row[place] for row in sample]
        if not whole and not any(v and v.strip(WHITE) for v in values):
            values += _further(engine, relation, name)
        found.append(_facts(name, kind, values, whole))
    return tuple(found)


def step_of(engine: DuckDBEngine, relation: str, columns: int, rows: int) -> int:
    """Every which row makes a sample of so many; 0 where there are too many to look at each."""
    count: int = engine.rows(f"SELECT count(*) FROM {relation}")[0][0]
    return 0 if count * columns > SPREAD_CELLS else -(-count // rows)


def _sample(engine: DuckDBEngine, relation: str, names: Sequence[str], limit: int) -> tuple[list[tuple[str | None, ...]], bool]:
    """All rows, as texts, or of many those that their own content chooses; and whether it is all."""
    cells = ", ".join(f"CAST({quote.name(name)} AS VARCHAR)" for name in names)
    key = f"row_key(({', '.join(map(quote.name, names))}))"
    rows = f"SELECT {cells} FROM {relation} WHERE _fault IS NULL"
    first = engine.rows(f"{rows} LIMIT {limit}")
    if len(first) < limit or not (step := step_of(engine, relation, len(names), limit)):
        return first, len(first) < limit
    spread = engine.rows(f"{rows} AND {key} % {step} = 0 ORDER BY {key} LIMIT {limit}")
    if len(spread) < limit // 4:  # so few where many rows are the same
        distinct = f"SELECT DISTINCT {key} AS key, {cells} FROM {relation} WHERE _fault IS NULL"
        spread = [row[1:] for row in engine.rows(f"SELECT * FROM ({distinct}) AS rows ORDER BY key LIMIT {limit}")]
    return spread, False


def _further(engine: DuckDBEngine, relation: str, name: str) -> list[str | None]:
    """Values that are not blank."""
    cell = f"CAST({quote.name(name)} AS VARCHAR)"
    found = f"SELECT DISTINCT {cell} AS cell FROM {relation} WHERE _fault IS NULL AND NOT blank({cell})"
    return [row[0] for row in engine.rows(f"SELECT cell FROM ({found}) AS cells ORDER BY row_key((cell)), cell LIMIT 1000")]


def _facts(name: str, kind: str, values: Sequence[str | None], whole: bool) -> Facts:
    """The facts of one column, from the values of its rows; of values that come as often, the lesser is first."""
    counts = Counter(v.strip(WHITE) for v in values if v)
    filled = sum(n for v, n in counts.items() if v)
    ordered = sorted(counts, key=lambda v: (-counts[v], v))
    return Facts(name, kind, len(values), filled, tuple(v for v in ordered if v), whole)
