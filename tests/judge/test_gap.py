"""The gap statistic: more than chance where there are groups, nothing where there are none."""

from __future__ import annotations

import math

import numpy as np
import pytest

from coterie import registry
from coterie.judge._reference import DRAWS, MOST, log_spread, reference

GAP = registry.member("judge", "gap")


def test_the_reference_of_a_box_is_its_variance():
    """Evenly spread over 4 by 1, whole and in four squares: a side of length s has a variance of s²/12."""
    flat = np.random.default_rng(0).uniform([0, 0], [4, 1], (3000, 2))
    found = reference(flat, [1, 4], seed=1)
    assert found[1][0] == pytest.approx(math.log(17 / 12), abs=0.05)
    assert found[4][0] == pytest.approx(math.log(2 / 12), abs=0.1)
    assert all(0 < error < 0.1 for _, error in found.values())


def test_the_box_lies_along_the_principal_axes():
    """A thin band across the corner is as wide as it is thick, not a square."""
    random = np.random.default_rng(1)
    flat = np.column_stack([random.uniform(-5, 5, 500), random.uniform(-0.1, 0.1, 500)])
    turn = np.array([[1.0, -1.0], [1.0, 1.0]]) / math.sqrt(2)
    assert reference(flat @ turn, [1], 0)[1][0] == pytest.approx(reference(flat, [1], 0)[1][0], abs=0.05)
    assert reference(flat, [1], 0)[1][0] == pytest.approx(math.log(100 / 12), abs=0.1)


@pytest.mark.parametrize("k", [3, 5])
def test_planted_groups_have_the_greatest_gap_and_are_named(judged, k):
    random = np.random.default_rng(k)
    rows = random.normal(size=(k, 3))[random.integers(0, k, 300)] * 9 + random.normal(size=(300, 3)) * 0.8
    board = judged(rows, method="kmeans", k="2:8", starts=4)
    assert max(board.standings, key=lambda s: s.scores["gap"]).k == k
    assert any(f.startswith(f"The gap statistic would take {k} segments (") for f in board.findings)


def test_where_there_is_no_structure_it_says_so(judged):
    board = judged(np.random.default_rng(5).uniform(0, [4, 2, 1], (400, 3)), method="kmeans", k="2:6")
    assert any(f.startswith("The gap statistic would take one segment (") for f in board.findings)
    assert all(abs(s.scores["gap"]) < 0.1 for s in board.standings)


def test_points_that_stand_for_several_count_as_often(candidate_of, context_of):
    rows = np.random.default_rng(6).integers(0, 4, (200, 2)).astype(float)
    labels = (rows[:, 0] > 1).astype(int)
    one_each, together = candidate_of(rows, labels), candidate_of(rows, labels, pieces=16)
    found = [GAP.score(c, context_of(rows, c)) for c in (one_each, together)]
    assert found[0] == pytest.approx(found[1])


def test_a_reference_of_fewer_customers_compares_fairly():
    """Of a tenth of the customers the spread would be smaller; per degree of freedom it is the same."""
    random = np.random.default_rng(7)
    spreads = [np.mean([log_spread(((own := random.normal(size=n)) - own.mean()) @ (own - own.mean()), n, 1) for _ in range(4000)])
               for n in (20, 200)]  # fmt: skip
    assert spreads[0] == pytest.approx(spreads[1], abs=0.06)
    assert DRAWS >= 10
    assert MOST >= 200


@pytest.mark.parametrize("rows", [[[1.0, 1.0]] * 30, [[0.0]]], ids=["alike", "one"])
def test_customers_who_are_alike_have_no_gap(rows):
    assert reference(np.array(rows), [1, 2], 0) == {}
