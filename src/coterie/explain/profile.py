"""Each segment against everyone, feature by feature: one statement, exact sums."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from coterie.explain.concepts import money_feature
from coterie.explain.differences import differences
from coterie.explain.measured import Everyone, Measured
from coterie.kernels.tails import long_tail, shrunk_sql
from coterie.records import FeatureProfile
from coterie.sql import quote

if TYPE_CHECKING:
    from coterie.engines.duckdb import DuckDBEngine
    from coterie.records import Assigned, Cleaned, Distribution, Exploration, Features

LEVELS = 6
POINTS = {"p5": 0.05, "p25": 0.25, "median": 0.5, "p75": 0.75, "p95": 0.95}

Row = dict[str, Any]


@dataclass(frozen=True)
class Asked:
    """What is asked of each segment: number features (those in `tails` on the fair scale), levels, and the sum of money.

    `spread` are the mean and the deviation of everyone, of the numbers that have any spread.
    """

    numbers: tuple[str, ...]
    tails: frozenset[str]
    levels: Mapping[str, tuple[str, ...]]
    money: str
    spread: Mapping[str, tuple[float, float]]


def measure(
    engine: DuckDBEngine, cleaned: Cleaned, features: Features, exploration: Exploration, assigned: Assigned
) -> tuple[tuple[Measured, ...], Everyone]:
    """All segments that have customers, in order of id; and everyone."""
    shapes = {d.feature: d for d in exploration.distributions}
    asked = _asked(features, shapes, money_feature(features.columns, orders=bool(cleaned.orders)))
    joined = joined_sql(features, assigned)
    rows = _by_segment(engine, profile_sql(joined, asked))
    if cleaned.orders and not asked.money:  # the plan left the feature out
        spent = {int(s): m or 0.0 for s, m in engine.rows(orders_money_sql(joined, cleaned.orders))}
    else:
        spent = {segment: row.get("money") or 0.0 for segment, row in rows.items()}
    total = math.fsum(spent.values())
    profiles = {s: (*_number_lines(row, asked, shapes), *_level_lines(row, asked, shapes, features.customers)) for s, row in rows.items()}
    apart = differences(rows, asked, profiles)
    aside = {f.name for f in features.columns if f.aside}  # what had no part in the segments
    sure = np.bincount(assigned.segment, weights=assigned.confidence)
    measured = tuple(
        Measured(
            id=segment,
            customers=row["customers"],
            share=row["customers"] / features.customers,
            money=spent.get(segment, 0.0),
            money_share=spent.get(segment, 0.0) / total if total > 0 else 0.0,
            confidence=round(float(sure[segment]) / row["customers"], 6),
            profile=profiles[segment],
            fair={d.feature: d.difference for d in apart[segment] if not d.level and d.feature not in aside},
            typical=_typical(row, asked),
            quiet=row.get("quiet", 0),
            quiet_money=row.get("quiet_money") or 0.0,
            differences=apart[segment],
        )
        for segment, row in rows.items()
    )
    everyone = _everyone(cleaned, features, shapes, asked)
    return measured, everyone if total else replace(everyone, money_title="")  # orders may tell of no money at all


def joined_sql(features: Features, assigned: Assigned) -> str:
    """The features `f` of every customer beside the segment, which is in `a`."""
    return f"{quote.name(features.table)} AS f JOIN {quote.name(assigned.table)} AS a ON a.position = f.position"


def _asked(features: Features, shapes: Mapping[str, Distribution], money: str) -> Asked:
    """What to ask, from the shapes of the features."""
    numbers = tuple(f.name for f in features.columns if f.kind == "numeric" and shapes[f.name].quantiles)
    aside = {f.name for f in features.columns if f.aside}
    tails = frozenset(name for name in numbers if name not in aside and long_tail(shapes[name].quantiles))
    categories = (f.name for f in features.columns if f.kind == "category" and shapes[f.name].levels)
    levels = {name: tuple(level for level, _ in shapes[name].levels[:LEVELS]) for name in categories}
    spread = {name: (shapes[name].mean, shapes[name].deviation) for name in numbers if shapes[name].deviation > 0}
    return Asked(numbers, tails, levels, money, spread)


def _everyone(cleaned: Cleaned, features: Features, shapes: Mapping[str, Distribution], asked: Asked) -> Everyone:
    """What is typical of all customers."""
    known = {f.name: f for f in features.columns}
    orders = bool(cleaned.orders)
    return Everyone(
        customers=features.customers,
        typical={n: shapes[n].quantiles["median"] if n in asked.tails else shapes[n].mean for n in asked.numbers},
        features=known,
        scores=frozenset(c.score for c in features.cuts),
        money_title="Revenue" if orders else known[asked.money].title if asked.money else "",
        money_unit=cleaned.currency if orders else known[asked.money].unit if asked.money else "",
        by_orders=orders,
        tails=asked.tails,
        days=(cleaned.last - cleaned.first).days + 1 if cleaned.first and cleaned.last else 0,
    )


def _by_segment(engine: DuckDBEngine, sql: str) -> dict[int, Row]:
    """The rows of a statement by their segment."""
    result = engine.run(sql)
    names = [d[0] for d in result.description]
    return {int(row[0]): dict(zip(names, row, strict=True)) for row in result.fetchall()}


def _number_lines(row: Row, asked: Asked, shapes: Mapping[str, Distribution]) -> list[FeatureProfile]:
    """The profile lines of the number features that have a value in this segment."""
    lines = []
    for i, name in enumerate(asked.numbers):
        shape, count = shapes[name], row[f"count{i}"]
        if count:
            mean = row[f"sum{i}"] / count
            apart = (mean - shape.mean) / shape.deviation if shape.deviation else 0.0
            own, missing = _quantiles(row, i), row["customers"] - count
            lines.append(FeatureProfile(name, "", mean, own["median"], shape.mean, shape.quantiles["median"], apart, missing, own))
    return lines


def _quantiles(row: Row, i: int) -> dict[str, float]:
    """The quantiles of a number feature in a segment, by name."""
    return dict(zip(POINTS, map(float, row[f"points{i}"]), strict=True))


def _level_lines(row: Row, asked: Asked, shapes: Mapping[str, Distribution], customers: int) -> list[FeatureProfile]:
    """The share of each frequent level among those who have any; the difference is in the deviation that everyone has."""
    lines = []
    for place, (name, wanted) in enumerate(asked.levels.items()):
        known, shape = row[f"known{place}"], shapes[name]
        for number, level in enumerate(wanted if known else ()):
            share, overall = row[f"hits{place}_{number}"] / known, dict(shape.levels)[level] / (customers - shape.missing)
            deviation = math.sqrt(overall * (1 - overall))
            apart = (share - overall) / deviation if deviation else 0.0
            missing = row["customers"] - known
            lines.append(FeatureProfile(name, level, share, float(share > 0.5), overall, float(overall > 0.5), apart, missing))
    return lines


def _typical(row: Row, asked: Asked) -> dict[str, float]:
    """What a customer of the segment usually has."""
    known = ((i, name) for i, name in enumerate(asked.numbers) if row[f"count{i}"])
    return {name: _quantiles(row, i)["median"] if name in asked.tails else float(row[f"sum{i}"] / row[f"count{i}"]) for i, name in known}


def profile_sql(joined: str, asked: Asked) -> str:
    """Per segment: customers; count, sum, spread and quantiles of every number (with a tail on the fair scale); count of every level."""
    parts = ["a.segment", "count(*) AS customers"]
    shares = f"[{', '.join(map(str, POINTS.values()))}]"
    for i, name in enumerate(asked.numbers):
        c = f"f.{quote.name(name)}"
        points = f"exact_quantiles_at(CAST({c} AS DOUBLE), {shares}) AS points{i}"
        parts.append(f"count({c}) AS count{i}, exact_sum({c}) AS sum{i}, {points}")
        if name in asked.tails:
            fair = shrunk_sql(c)
            parts.append(f"exact_sum({fair}) AS fair{i}, exact_sum(({fair}) * ({fair})) AS squares{i}")
        elif name in asked.spread:
            mean, deviation = asked.spread[name]
            apart = f"(({c} - {quote.number(mean)}) / {quote.number(deviation)})"
            parts.append(f"exact_sum({apart} * {apart}) AS squares{i}")
    for place, (name, wanted) in enumerate(asked.levels.items()):
        c = f"f.{quote.name(name)}"
        hits = (f"count(*) FILTER (WHERE CAST({c} AS VARCHAR) = {quote.text(v)}) AS hits{place}_{n}" for n, v in enumerate(wanted))
        parts += [f"count({c}) AS known{place}", *hits]
    parts += _money_parts(asked)
    return f"SELECT {', '.join(parts)} FROM {joined} GROUP BY 1 ORDER BY 1"


def _money_parts(asked: Asked) -> list[str]:
    """The money of a segment, and who of it has waited more than twice the usual gap."""
    money, quiet = f"f.{quote.name(asked.money)}", "f.recency > 2 * f.gap"
    parts = [f"exact_sum({money}) AS money"] if asked.money else []
    if {"recency", "gap"} <= set(asked.numbers):
        parts.append(f"count(*) FILTER (WHERE {quiet}) AS quiet")
        if asked.money:
            parts.append(f"exact_sum(CASE WHEN {quiet} THEN {money} END) AS quiet_money")
    return parts


def orders_money_sql(joined: str, orders: str) -> str:
    """The money of each segment, from the orders."""
    return f"""SELECT a.segment, exact_sum(o.amount) AS money FROM {joined}
        JOIN {quote.name(orders)} AS o ON o.customer = f.customer GROUP BY 1 ORDER BY 1"""
