"""The shape of every feature: quantiles, mean, deviation, skew, outliers, and how many customers fall into each bin."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from coterie.kernels.tails import grown, long_tail, shrunk
from coterie.records import Distribution
from coterie.sql import quote
from coterie.words import shown_value

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from coterie.engines.duckdb import DuckDBEngine
    from coterie.records import Feature, Features, Floats

POINTS = ("min", "p1", "p5", "p25", "median", "p75", "p95", "p99", "max")
BINS = 20
LEVELS = 30
STEPS = 1e6  # the range of a feature in units of its moments: fine enough, and no sum overflows


@dataclass(frozen=True)
class _Summary:
    """What the first pass says of a number feature."""

    count: int
    mean: float
    quantiles: Mapping[str, float]

    @property
    def range(self) -> float:
        """From the least to the greatest value."""
        return self.quantiles["max"] - self.quantiles["min"]

    @property
    def tail(self) -> bool:
        """Whether the feature is judged on a logarithmic scale."""
        return long_tail(self.quantiles)

    @property
    def fences(self) -> tuple[float, float] | None:
        """The bounds beyond which a value is an outlier, by 1.5 interquartile ranges; none where half of all are equal."""
        low, high = (self.scaled(self.quantiles[p]) for p in ("p25", "p75"))
        if low == high:
            return None
        reach = 1.5 * (high - low)
        return self.unscaled(low - reach), self.unscaled(high + reach)

    def scaled(self, value: float) -> float:
        """The value on the scale on which the feature is judged: logarithmic where it has a tail."""
        return shrunk(value) if self.tail else value

    def unscaled(self, value: float) -> float:
        """The way back from `scaled`."""
        return grown(value) if self.tail else value


def distributions(engine: DuckDBEngine, features: Features, sample: Mapping[str, Floats]) -> tuple[Distribution, ...]:
    """Every feature's shape, in the order of the columns."""
    numbers = [f for f in features.columns if f.kind == "numeric"]
    found = {**_of_numbers(engine, features, numbers, sample), **_of_categories(engine, features)}
    return tuple(found[f.name] for f in features.columns)


def _of_numbers(
    engine: DuckDBEngine, features: Features, numbers: Sequence[Feature], sample: Mapping[str, Floats]
) -> dict[str, Distribution]:
    """Two passes: quantiles and means, then what is measured from them."""
    names = [f.name for f in numbers]
    if not names:
        return {}
    first = engine.row(summary_sql(features.table, names))
    known = {name: summary for i, name in enumerate(names) if (summary := _summary(first, i))}
    second = engine.row(moments_sql(features.table, known)) if known else {}
    shapes = {name: Distribution(name, features.customers, 0) for name in names}
    for place, (name, summary) in enumerate(known.items()):
        values = sample[name][~np.isnan(sample[name])]
        distinct = np.unique(values)
        shapes[name] = Distribution(
            feature=name,
            missing=features.customers - summary.count,
            distinct=len(distinct),
            quantiles=summary.quantiles,
            mean=summary.mean,
            deviation=math.sqrt(second[f"squares{place}"] / summary.count) * summary.range / STEPS,
            skew=_skew(values),
            outliers=second[f"outliers{place}"],
            outlier_rule=_rule(features.feature(name), summary, pile=not second[f"scattered{place}"]),
            bins=_bins(values, distinct, summary),
        )
    return shapes


def _summary(row: Mapping[str, Any], i: int) -> _Summary | None:
    """The first pass as a record; None where no customer has a value."""
    count = int(row[f"count{i}"])
    quantiles = dict(zip(POINTS, (float(q) for q in row[f"points{i}"]), strict=True)) if count else {}
    return _Summary(count, row[f"sum{i}"] / count, quantiles) if count else None


def _skew(values: Floats) -> float:
    """The skewness of the sampled customers; 0 where all are the same."""
    apart = values - values.mean() if len(values) else values
    spread = math.sqrt(float(np.square(apart).mean())) if len(values) else 0.0
    return float((apart**3).mean()) / spread**3 if spread else 0.0


