"""The ids of a new run's segments: those of an earlier run where they are the same, else ids that were never used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

from coterie.errors import InputError
from coterie.kernels.matching import matched, mostly
from coterie.kernels.prototypes import labels_of
from coterie.records import NO_SEGMENT, Change, Lineage
from coterie.sql import quote
from coterie.sql.coordinates import matrix_sql
from coterie.words import listed

if TYPE_CHECKING:
    from datetime import date

    from coterie.engines.duckdb import DuckDBEngine
    from coterie.plan import Plan
    from coterie.records import Candidate, Features, Integers, Model, Previous

GROUPS = "groups_of_now"
ENOUGH = 0.2  # so many of the smaller run's customers must be in both for these to tell which segments are the same


class Paired(NamedTuple):
    """The id of each group of now, in order of value, and how it was found.

    `into` says into which id of now most customers of a segment of then went, `out_of` from which id of then most of those of
    a group of now came.
    """

    by: Literal["customers", "prototypes", "rule"]
    customers: int
    share: float
    ids: tuple[int, ...]
    into: Mapping[int, int]
    out_of: Mapping[int, int]


def check_alike(then: Model, run: str, *, orders: bool) -> None:
    """Refuse an earlier run of another kind of data than orders, or than customers alone."""
    before = then.as_of is not None
    if orders != before:
        kinds = {True: "orders", False: "a table of customers"}
        fact = f"The earlier run is one of {kinds[before]}, and this one is of {kinds[orders]}"
        remedy = f"Give a run of {kinds[orders]} as the earlier one; without --previous, nothing is compared."
        raise InputError("other-kind", fact, place=run, remedy=remedy)


def check_order(then: Model, run: str, as_of: date | None) -> None:
    """Refuse an earlier run that looks at customers later."""
    if then.as_of and as_of and then.as_of > as_of:
        fact = f"The earlier run looks at customers as of {then.as_of}, which is after {as_of}"
        raise InputError("wrong-order", fact, place=run, remedy="Give the run of the earlier day first, or as --previous.")


def identify(
    engine: DuckDBEngine, plan: Plan, features: Features, previous: Previous, *, chosen: Candidate, groups: Integers, by_value: Integers
) -> tuple[tuple[int, ...], Lineage]:
    """The id of each group, in order of value, and where it comes from.

    `groups` is each customer's group by value (0, 1, 2…, −1 for none), in order of position; `by_value` gives the
    candidate's own number of each.
    """
    check_order(previous.model, previous.run, features.as_of)
    then = _there(previous)
    sizes = np.bincount(groups[groups >= 0], minlength=len(by_value))
    if called := _same_rule(chosen, previous.model):
        numbers = tuple(called[chosen.names[number]] for number in by_value.tolist())
        paired = Paired("rule", features.customers, 1.0, numbers, {}, {})
    else:
        paired = _paired(engine, plan, features, previous, groups=groups, count=len(by_value))
    there = [number for number, size in zip(paired.ids, sizes.tolist(), strict=True) if size]
    lineage = Lineage(
        run=previous.run,
        as_of=previous.model.as_of,
        by=paired.by,
        customers=paired.customers,
        share=paired.share,
        kept=tuple(number for number in there if number in then),
        changes=changes(there, then, paired.into, paired.out_of),
        names=dict(previous.names),
        highest=max(previous.model.highest, *paired.ids),
        runs=(previous.run, *(previous.model.lineage.runs if previous.model.lineage else ())),
    )
    return paired.ids, lineage


def changes(now: Sequence[int], then: Sequence[int], into: Mapping[int, int], out_of: Mapping[int, int]) -> tuple[Change, ...]:
    """What became of the segments: merges and splits, then new ones, then lost ones.

    `into` says into which id of now the customers of a lost one went, `out_of` from which id of then those of a new one came.

    >>> changes([1, 4], [1, 2], {2: 1}, {})
    (Change(kind='merged', before=(1, 2), after=(1,)), Change(kind='new', before=(), after=(4,)))
    """
    kept = [number for number in now if number in then]
    gone = {j: [i for i in then if i not in now and into.get(i) == j] for j in kept}
    came = {i: [j for j in now if j not in then and out_of.get(j) == i] for i in kept}
    told = {number for numbers in (*gone.values(), *came.values()) for number in numbers}
    return (
        *(Change("merged", tuple(sorted([j, *lost])), (j,)) for j, lost in gone.items() if lost),
        *(Change("split", (i,), (i, *new)) for i, new in came.items() if new),
        *(Change("new", (), (j,)) for j in now if j not in then and j not in told),
        *(Change("lost", (i,), ()) for i in then if i not in now and i not in told),
    )


def _there(previous: Previous) -> list[int]:
    """The ids of the segments that had customers then."""
    return [s.id for s in previous.segments if s.id != NO_SEGMENT]


def _same_rule(chosen: Candidate, model: Model) -> dict[str, int]:
    """The ids by name, if both follow a rule with the same names: then its segments are the same, whoever is in them."""
    called = {model.names[number]: number for number in model.rule_ids}
    return called if chosen.rule and set(called) == set(chosen.names) else {}


def _paired(engine: DuckDBEngine, plan: Plan, features: Features, previous: Previous, *, groups: Integers, count: int) -> Paired:
    """The ids by the customers of both runs; where there are too few, by all of now and where the earlier model puts them."""
    then = _there(previous)
    place = {number: i for i, number in enumerate(then, 1)}
    table = np.zeros((count + 1, len(then) + 1), dtype=np.int64)  # first row and column: in no segment
    engine.load(GROUPS, {"position": np.arange(len(groups)), "number": groups})
    for group, segment, customers in engine.rows(crossed_sql(features.table, GROUPS, previous.table)):
        table[group + 1, place.get(segment, 0)] += customers
    engine.run(f"DROP TABLE {GROUPS}")
    common, smaller = int(table.sum()), max(1, min(features.customers, previous.customers))
    if common >= ENOUGH * smaller:
        return Paired("customers", common, common / smaller, *_ids(table, then, previous.model.highest))
    _check_comparable(features, previous, common)
    matrix = engine.matrix(matrix_sql(previous.model.space, features.table))
    segments = labels_of(previous.model.prototypes, matrix, plan.threads, noise=NO_SEGMENT)
    columns = np.array([place.get(number, 0) for number in range(previous.model.highest + 1)])[segments]
    width = len(then) + 1
    table = np.bincount((groups + 1) * width + columns, minlength=(count + 1) * width).reshape(count + 1, width)
    return Paired("prototypes", features.customers, 1.0, *_ids(table, then, previous.model.highest))


def _ids(table: Integers, then: Sequence[int], highest: int) -> tuple[tuple[int, ...], dict[int, int], dict[int, int]]:
    """The id of each group; into which ids most customers of then went, and out of which most of now came."""
    now, before, shared = table.sum(axis=1)[1:], table.sum(axis=0)[1:], table[1:, 1:]
    ids: list[int] = []
    for place in matched(shared, now, before).tolist():
        highest += place < 0
        ids.append(highest if place < 0 else then[place])
    into = {then[i]: ids[j] for i, j in enumerate(mostly(shared.T, before).tolist()) if j >= 0}
    out_of = {ids[j]: then[i] for j, i in enumerate(mostly(shared, now).tolist()) if i >= 0}
    return tuple(ids), into, out_of


def crossed_sql(features: str, groups: str, previous: str) -> str:
    """How many customers are in both runs, per group of now and segment of then.

    >>> crossed_sql("features", "groups", "previous_run").partition(" FROM ")[0]
    'SELECT g.number, e.segment, count(*) AS customers'
    """
    return (
        f"SELECT g.number, e.segment, count(*) AS customers FROM {quote.name(features)} AS f"
        f" JOIN {quote.name(groups)} AS g ON g.position = f.position"
        f" JOIN {quote.name(previous)} AS e ON e.customer = f.customer GROUP BY 1, 2 ORDER BY 1, 2"
    )


def _check_comparable(features: Features, previous: Previous, common: int) -> None:
    """Refuse a run with other customers and other features: nothing could tell which segments are the same."""
    known = {(f.name, f.kind) for f in features.columns}
    lacking = [p.feature for p in previous.model.space.parameters if (p.feature, p.kind) not in known]
    if lacking:
        fact = (
            f"Only {common:,} of the {previous.customers:,} customers of the earlier run are in this one, and its features"
            f" {listed(lacking)} are not, so nothing tells which segments are the same"
        )
        raise InputError("not-comparable", fact, place=previous.run, remedy="Use the same features, or leave --previous out.")
