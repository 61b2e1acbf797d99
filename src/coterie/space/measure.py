"""What the parameters are found from: exact figures of every customer, one statement for each kind of figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from coterie.kernels.coordinates import transformed
from coterie.records import Parameter
from coterie.sql import quote
from coterie.sql.coordinates import level_sql, number_sql, transformed_sql

if TYPE_CHECKING:
    from coterie.engines.duckdb import DuckDBEngine

# Figures between 0 and 1 are summed as whole numbers of 10⁻¹⁵, which is faster than casting each to a decimal.
ENLARGED = 1e15


@dataclass(frozen=True)
class Range:
    """Where the known values of a numeric feature lie: the ends, and values by the share of customers at or below."""

    known: int
    low: float
    high: float
    quantile: Mapping[float, float]


@dataclass(frozen=True)
class Draft:
    """A numeric feature on trial under one transform; values below `low` or above `high` count as extreme."""

    parameter: Parameter
    low: float
    high: float

    def ends(self) -> tuple[float, float]:
        """The ends, transformed."""
        bottom, top = transformed(self.parameter, np.array([self.low, self.high])).tolist()
        return bottom, top


@dataclass(frozen=True)
class Shape:
    """The shape of transformed, clipped values; `most` customers have the median, `clipped` were pulled in."""

    mean: float
    deviation: float
    skew: float
    most: int
    clipped: int


@dataclass(frozen=True)
class Levels:
    """The most common levels of a category with their customers, the missing ('') first; and how many there are in all."""

    common: tuple[tuple[str, int], ...]
    distinct: int


def ranges(engine: DuckDBEngine, table: str, names: Sequence[str], shares: Sequence[float]) -> list[Range]:
    """The range of every numeric feature."""
    if not names:
        return []
    found = engine.rows(ranges_sql(table, names, shares))[0]
    return [
        Range(known, low, high, dict(zip(shares, values, strict=True))) if known else Range(0, np.nan, np.nan, {})
        for known, low, high, values in zip(*(found[start::4] for start in range(4)), strict=True)
    ]


def shapes(engine: DuckDBEngine, table: str, drafts: Sequence[Draft]) -> list[Shape]:
    """The shape of every draft."""
    if not drafts:
        return []
    found = engine.rows(shapes_sql(table, drafts))[0]
    return [_shape(draft, found[6 * i : 6 * i + 6]) for i, draft in enumerate(drafts)]


def levels(engine: DuckDBEngine, table: str, names: Sequence[str], most: int) -> list[Levels]:
    """The most common levels of every category."""
    rows = engine.rows(levels_sql(table, names, most)) if names else []
    own = [[row for row in rows if row[0] == number] for number in range(len(names))]
    return [Levels(tuple((level, count) for _, level, count, _ in found), found[0][3] if found else 0) for found in own]


def ranges_sql(table: str, names: Sequence[str], shares: Sequence[float]) -> str:
    """Per feature: how many are known, the smallest, the largest, and the exact quantiles.

    >>> ranges_sql("t", ["age"], [0.5]).splitlines()[0]
    'SELECT count(x0), min(x0), max(x0), exact_quantiles_at(x0, [0.5])'
    """
    figures = [f"count(x{i}), min(x{i}), max(x{i}), exact_quantiles_at(x{i}, {list(shares)!r})" for i in range(len(names))]
    numbers = [f"{number_sql(name)} AS x{i}" for i, name in enumerate(names)]
    return f"SELECT {', '.join(figures)}\nFROM (SELECT {', '.join(numbers)} FROM {quote.name(table)}) AS number"


def shapes_sql(table: str, drafts: Sequence[Draft]) -> str:
    """Per draft: how many are known, the sums of the first three powers between 0 and 1, the median's customers, the clipped."""
    numbers, units, figures = [], [], []
    for i, draft in enumerate(drafts):
        bottom, top = draft.ends()
        x, u = f"x{i}", f"u{i}"
        numbers.append(f"{number_sql(draft.parameter.feature)} AS {x}")
        unit = f"({transformed_sql(draft.parameter, x)} - {quote.number(bottom)}) / {quote.number(top - bottom)}"
        units.append(f"{x}, CASE WHEN {x} IS NOT NULL THEN {unit} END AS {u}")
        powers = [f"exact_sum(CAST({power} * {quote.number(ENLARGED)} AS BIGINT))" for power in (u, f"{u} * {u}", f"{u} * {u} * {u}")]
        median, low, high = map(quote.number, (draft.parameter.fill, draft.low, draft.high))
        beyond = f"{x} < {low} OR {x} > {high}"
        figures.append(f"count({x}), {', '.join(powers)}, count(*) FILTER ({x} = {median}), count(*) FILTER ({beyond})")
    return (
        f"SELECT {', '.join(figures)}\nFROM (SELECT {', '.join(units)}\n"
        f"FROM (SELECT {', '.join(numbers)} FROM {quote.name(table)}) AS number) AS unit"
    )


def levels_sql(table: str, names: Sequence[str], most: int) -> str:
    """Per category: the `most` common levels, the missing first, with their customers and the number of levels in all."""
    counts = [
        f"SELECT {i} AS feature, {level_sql(name)} AS level, count(*) AS customers FROM {quote.name(table)} GROUP BY {level_sql(name)}"
        for i, name in enumerate(names)
    ]
    order = "CASE WHEN level = '' THEN 0 ELSE 1 END, customers DESC, level"
    return (
        "SELECT feature, level, customers, levels FROM (SELECT feature, level, customers,\n"
        f"  count(*) OVER (PARTITION BY feature) AS levels, row_number() OVER (PARTITION BY feature ORDER BY {order}) AS place\n"
        f"FROM ({' UNION ALL '.join(counts)}) AS counted) AS placed WHERE place <= {most} ORDER BY feature, place"
    )


def _shape(draft: Draft, found: Sequence[Any]) -> Shape:
    """Mean, deviation and skewness from the sums of powers."""
    known, *totals, most, clipped = found
    bottom, top = draft.ends()
    m1, m2, m3 = (total / ENLARGED / known for total in totals)
    deviation = max(m2 - m1 * m1, 0.0) ** 0.5
    skew = (m3 - 3 * m1 * m2 + 2 * m1**3) / deviation**3 if deviation > 0 else 0.0
    return Shape(bottom + (top - bottom) * m1, (top - bottom) * deviation, skew, most, clipped)
