"""Ids of a new run: those of an earlier one where segments are the same; merges, splits, new and lost ones told."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pyarrow as pa
import pytest

from coterie.compare import identify
from coterie.compare.identity import changes
from coterie.errors import InputError
from coterie.plan import Plan
from coterie.read import read
from coterie.records import (
    Candidate,
    Feature,
    Features,
    Given,
    Lineage,
    Model,
    Parameter,
    Points,
    Previous,
    Prototypes,
    Segment,
    SpaceModel,
)

X = Feature("x", "X", "", "", ",.1f", "numeric", "attribute")
NOTHING = Points(np.zeros((0, 1)), np.zeros(0), np.zeros((0, 1, 1)), np.zeros(0, np.int64), True)


@dataclass(frozen=True)
class Case:
    """Segments of then (0 is none) and groups of now (-1 is none) of customers a, b, c…, a letter each, and what is to come of it."""

    then: dict[int, str]
    now: dict[int, str]
    ids: tuple[int, ...]
    changes: tuple[tuple[str, tuple[int, ...], tuple[int, ...]], ...] = ()
    highest: int = 0


CASES = {
    "the same": Case({1: "abc", 2: "def"}, {0: "abc", 1: "def"}, (1, 2)),
    "in another order": Case({1: "abc", 2: "de", 3: "fgh"}, {0: "fgh", 1: "abc", 2: "de"}, (3, 1, 2)),
    "a few moved": Case({1: "abcd", 2: "efgh"}, {0: "efgd", 1: "abch"}, (2, 1)),
    "newcomers among them": Case({1: "ab", 2: "cd"}, {0: "cdxyz", 1: "abuvw"}, (2, 1)),
    "one of newcomers only": Case({1: "abc", 2: "def"}, {0: "xyz", 1: "abc", 2: "def"}, (3, 1, 2), (("new", (), (3,)),)),
    "one from everywhere": Case(
        {1: "abcd", 2: "efgh", 3: "ijkl"}, {0: "dhl", 1: "abc", 2: "efg", 3: "ijk"}, (4, 1, 2, 3), (("new", (), (4,)),)
    ),
    "one is gone": Case({1: "abcd", 2: "ijkl", 3: "xyz"}, {0: "abcd", 1: "ijkl"}, (1, 2), (("lost", (3,), ()),)),
    "its customers went everywhere": Case(
        {1: "abcd", 2: "efgh", 3: "ijkl", 4: "xyz"},
        {0: "abcdx", 1: "efghy", 2: "ijklz"},
        (1, 2, 3),
        (("lost", (4,), ()),),
    ),
    "merged": Case({2: "abcd", 5: "efg", 7: "hij"}, {0: "abcdefg", 1: "hij"}, (2, 7), (("merged", (2, 5), (2,)),), 7),
    "split": Case({3: "abcdefg", 4: "hij"}, {0: "efg", 1: "abcd", 2: "hij"}, (5, 3, 4), (("split", (3,), (3, 5)),), 4),
    "merged and split": Case(
        {1: "abcd", 2: "efg", 3: "hijklmn"},
        {0: "abcdefg", 1: "hijk", 2: "lmn"},
        (1, 3, 4),
        (("merged", (1, 2), (1,)), ("split", (3,), (3, 4))),
    ),
    "one into four": Case({1: "abcdefgh"}, {0: "ab", 1: "cdefg", 2: "h"}, (2, 1, 3), (("split", (1,), (1, 2, 3)),)),
    "all into one": Case({1: "ab", 2: "cde", 3: "f"}, {0: "abcdef"}, (2,), (("merged", (1, 2, 3), (2,)),)),
    "who was in none is no segment": Case({0: "abcd", 1: "efg"}, {0: "abcd", 1: "efg"}, (2, 1), (("new", (), (2,)),)),
    "who is in none is no segment": Case({1: "abcd", 2: "efg"}, {-1: "abcd", 0: "efg"}, (2,), (("lost", (1,), ()),)),
    "an id is never given twice": Case(
        {1: "abc", 2: "def"}, {0: "xyz", 1: "abc"}, (10, 1), (("new", (), (10,)), ("lost", (2,), ())), highest=9
    ),
    "a group that nobody is in": Case({1: "abc"}, {0: "abc", 2: ""}, (1, 2, 3)),
}


def model_of(ids, **changes):
    """A model on one axis, with a prototype at ten times each id."""
    mean = np.array([[10.0 * i] for i in ids])
    space = SpaceModel((Parameter("x", "numeric"),), ("x",))
    base = {"features": (X,), "cuts": (), "space": space, "method": "kmeans", "k": len(ids)}
    return Model(**{**base, "prototypes": Prototypes(mean, np.array(ids)), "centroids": mean, "ids": tuple(ids), **changes})


def with_highest(model, highest):
    """The model of a run in which higher ids were used before."""
    return replace(model, lineage=Lineage("", None, "customers", 0, 0.0, (), (), {}, highest)) if highest else model


def chosen_of(count, **changes):
    return Candidate(
        "kmeans", count, None, np.zeros(0, np.int64), NOTHING, Prototypes(np.zeros((count, 1)), np.arange(count)), True, **changes
    )


def laid(engine, now, x=None):
    """The customers of now as features, in order of their names, with each one's group."""
    rows = sorted((customer, group) for group, members in now.items() for customer in members)
    table = {"position": range(len(rows)), "customer": [c for c, _ in rows], "x": [float((x or {}).get(g, 0)) for _, g in rows]}
    engine.load("features", pa.table({name: list(values) for name, values in table.items()}))
    return Features("features", (X,), len(rows)), np.array([group for _, group in rows], dtype=np.int64)


