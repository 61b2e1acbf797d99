"""The cut-points of the scores: quintiles that never split ties.

An edge is the smallest value above a quintile, so equal values always score the same. Where many customers share a value
(one order each), quintiles coincide and bins stay empty. Then each cut is made among what is left above the last one, so
that there are five bins again, or as many as there are different values.
"""

from __future__ import annotations

from collections.abc import Sequence

from coterie.engines.duckdb import DuckDBEngine
from coterie.records import Cuts, Feature
from coterie.sql import quote
from coterie.words import listed

BINS = 5
SCORED = {"r_score": "recency", "f_score": "frequency", "m_score": "money"}


def quintile_edges(features: Sequence[str], table: str) -> str:
    """Per feature, the smallest value above each quintile but the last; NULL where there is none."""
    asked, edges = [], []
    for place, feature in enumerate(features):
        own = quote.name(feature)
        for step in range(1, BINS):
            asked.append(f"exact_quantile({own}, {step / BINS}) AS q_{place}_{step}")
            edges.append(f"min({own}) FILTER (WHERE {own} > q_{place}_{step}) AS e_{place}_{step}")
    quantiles = f"SELECT {', '.join(asked)} FROM {table}"
    return f"WITH quantiles AS ({quantiles}) SELECT {', '.join(edges)} FROM {table} CROSS JOIN quantiles"


def highest_values(feature: str, table: str) -> str:
    """The highest different values, as many as there are bins."""
    own = quote.name(feature)
    return f"SELECT DISTINCT {own} AS value FROM {table} WHERE {own} IS NOT NULL ORDER BY value DESC LIMIT {BINS}"


def dense_edges(feature: str, table: str, highest: Sequence[float]) -> str:
    """Edges that leave no bin empty: each cuts a fair share off what is left, and leaves a value for every bin above.

    `highest` are the highest different values in falling order: one more than there are edges to find.
    """
    own = quote.name(feature)
    steps: list[str] = []
    for left in range(len(highest), 1, -1):
        rest = f" WHERE {own} >= (SELECT edge FROM cut_{left + 1})" if steps else ""
        share, bound = f"SELECT exact_quantile({own}, {1 / left!r}) FROM {table}{rest}", quote.number(highest[left - 2])
        steps.append(f"cut_{left} AS (SELECT least(coalesce(min({own}), {bound}), {bound}) AS edge FROM {table} WHERE {own} > ({share}))")
    found = ", ".join(f"(SELECT edge FROM cut_{left}) AS e_{left}" for left in range(len(highest), 1, -1))
    return f"WITH {', '.join(steps)} SELECT {found}"


def find_cuts(engine: DuckDBEngine, columns: Sequence[Feature], table: str) -> tuple[Cuts, ...]:
    """The cut-points of all scores among the columns."""
    scores = [f.name for f in columns if f.name in SCORED]
    if not scores:
        return ()
    found = engine.rows(quintile_edges([SCORED[s] for s in scores], table))[0]
    width = BINS - 1
    return tuple(_cuts(engine, s, found[width * place : width * (place + 1)], table) for place, s in enumerate(scores))


def _cuts(engine: DuckDBEngine, score: str, quintiles: Sequence[float | None], table: str) -> Cuts:
    """The cut-points of one score: the quintiles, or where they coincide the dense edges, and a note that says so."""
    feature, reverse = SCORED[score], score == "r_score"
    edges = tuple(edge for edge in quintiles if edge is not None)
    if len(set(edges)) == BINS - 1:
        return Cuts(score, feature, edges, BINS, reverse)
    highest = [value for (value,) in engine.rows(highest_values(feature, table))]
    dense = tuple(engine.rows(dense_edges(feature, table, highest))[0]) if len(highest) > 1 else ()
    reached = {1 + sum(later <= edge for later in edges) for edge in edges} | {1}
    empty = sorted(BINS + 1 - bin if reverse else bin for bin in set(range(1, BINS + 1)) - reached)
    missed = f"score{'s' if len(empty) > 1 else ''} {listed([str(bin) for bin in empty])}"
    instead = listed([f"{edge:,.10g}" for edge in dense]) or "none, as all are the same"
    note = f"The quintiles of {feature} coincide and would leave {missed} empty. Cut-points instead: {instead}."
    return Cuts(score, feature, dense, BINS, reverse, note)
