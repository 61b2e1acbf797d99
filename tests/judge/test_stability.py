"""Segments that are there are found again, those that are not dissolve; and the figures stand for what they say."""

from __future__ import annotations

import math

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from coterie import registry
from coterie.judge import judge
from coterie.judge._resampling import RESAMPLES, graded, resampled
from coterie.plan import Plan
from coterie.records import Candidates


def corners(apart, seed=0, each=80):
    """Four groups, the first two at this distance from each other, the others far off."""
    random = np.random.default_rng(seed)
    middle = np.array([[0.0, 0.0], [apart, 0.0], [30.0, 30.0], [-30.0, 30.0]])
    truth = np.repeat(np.arange(4), each)
    return middle[truth] + random.normal(size=(4 * each, 2)), truth


@pytest.mark.parametrize("method", ["kmeans", "ward"])
def test_groups_that_are_there_are_found_again(judged, method):
    rows, _ = corners(20.0)
    board = judged(rows, method=method, k=4)
    assert [s.grade for s in board.stability.segments] == ["highly stable"] * 4
    assert board.stability.kept == pytest.approx(1)
    assert "100% of them keep their segment (20 tries with 160 customers each). Of the segments, all are stable." in " ".join(
        board.findings
    )
    assert board.stability.segments[0].sentence == "Found again in 20 of 20 tries with some of the customers: highly stable."


@pytest.mark.parametrize("method", ["kmeans", "ward"])
@pytest.mark.parametrize("k", [3, 6])
def test_slices_of_one_cloud_are_not_found_again(judged, method, k):
    board = judged(np.random.default_rng(1).normal(size=(500, 6)), method=method, k=k)
    assert all("stable" not in s.grade for s in board.stability.segments)
    assert "none is stable" in " ".join(board.findings)


def test_only_the_segments_whose_border_is_arbitrary_are_doubted(judged):
    rows, truth = corners(0.0)
    board = judged(rows, method="kmeans", k=4)
    labels = board.chosen.labels[board.chosen.points.cell]
    real = {np.bincount(labels[truth == group]).argmax() for group in (2, 3)}
    for label, segment in enumerate(board.stability.segments):
        assert (segment.grade == "highly stable") is (label in real)


def test_the_score_is_the_mean_of_the_segments(judged):
    board = judged(corners(3.0)[0], method="kmeans", k=4)
    mean = np.mean([s.overlap for s in board.stability.segments])
    assert board.standings[0].scores["stability"] == pytest.approx(mean)


def test_only_the_finalists_are_tried(judged):
    board = judged(corners(20.0)[0], k="2:6", starts=2)
    tried = [s for s in board.standings if not math.isnan(s.scores["stability"])]
    assert len(tried) == 3
    assert board.standings[0] in tried


@pytest.mark.parametrize(("k", "customers", "rule"), [(1, 40, False), (3, 40, True), (4, 15, False)], ids=["one", "rule", "few"])
def test_what_cannot_be_found_again_has_no_score(candidate_of, k, customers, rule):
    rows = np.random.default_rng(2).normal(size=(customers, 2))
    labels = np.arange(customers) % k
    assert resampled(candidate_of(rows, labels, rule=rule), rows, labels, 0) is None


def test_points_that_stand_for_several_count_as_often(candidate_of):
    random = np.random.default_rng(3)
    rows = random.integers(0, 6, size=(300, 2)).astype(float)  # 36 different customers
    labels = (rows[:, 0] > 2).astype(int)
    one_each, together = candidate_of(rows, labels), candidate_of(rows, labels, pieces=36)
    assert len(together.points.weight) == 36
    assert resampled(one_each, rows, labels, 5) == resampled(together, rows, labels, 5)


def test_who_is_in_no_segment_is_a_group_of_its_own_but_no_match(candidate_of):
    rows = np.repeat([[0.0], [9.0], [90.0]], 20, axis=0)
    stability = resampled(candidate_of(rows, np.repeat([0, 1, 1], 20)), rows, np.repeat([0, 1, -1], 20), 0)
    assert [s.overlap < 0.6 for s in stability.segments] == [True, True]  # k-means joins both, far from the third
    assert 0.2 < stability.kept < 0.45


@pytest.mark.parametrize("threads", [1, 2, 8])
def test_threads_change_nothing(judged, threads):
    rows, _ = corners(3.0)
    with threadpool_limits(limits=threads):
        again = judged(rows, method="kmeans", k=4, threads=threads).stability
    assert again == judged(rows, method="kmeans", k=4, threads=1).stability


def test_the_seed_decides_who_is_drawn(judged):
    rows, _ = corners(2.0)
    one, same, other = (judged(rows, method="ward", k=4, seed=seed).stability for seed in (1, 1, 2))
    assert one == same != other


@pytest.mark.parametrize(
    ("overlap", "grade"),
    [(1.0, "highly stable"), (0.85, "highly stable"), (0.849, "stable"), (0.75, "stable"), (0.749, "pattern"), (0.6, "pattern"),
     (0.599, "doubtful"), (0.501, "doubtful"), (0.5, "dissolved"), (0.0, "dissolved")],
)  # fmt: skip
def test_the_scale(overlap, grade):
    assert graded(overlap)[0] == grade


def test_it_may_weigh_in_the_choice(candidate_of, space_of):
    rows, truth = corners(20.0)
    real, sliced = candidate_of(rows, truth), candidate_of(rows, np.argsort(np.argsort(rows[:, 0] % 1)) * 3 // len(rows), method="slices")
    alone = {**dict.fromkeys(registry.members("judge"), 0), "stability": 1}
    board = judge(Plan(weights=alone), space_of(rows), Candidates((sliced, real)))
    assert board.chosen is real
    assert board.standings[0].total == pytest.approx(1, abs=0.01)
    assert board.stability.resamples == RESAMPLES
