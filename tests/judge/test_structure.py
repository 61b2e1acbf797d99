"""The test for structure: it finds no groups where there are none, whatever the shape, and finds those that are there."""

from __future__ import annotations

import dataclasses
import importlib.util
from pathlib import Path

import numpy as np
import pytest

from coterie.judge._structure import structure
from coterie.records import Space, SpaceModel

SCRIPT = Path(__file__).parents[2] / "benchmarks" / "structure.py"
spec = importlib.util.spec_from_file_location("benchmark_structure", SCRIPT)
bench = importlib.util.module_from_spec(spec)
spec.loader.exec_module(bench)

DRAWS = 20
MOST = 4  # of twenty: more come in 3 of 1,000 tests with five false alarms in a hundred


@pytest.mark.parametrize("shape", bench.SHAPES)
def test_shapes_without_groups_seldom_raise_an_alarm(shape):
    assert sum(bench.found(bench.SHAPES[shape], seed) for seed in range(DRAWS)) <= MOST


@pytest.mark.parametrize("gap", [5, 6])
def test_two_groups_apart_are_found(gap):
    assert all(bench.found(bench.APART[f"two groups {gap} deviations apart"], seed) for seed in range(5))


@pytest.mark.parametrize("name", ["s1", "s2", "a1", "unbalance", "hepta", "lsun"])
def test_known_groups_are_found_in_half_of_the_customers(shared, name):
    path = shared / "clusters" / f"{name}.data.gz"
    assert all(bench.found(bench._subsamples(str(path)), seed) for seed in range(5))


def space_of(rows, names=None):
    return Space(SpaceModel((), names or tuple(f"x{i}" for i in range(rows.shape[1]))), None, rows)


def test_heaps_are_stated_and_are_no_groups():
    random = np.random.default_rng(0)
    rows = np.column_stack([np.where(random.random(600) < 0.6, 0.0, random.normal(8, 1, 600)), random.normal(size=600)])
    told = structure(dataclasses.replace(space_of(rows, ("return_share", "money")), titles={"return_share": "Return share"}), seed=0)
    assert not told.found
    assert [(heap.axis, heap.values) for heap in told.heaps] == [("return_share", 1)]
    assert told.heaps[0].share == pytest.approx(0.6, abs=0.05)
    assert (told.parts, told.customers) == (2, 600)
    assert told.details.endswith(" have the same return share.")


def test_groups_inside_a_heap_are_found():
    random = np.random.default_rng(0)
    own = np.where(np.arange(600) % 2, 0.0, 7.0) + random.normal(size=600)
    told = structure(space_of(np.column_stack([np.where(random.random(600) < 0.6, 0.0, random.exponential(size=600)), own])), seed=0)
    assert told.found
    assert told.sentence == "There are groups: none of 59 made-up crowds without groups has as deep a gap."
    assert told.details.startswith("600 customers were held against made-up crowds")


@pytest.mark.parametrize(
    "rows",
    [np.ones((100, 3)), np.eye(3)[np.arange(300) % 3], np.random.default_rng(0).normal(size=(39, 2)), np.empty((0, 2))],
    ids=["all equal", "categories only", "too few", "none"],
)
def test_nothing_is_said_where_nothing_can_be_told(rows):
    assert structure(space_of(rows), seed=0) is None


def test_the_answer_is_the_same_each_time_and_ends_early_where_there_are_no_groups():
    rows = np.random.default_rng(3).normal(size=(300, 4))
    first, again = (structure(space_of(rows), seed=7) for _ in range(2))
    assert first == again
    assert len(first.others) < 59
    assert 0.05 < first.chance <= 1


def test_huge_and_far_numbers_do_no_harm():
    rows = np.random.default_rng(0).normal(size=(200, 2))
    rows[0] = 1e100
    told = structure(space_of(rows), seed=0)
    assert told is not None and not told.found


def test_the_verdict_follows_the_test(judged):
    random = np.random.default_rng(1)
    cloud = judged(random.normal(size=(400, 3)), k="2:5", starts=2)
    assert (cloud.verdict, cloud.structure.found) == ("none", False)
    groups = judged(np.vstack([random.normal(size=(200, 3)), random.normal(size=(200, 3)) + 8]), k="2:5", starts=2)
    assert groups.structure.found and groups.verdict in {"clear", "strong"}