def previous_of(engine, then, model):
    """The earlier run, its customers in the engine."""
    rows = [(customer, segment) for segment, members in then.items() for customer in members]
    engine.lend("previous_run", pa.table({"customer": [c for c, _ in rows], "segment": [s for _, s in rows]}))
    segments = tuple(Segment(i, f"S{i}", "", len(m), 0.0, 0.0, 0.0, 1.0, (), (), ()) for i, m in then.items() if m)
    return Previous("before", "previous_run", len(rows), model, segments, {s.id: s.name for s in segments})


def found(engine, then, now, *, model=None, x=None, chosen=None, by_value=None, highest=0):
    features, groups = laid(engine, now, x)
    count = max(now) + 1
    model = model or with_highest(model_of([i for i in then if i]), highest)
    return identify(
        engine,
        Plan(),
        features,
        previous_of(engine, then, model),
        chosen=chosen or chosen_of(count),
        groups=groups,
        by_value=np.arange(count) if by_value is None else np.array(by_value),
    )


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_by_customers(engine, case):
    ids, lineage = found(engine, case.then, case.now, highest=case.highest)
    assert ids == case.ids
    assert [(c.kind, c.before, c.after) for c in lineage.changes] == list(case.changes)
    assert lineage.by == "customers"
    assert lineage.highest == max(*ids, *case.then, case.highest)
    assert set(lineage.kept) == set(ids) & {i for i, members in case.then.items() if members}


def test_too_few_in_common_are_told_by_where_the_earlier_model_puts_those_of_now(engine):
    then, now = {1: "abcde", 2: "fghij", 3: "klmno"}, {0: "pqr", 1: "stu", 2: "vwa", 3: "xyz"}
    x = {0: 31.0, 1: 9.0, 2: 12.0, 3: 22.0}

    ids, lineage = found(engine, then, now, x=x)
    assert ids == (3, 1, 4, 2)  # a was in 1, but one customer in common says nothing
    assert (lineage.by, lineage.customers) == ("prototypes", 12)
    assert [(c.kind, c.before, c.after) for c in lineage.changes] == [("split", (1,), (1, 4))]


def test_a_fifth_in_common_is_enough(engine):
    ids, lineage = found(engine, {1: "abcde", 2: "fghij"}, {0: "fxyzvw", 1: "atuop"})
    assert (ids, lineage.by, lineage.customers, lineage.share) == ((2, 1), "customers", 2, 0.2)


def test_the_same_rule_has_the_same_segments_whoever_is_in_them(engine):
    names = ("Good", "Bad", "Gone")
    model = model_of([1, 2, 3], rule="grid", method="grid", rule_ids=(2, 1, 3), names={2: "Good", 1: "Bad", 3: "Gone"})
    chosen = chosen_of(3, rule=True, names=names)
    ids, lineage = found(
        engine, {1: "abc", 2: "def"}, {0: "abc", 1: "def"}, model=model, chosen=replace(chosen, method="grid"), by_value=[0, 1, 2]
    )
    assert (ids, lineage.by) == ((2, 1, 3), "rule")
    again = replace(chosen, method="grid", names=("Bad", "Gone", "Good"))  # the same names in another order
    assert found(engine, {1: "abc", 2: "def"}, {0: "abc", 1: "def"}, model=model, chosen=again, by_value=[0, 1, 2])[0] == (1, 3, 2)
    other = replace(chosen, method="grid", names=("Good", "Bad", "Lost"))
    assert found(engine, {1: "abc", 2: "def"}, {0: "abc", 1: "def"}, model=model, chosen=other, by_value=[0, 1, 2])[0] == (1, 2, 4)


def test_a_run_of_another_kind_is_refused_before_anything_is_cleaned(engine):
    people = pa.table({"customer_id": ["a", "b"], "age": [20, 70]})
    before = Previous("before", "previous_run", 1, model_of([1], as_of=date(2024, 1, 1)), (), {})
    with pytest.raises(InputError, match="The earlier run is one of orders, and this one is of a table of customers") as refused:
        read(engine, Plan(), Given(people, previous=before))
    assert (refused.value.code, refused.value.place) == ("other-kind", "before")
    assert "--previous" in refused.value.remedy


def test_other_customers_with_other_features_are_refused(engine):
    space = SpaceModel((Parameter("age", "numeric"), Parameter("x", "numeric")), ("age", "x"))
    with pytest.raises(InputError, match="Only 0 of the 3 customers of the earlier run are in this one, and its features age") as refused:
        found(engine, {1: "abc"}, {0: "xyz"}, model=model_of([1], space=space))
    assert refused.value.code == "not-comparable"


def test_where_a_lost_one_went_is_told_only_of_one_that_stays():
    assert [c.kind for c in changes([4], [1], {1: 4}, {4: 1})] == ["new", "lost"]
