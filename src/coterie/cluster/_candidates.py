"""Every method that the plan names, for every k that the data can have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from coterie.cluster._field import field
from coterie.errors import InputError
from coterie.kernels.compress import compress
from coterie.kernels.groups import regrouped
from coterie.records import Candidate, Candidates, Prototypes
from coterie.sql import quote

if TYPE_CHECKING:
    from coterie.engines.duckdb import DuckDBEngine
    from coterie.plan import Plan
    from coterie.records import Features, Space

    Found = tuple[list[Candidate], list[tuple[str, str]]]


def cluster(engine: DuckDBEngine, plan: Plan, space: Space, features: Features) -> Candidates:
    """Fit every method for every k; what the data cannot have is refused with the reason."""
    kinds, refused = field(plan, len(space.points.weight))
    if features.customers == 0:
        raise InputError("too-few-customers", "There are no customers to divide", remedy="Check what was set aside, and --where.")
    if any(not kind.rule and kind.by_k for kind in kinds.values()):
        _check_k(plan, features.customers)
    fitted: list[Candidate] = []
    for name, kind in kinds.items():
        found, without = _by_rule(engine, name, kind.planned(plan), space, features) if kind.rule else _by_method(name, kind, plan, space)
        fitted += found
        refused += without
    if not fitted:
        fact = "No method could divide these customers: " + "; ".join(f"{name}: {reason}" for name, reason in refused)
        code = "needs-orders" if features.as_of is None and all(kind.rule for kind in kinds.values()) else "too-few-customers"
        raise InputError(code, fact, remedy="Name another method with --method.")
    return Candidates(tuple(fitted), tuple(refused))


def _check_k(plan: Plan, customers: int) -> None:
    """Refuse more segments than there are customers; who asks for two of a single one gets one, which is all there is."""
    low, high = plan.k
    if low > max(customers, 2):
        asked = f"{low} to {high}" if low < high else str(low)
        fact = f"There cannot be {asked} segments of {customers:,} customer{'s' * (customers != 1)}"
        most = max(customers, 2)
        raise InputError("k-range", fact, remedy=f"Give a k of at most {most:,}{f', such as 2:{min(most, 10)}' if most > 2 else ''}.")


def _by_method(name: str, kind: Any, plan: Plan, space: Space) -> Found:
    """A method's candidates, and what was refused."""
    points = space.points
    if kind.largest is not None and len(points.weight) > kind.largest:
        points = compress(space.matrix, kind.largest)
    ks, refused = _possible(name, plan, len(points.weight)) if kind.by_k else ([], [])
    fitted = []
    planned = kind.planned(plan).set_params(**kind.given(name, plan.parameters_of(name)))
    reasons = {k: planned._copy(n_clusters=k).impossible(len(space.matrix)) for k in ks}
    refused += [(name, reason) for reason in reasons.values() if reason]
    ks = [k for k in ks if not reasons[k]]
    for estimator in planned.sweep(points.mean, ks, sample_weight=points.weight, scatter=points.scatter):
        k = len(estimator.centroids_)
        if k == 0:
            refused.append((name, "No customers lie close enough together to form a segment."))
            continue
        if kind.by_k and k < estimator.n_clusters:
            refused.append((name, f"No {estimator.n_clusters} segments: only {k} groups can be told apart."))
            continue
        fitted.append(
            Candidate(
                method=name,
                k=k,
                estimator=estimator,
                labels=estimator.labels_,
                points=points,
                prototypes=estimator.prototypes_,
                centroid=kind.centroid,
                limits=getattr(estimator, "limits_", None),
                medoid=kind.medoid,
                work=estimator.work(len(points.weight), [k]),
            )
        )
    return fitted, refused


def _possible(name: str, plan: Plan, distinct: int) -> tuple[list[int], list[tuple[str, str]]]:
    """The k that so many distinct points can have; one segment where there is no other."""
    low, high = plan.k
    if high <= distinct:
        return list(range(low, high + 1)), []
    customers = "all customers are alike" if distinct == 1 else f"there are only {distinct} different customers"
    if low <= distinct:
        return list(range(low, distinct + 1)), [(name, f"No more than {distinct} segments: {customers}.")]
    return [1], [(name, f"{customers[0].upper()}{customers[1:]}, so they form one segment.")]


def _by_rule(engine: DuckDBEngine, name: str, rule: Any, space: Space, features: Features) -> Found:
    """A rule's only candidate: as many segments as occur."""
    lacking = [c for c in rule.needs if c not in engine.columns(f"SELECT * FROM {quote.name(features.table)}")]
    if lacking:
        return [], [(name, f"the {rule.title} needs orders, for {' and '.join(lacking)}.")]
    rule = rule.cut(engine, quote.name(features.table))
    sql = f"SELECT {rule.segment_sql()} AS number FROM {quote.name(features.table)} ORDER BY position"
    number = engine.matrix(sql)[:, 0]
    unscored = int(np.isnan(number).sum())
    if unscored:
        return [], [(name, f"{unscored:,} of {len(number):,} customers have no score.")]
    labels = number.astype(np.int64) - 1
    cell, split = np.unique(space.points.cell * len(rule.names) + labels, return_inverse=True)
    occurring, own = np.unique(labels, return_inverse=True)
    candidate = Candidate(
        method=name,
        k=len(occurring),
        estimator=rule,
        labels=cell % len(rule.names),
        points=regrouped(space.matrix, split, exact=space.points.exact),
        prototypes=Prototypes(regrouped(space.matrix, own, exact=False).mean, occurring),
        centroid=False,
        rule=True,
        names=rule.names,
        customer_labels=labels,
    )
    return [candidate], []