def _rule(feature: Feature, summary: _Summary, pile: bool) -> str:
    """What counts as an outlier, in words: the sides where there are any, and the value if all on the low side have the same."""
    if summary.fences is None:
        return ""
    scale = " on a logarithmic scale" if summary.tail else ""
    low, high = summary.fences
    least = summary.quantiles["min"]
    bounds = [f"at {shown_value(feature, least)}" if pile else f"below {shown_value(feature, low)}"] if low > least else []
    bounds += [f"above {shown_value(feature, high)}"] if high < summary.quantiles["max"] or not bounds else []
    return f"{' or '.join(bounds)}: 1.5 interquartile ranges beyond the quartiles{scale}"


def _bins(values: Floats, distinct: Floats, summary: _Summary) -> tuple[tuple[float, float, int], ...]:
    """Sampled customers per bin: one per value where values are few, else twenty, wider to the right where there is a long tail."""
    if len(distinct) <= BINS:
        return tuple((float(v), float(v), int((values == v).sum())) for v in distinct)
    low, high = (summary.scaled(summary.quantiles[p]) for p in ("min", "max"))
    edges = [summary.unscaled(low + (high - low) * step / BINS) for step in range(BINS + 1)]
    edges[0], edges[-1] = summary.quantiles["min"], summary.quantiles["max"]
    counts = np.histogram(values, np.array(edges))[0]
    return tuple((edges[i], edges[i + 1], int(counts[i])) for i in range(BINS))


def _of_categories(engine: DuckDBEngine, features: Features) -> dict[str, Distribution]:
    """The most frequent levels of every category; the rest is counted in `distinct` only."""
    names = [f.name for f in features.columns if f.kind == "category"]
    if not names:
        return {}
    rows = engine.rows(levels_sql(features.table, names))
    shapes: dict[str, Distribution] = {}
    for place, name in enumerate(names):
        levels = [(level, count) for feature, level, count, _ in rows if feature == place and level is not None]
        missing = sum(count for feature, level, count, _ in rows if feature == place and level is None)
        distinct = next((total for feature, _, _, total in rows if feature == place), 0) - (1 if missing else 0)
        shapes[name] = Distribution(name, missing, distinct, levels=tuple(levels))
    return shapes


def summary_sql(table: str, names: Sequence[str]) -> str:
    """Count, sum and quantiles of every number feature, in one row.

    >>> summary_sql("features", ["age"]).startswith('SELECT count("age") AS count0, exact_sum("age") AS sum0')
    True
    """
    parts = (
        f"count({c}) AS count{i}, exact_sum({c}) AS sum{i}, exact_quantiles(CAST({c} AS DOUBLE)) AS points{i}"
        for i, c in enumerate(map(quote.name, names))
    )
    return f"SELECT {', '.join(parts)} FROM {quote.name(table)}"


def moments_sql(table: str, known: Mapping[str, _Summary]) -> str:
    """Sums of squares around the mean, in millionths of the range; the outliers, and the low ones that are not the least value."""
    parts = []
    for i, (name, summary) in enumerate(known.items()):
        column = quote.name(name)
        z = f"(({column} - {quote.number(summary.mean)}) * {quote.number(STEPS / summary.range if summary.range else 0.0)})"
        beyond = scattered = "false"
        if summary.fences:
            scattered = f"{column} < {quote.number(summary.fences[0])} AND {column} > {quote.number(summary.quantiles['min'])}"
            beyond = f"{column} < {quote.number(summary.fences[0])} OR {column} > {quote.number(summary.fences[1])}"
        parts.append(f"exact_sum({z} * {z}) AS squares{i}, count(*) FILTER (WHERE {beyond}) AS outliers{i}")
        parts.append(f"count(*) FILTER (WHERE {scattered}) AS scattered{i}")
    return f"SELECT {', '.join(parts)} FROM {quote.name(table)}"


def levels_sql(table: str, names: Sequence[str]) -> str:
    """Customers per level of every category: its place, the level, how many, and how many levels there are (missing is one)."""
    counted = " UNION ALL ".join(
        f"SELECT {i} AS feature, CAST({quote.name(n)} AS VARCHAR) AS level, count(*) AS customers FROM {quote.name(table)} GROUP BY 2"
        for i, n in enumerate(names)
    )
    ranked = f"""SELECT *, count(*) OVER (PARTITION BY feature) AS levels,
        row_number() OVER (PARTITION BY feature ORDER BY customers DESC, level) AS place FROM ({counted}) AS counted"""
    return f"""SELECT feature, level, customers, levels FROM ({ranked}) AS ranked
        WHERE place <= {LEVELS} OR level IS NULL ORDER BY feature, customers DESC, level"""
