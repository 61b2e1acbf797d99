"""What the first rows of a column tell: how many are filled, how many differ, and what they can be read as."""

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
WHITE = " \t\r\n"
MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?")
FRACTION = re.compile(r"[-+]?\d*\.\d*[1-9]\d*")
WHOLE_TYPES = re.compile(r"U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?")
OTHER_NUMBERS = re.compile(r"DECIMAL.*|FLOAT|DOUBLE|BIGNUM")


@dataclass(frozen=True)
class Facts:
    """A column as its first rows show it. `values` are the distinct texts that are not blank, most frequent first.

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
    """The facts of every column of a relation, from its first rows; a column that is blank there is looked at further down."""
    described = engine.rows(f"DESCRIBE SELECT * FROM {relation}")
    columns = [(str(row[0]), str(row[1])) for row in described if row[0] != "_fault"]
    limit = max(100, min(SAMPLE_ROWS, SAMPLE_CELLS // len(columns)))
    cells = ", ".join(f"CAST({quote.name(name)} AS VARCHAR)" for name, _ in columns)
    sample = engine.rows(f"SELECT {cells} FROM {relation} WHERE _fault IS NULL LIMIT {limit}")
    found = []
    for place, (name, kind) in enumerate(columns):
        values = [row[place] for row in sample]
        if len(values) == limit and not any(v and v.strip(WHITE) for v in values):
            values += _further(engine, relation, name)
        found.append(_facts(name, kind, values, len(sample) < limit))
    return tuple(found)


def _further(engine: DuckDBEngine, relation: str, name: str) -> list[str | None]:
    """The first values that are not blank."""
    cell = f"CAST({quote.name(name)} AS VARCHAR)"
    return [row[0] for row in engine.rows(f"SELECT {cell} FROM {relation} WHERE _fault IS NULL AND NOT blank({cell}) LIMIT 1000")]


def _facts(name: str, kind: str, values: Sequence[str | None], whole: bool) -> Facts:
    """The facts of one column, from the values of its first rows."""
    counts = Counter(v.strip(WHITE) for v in values if v)
    filled = sum(n for v, n in counts.items() if v)
    return Facts(name, kind, len(values), filled, tuple(v for v, _ in counts.most_common() if v), whole)
