"""From the chosen candidate to a model that is data, and from the model to every customer's segment."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from coterie.compare import identify
from coterie.kernels.limits import priced_for_all
from coterie.kernels.membership import membership
from coterie.kernels.nearest import means, nearest_rows, polished, squared_distances
from coterie.kernels.prototypes import labels_of
from coterie.records import NO_SEGMENT, NO_SEGMENT_NAME, Assigned, Model, Prototypes
from coterie.registry import member
from coterie.sql import quote
from coterie.sql.coordinates import matrix_sql

if TYPE_CHECKING:
    from coterie.engines.duckdb import DuckDBEngine
    from coterie.plan import Plan
    from coterie.records import Candidate, Features, Given, Integers, Leaderboard, Space, Value

LABELS = "labels"


def settle(
    *, engine: DuckDBEngine, plan: Plan, given: Given, features: Features, value: Value, space: Space, leaderboard: Leaderboard
) -> Model:
    """Turn the chosen candidate into the model: polished on all customers, its segments numbered by value.

    Where there is an earlier run, the segments that it has too keep its ids.
    """
    chosen = leaderboard.chosen
    assert chosen is not None, "a judged run has a chosen candidate"
    prototypes = _prototypes(chosen, space, plan.threads)
    labels = chosen.customer_labels
    if labels is None:
        labels = labels_of(prototypes, space.matrix, plan.threads, points=space.points)
    real = labels >= 0
    count = max(int(prototypes.label.max()) + 1, len(chosen.names))
    rank = _ranks(engine, features, labels, count)
    by_value = np.argsort(rank)
    centroids = means(space.matrix[real], labels[real], np.zeros((count, space.matrix.shape[1])))[by_value]
    numbers, lineage = tuple(range(1, count + 1)), None
    if given.previous:
        groups = np.append(rank, -1)[labels]
        numbers, lineage = identify(engine, plan, features, given.previous, chosen=chosen, groups=groups, by_value=by_value)
    ids = np.array(numbers)[rank]
    in_order = prototypes.at(np.argsort(np.append(rank, -1)[prototypes.label], kind="stable"))
    return Model(
        features=tuple(f for f in features.columns if not f.aside),
        cuts=features.cuts,
        space=space.model,
        method=chosen.method,
        k=chosen.k,
        prototypes=replace(in_order, label=np.append(ids, NO_SEGMENT)[in_order.label]),
        centroids=centroids,
        rule=chosen.method if chosen.rule else "",
        rule_ids=tuple(int(i) for i in ids) if chosen.rule else (),
        rule_cuts=chosen.estimator.cuts if chosen.rule else (),
        as_of=features.as_of,
        names=_names(chosen, ids),
        ids=numbers,
        lineage=lineage,
        value=value.model,
    )


def _prototypes(chosen: Candidate, space: Space, threads: int | None) -> Prototypes:
    """The prototypes, fitted to all customers where points stood for several: centroids polished, medoids made customers, limits kept."""
    found = chosen.prototypes
    if chosen.rule or chosen.points.exact:
        return found
    if chosen.centroid:
        return replace(found, mean=polished(space.matrix, found.mean, threads=threads))
    if chosen.limits and found.cost is not None:
        cost = squared_distances(found.mean, space.matrix)
        return replace(found, cost=priced_for_all(cost, chosen.limits, found.cost))
    if chosen.medoid:
        return replace(found, mean=space.matrix[nearest_rows(space.matrix, found.mean)])
    return found


def _names(chosen: Candidate, ids: Integers) -> dict[int, str]:
    """The names that a rule brings, and that of no segment, where the method leaves customers out."""
    outside = {NO_SEGMENT: NO_SEGMENT_NAME} if chosen.prototypes.reach is not None else {}
    return outside | {int(ids[number]): name for number, name in enumerate(chosen.names)}


def _ranks(engine: DuckDBEngine, features: Features, labels: Integers, count: int) -> Integers:
    """Each group's place by value: money per customer where there is money, else how many customers it has."""
    real = labels >= 0
    size = np.bincount(labels[real], minlength=count).astype(float)
    worth = size
    if any(f.name == "money" for f in features.columns):
        money = engine.matrix(f"SELECT money FROM {quote.name(features.table)} ORDER BY position")[:, 0]
        worth = np.bincount(labels[real], weights=np.nan_to_num(money)[real], minlength=count) / np.maximum(size, 1.0)
    order = np.lexsort((np.arange(count), -worth, size == 0))
    ranks = np.empty(count, dtype=np.int64)
    ranks[order] = np.arange(count)
    return ranks


def assign(engine: DuckDBEngine, plan: Plan, features: Features, model: Model, space: Space | None) -> Assigned:
    """Give every customer a segment; fitting and scoring both come through here, so they cannot differ."""
    matrix = space.matrix if space else engine.matrix(matrix_sql(model.space, features.table))
    by_rule = _by_rule(engine, plan, model, features.table) if model.rule else None
    segment, sure, far = membership(model, matrix, by_rule, threads=plan.threads, points=space.points if space else None)
    columns: dict[str, Any] = {"position": np.arange(len(segment)), "segment": segment, "confidence": sure, "distance": far}
    engine.load(LABELS, columns)
    return Assigned(table=LABELS, segment=segment, confidence=sure, distance=far)


def _by_rule(engine: DuckDBEngine, plan: Plan, model: Model, table: str) -> Integers:
    """Segments by a rule on features, in order of position."""
    number = member("cluster", model.rule).planned(plan).segment_sql(model.rule_cuts)
    found = engine.matrix(f"SELECT {number} AS number FROM {quote.name(table)} ORDER BY position")[:, 0]
    return np.asarray(model.rule_ids, dtype=np.int64)[found.astype(np.int64) - 1]
