"""What customers who are scored have that no customer of the run had: the field, the values, and how many."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from coterie.sql import quote
from coterie.words import counted, listed, shown_value

if TYPE_CHECKING:
    from coterie.engines.duckdb import DuckDBEngine
    from coterie.records import Distribution, Feature, Features, Story

NAMED = 3  # so many values are named


def unseen(engine: DuckDBEngine, story: Story, features: Features) -> tuple[str, ...]:
    """A note for every attribute with values that the run did not know, by what the run's distributions say.

    Features made of orders are left out: that somebody orders more than ever before is no mistake.
    """
    known = {d.feature: d for d in story.exploration.distributions}
    attributes = [f for f in features.columns if f.family == "attribute" and not f.own and f.name in known]
    return tuple(note for f in attributes for note in _notes(engine, features.table, f, known[f.name]))


def _notes(engine: DuckDBEngine, table: str, feature: Feature, shape: Distribution) -> Iterator[str]:
    """What is to be said of one attribute."""
    column = quote.name(feature.name)
    if not shape.missing and (missing := int(engine.rows(f"SELECT count(*) FROM {quote.name(table)} WHERE {column} IS NULL")[0][0])):
        yield f"{feature.name} is missing for {counted(missing, 'customer')}; in the run it was known of everyone."
    if feature.kind == "category" and shape.distinct <= len(shape.levels):
        yield from _levels(engine, table, feature, [level for level, _ in shape.levels])
    if feature.kind == "numeric" and shape.quantiles:
        yield from _numbers(engine, table, feature, shape)


def _levels(engine: DuckDBEngine, table: str, feature: Feature, levels: Sequence[str]) -> Iterator[str]:
    """Values of a category that the run never saw."""
    found = engine.rows(levels_sql(table, feature.name, levels))
    if found:
        names = [str(level) for level, _ in found[:NAMED]] + (["others"] if len(found) > NAMED else [])
        customers = counted(sum(count for _, count in found), "customer")
        yield f"{feature.name} has values that the run never saw: {listed(names)} ({customers}). Check them, or run again."


def _numbers(engine: DuckDBEngine, table: str, feature: Feature, shape: Distribution) -> Iterator[str]:
    """Numbers that are impossible by all that the run saw: below zero where none was, or beyond its range by as much again."""
    low, high = shape.quantiles["min"], shape.quantiles["max"]
    span = high - low
    least = max(low - span, 0.0) if low >= 0 else low - span
    count, below, above = engine.rows(numbers_sql(table, feature.name, least, high + span))[0]
    if count:
        values = " to ".join(dict.fromkeys((shown_value(feature, float(below)), shown_value(feature, float(above)))))
        seen = f"{shown_value(feature, low)} to {shown_value(feature, high)}"
        customers = counted(count, "customer")
        yield f"{feature.name} has values far from all that the run saw: {values} ({customers}), against {seen}. Check them."


def levels_sql(table: str, column: str, levels: Sequence[str]) -> str:
    """The levels that are none of these, the most frequent first.

    >>> levels_sql("features", "city", ["Oslo"]).partition(" WHERE ")[2]
    "level IS NOT NULL AND level NOT IN ('Oslo') GROUP BY level ORDER BY customers DESC, level"
    """
    own = f"SELECT CAST({quote.name(column)} AS VARCHAR) AS level FROM {quote.name(table)}"
    among = f" AND level NOT IN ({', '.join(map(quote.text, levels))})" if levels else ""
    return (
        f"SELECT level, count(*) AS customers FROM ({own}) AS own WHERE level IS NOT NULL{among}"
        " GROUP BY level ORDER BY customers DESC, level"
    )


def numbers_sql(table: str, column: str, least: float, most: float) -> str:
    """How many numbers lie outside, and from where to where.

    >>> numbers_sql("features", "age", 0, 100).startswith('SELECT count(*) AS customers, min("age") AS below')
    True
    """
    c = quote.name(column)
    outside = f"{c} < {quote.number(least)} OR {c} > {quote.number(most)}"
    return f"SELECT count(*) AS customers, min({c}) AS below, max({c}) AS above FROM {quote.name(table)} WHERE {outside}"
