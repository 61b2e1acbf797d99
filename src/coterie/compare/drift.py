"""How far each feature moved: the shares of customers in tenths of then, then and now."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from coterie.records import Drift
from coterie.sql import quote

if TYPE_CHECKING:
    from coterie.engines.duckdb import DuckDBEngine
    from coterie.records import Feature
    from coterie.records.comparison import Grade

TENTHS = tuple(n / 10 for n in range(1, 10))
LEVELS = 10
MOVED, CHANGED = 0.1, 0.25  # the usual reading of the index


def drifts(engine: DuckDBEngine, features: Sequence[Feature], then: str, now: str) -> tuple[Drift, ...]:
    """The drift of every feature, the largest first."""
    numbers = [f.name for f in features if f.kind == "numeric"]
    found = [*_numbers(engine, numbers, then, now)]
    for feature in features:
        if feature.kind == "category":
            found += _category(engine, feature.name, then, now)
    return tuple(sorted(found, key=lambda d: (-d.index, d.feature)))


def _numbers(engine: DuckDBEngine, names: Sequence[str], then: str, now: str) -> Iterator[Drift]:
    """The drift of features that are numbers."""
    if not names:
        return
    tenths = engine.row(tenths_sql(names, then))
    edges = [sorted(set(tenths[f"tenths{i}"] or ())) for i in range(len(names))]
    before, after = (engine.row(below_sql(names, edges, table)) for table in (then, now))
    middle = engine.row(tenths_sql(names, now))
    for i, name in enumerate(names):
        if edges[i] and middle[f"tenths{i}"]:
            index = stability_index(_shares(before, i, len(edges[i])), _shares(after, i, len(edges[i])))
            yield Drift(name, float(tenths[f"tenths{i}"][4]), float(middle[f"tenths{i}"][4]), index, graded(index))


def _category(engine: DuckDBEngine, name: str, then: str, now: str) -> Iterator[Drift]:
    """The drift of a feature that is a category: its most frequent levels of then, and all others."""
    before, after = (dict(engine.rows(levels_sql(name, table))) for table in (then, now))
    known = sorted((level for level in before if level is not None), key=lambda level: (-before[level], level))[:LEVELS]
    if not known:
        return
    counts = []
    for side in (before, after):
        named = [side.get(level, 0) for level in known]
        counts.append([*named, sum(side.values()) - sum(named)])
    index = stability_index(*counts)
    usual, now_usual = (side[0] / max(1, sum(side)) for side in counts)
    yield Drift(name, usual, now_usual, index, graded(index), level=known[0])


def tenths_sql(names: Sequence[str], table: str) -> str:
    """The values that split the customers into tenths, per feature.

    >>> tenths_sql(["age"], "then").partition(" AS ")[0]
    'SELECT exact_quantiles_at(CAST("age"'
    """
    shares = f"[{', '.join(map(str, TENTHS))}]"
    parts = (f"exact_quantiles_at(CAST({quote.name(n)} AS DOUBLE), {shares}) AS tenths{i}" for i, n in enumerate(names))
    return f"SELECT {', '.join(parts)} FROM {quote.name(table)}"


def below_sql(names: Sequence[str], edges: Sequence[Sequence[float]], table: str) -> str:
    """Per feature how many customers there are, how many have a value, and how many lie up to each edge.

    >>> below_sql(["age"], [[30.0]], "now")
    'SELECT count(*) AS customers, count("age") AS known0, count(*) FILTER (WHERE "age" <= 30.0e0::DOUBLE) AS below0_0 FROM "now"'
    """
    parts = ["count(*) AS customers"]
    for i, name in enumerate(names):
        column = quote.name(name)
        parts.append(f"count({column}) AS known{i}")
        parts += [f"count(*) FILTER (WHERE {column} <= {quote.number(edge)}) AS below{i}_{n}" for n, edge in enumerate(edges[i])]
    return f"SELECT {', '.join(parts)} FROM {quote.name(table)}"


def levels_sql(name: str, table: str) -> str:
    """How many customers have each level.

    >>> levels_sql("city", "now")
    'SELECT CAST("city" AS VARCHAR) AS level, count(*) AS customers FROM "now" GROUP BY 1 ORDER BY 1'
    """
    return f"SELECT CAST({quote.name(name)} AS VARCHAR) AS level, count(*) AS customers FROM {quote.name(table)} GROUP BY 1 ORDER BY 1"


def _shares(row: dict[str, Any], i: int, edges: int) -> list[int]:
    """How many customers lie between the edges, above the last, and have no value."""
    below = [0, *(row[f"below{i}_{n}"] for n in range(edges)), row[f"known{i}"]]
    return [*(high - low for low, high in itertools.pairwise(below)), row["customers"] - row[f"known{i}"]]


def stability_index(before: Sequence[int], after: Sequence[int]) -> float:
    """The population stability index, less what chance alone gives with so many customers; 0 where that is all.

    >>> stability_index([50, 50], [50, 50]), round(stability_index([5000, 5000], [8000, 2000]), 2)
    (0.0, 0.42)
    """
    filled = [(b + 0.5, a + 0.5) for b, a in zip(before, after, strict=True) if b or a]
    then, now = (math.fsum(side) for side in zip(*filled, strict=True))
    index = math.fsum((a / now - b / then) * math.log(a / now / (b / then)) for b, a in filled)
    return max(0.0, index - (len(filled) - 1) * (1 / then + 1 / now))


def graded(index: float) -> Grade:
    """What an index means.

    >>> graded(0.05), graded(0.2), graded(0.3)
    ('steady', 'moved', 'changed')
    """
    return "changed" if index >= CHANGED else "moved" if index >= MOVED else "steady"
