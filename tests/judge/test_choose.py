"""The leaderboard, the choice and its words."""

from __future__ import annotations

import math

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from coterie.judge import judge
from coterie.judge._words import verdict
from coterie.kernels.agreement import agreement
from coterie.plan import Plan
from coterie.records import Candidates
from coterie.words import percent


def planted(k, width, seed):
    """Customers around k corners that lie well apart."""
    random = np.random.default_rng(seed)
    corners = np.array([np.eye(width)[i % width] * (8.0 if i < width else -8.0) for i in range(k)])
    truth = random.integers(0, k, 90 * k)
    return corners[truth] + random.normal(size=(90 * k, width)), truth


def test_mall_has_five_segments(judged, mall):
    board = judged(mall[:, 1:])
    assert (board.chosen.method, board.chosen.k) == ("kmeans", 5)
    assert board.evidence["silhouette"] == pytest.approx(0.5539, abs=5e-5)
    assert board.knees == {"kmeans": 5, "ward": 5}
    assert board.elbows["kmeans"][0] == (1, pytest.approx(269981.28))
    assert board.verdict == "clear"
    assert board.reason == (
        "k-means with 5 segments: best silhouette (0.55) and Davies–Bouldin, the elbow is at 5 too; "
        "Ward with 5 segments agrees on 98% of customers."
    )


@pytest.mark.parametrize(("k", "width"), [(2, 2), (3, 2), (4, 2), (5, 3), (6, 3), (8, 4)])
def test_planted_groups_are_found(judged, k, width):
    rows, truth = planted(k, width, seed=k)
    board = judged(rows, starts=4)
    assert board.chosen.k == k
    assert agreement(board.chosen.labels[board.chosen.points.cell], truth) > 0.98
    assert board.verdict in {"strong", "clear"}


def test_planted_groups_are_found_through_few_points(judged):
    rows, truth = planted(5, 3, seed=1)
    board = judged(rows, budget=60, starts=4)
    assert board.chosen.k == 5
    assert agreement(board.chosen.labels[board.chosen.points.cell], truth) > 0.97


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_a_shop_without_borders_is_not_cut_in_two_and_left(judged, seed):
    random = np.random.default_rng(seed)
    orders = random.poisson(np.exp(random.normal(0.5, 1, 800))) + 1
    recency, money = random.exponential(size=800) * 90 / np.sqrt(orders), orders * np.exp(random.normal(3, 0.6, 800))
    rows = np.log1p(np.column_stack([recency, orders, money]))
    board = judged((rows - rows.mean(axis=0)) / rows.std(axis=0), starts=4)
    assert 3 <= board.chosen.k <= 6
    assert board.verdict in {"weak", "none"}


def test_a_single_cloud_has_no_distinct_groups(judged):
    board = judged(np.random.default_rng(0).normal(size=(600, 5)), starts=3, k="2:6")
    assert board.verdict == "none"
    assert "no distinct groups" in board.verdict_sentence


@pytest.mark.parametrize(("name", "groups"), [("s1", 15), ("s2", 15), ("a1", 20), ("unbalance", 8), ("hepta", 7)])
def test_the_number_of_known_groups_is_found_among_29(judged, shared, name, groups):
    rows = np.loadtxt(shared / "clusters" / f"{name}.data.gz")
    board = judged(rows / rows.std(), k="2:30", method=["kmeans"])
    assert board.chosen.k == groups
    assert board.structure.found


def test_the_leaderboard_is_ranked_and_complete(judged, mall):
    board = judged(mall, k="2:6", starts=3)
    assert {(s.method, s.k) for s in board.standings} == {(m, k) for m in ("kmeans", "ward") for k in range(2, 7)}
    assert [s.chosen for s in board.standings] == [True] + [False] * 9
    names = {y.name for y in board.yardsticks}
    for standing in board.standings:
        assert set(standing.scores) == names == set(standing.ranks)
        assert 0 <= standing.total <= 1
        assert 0 < standing.smallest <= standing.largest < 1
    best = max(board.standings, key=lambda s: s.scores["silhouette"])
    assert best.ranks["silhouette"] == 1
    totals = [s.total for s in board.standings if not s.note]
    assert totals == sorted(totals, reverse=True)


def test_a_tiny_segment_is_not_chosen_when_there_is_another(judged):
    random = np.random.default_rng(3)
    rows = np.vstack([random.normal(size=(600, 2)), [[40.0, 40.0], [40.5, 40.0]]])
    board = judged(rows, k="2:4", method="kmeans")
    marked = [s for s in board.standings if s.note]
    assert marked
    assert all(s.note.startswith("its smallest segment holds 2 customers (0.3%)") for s in marked)
    board = judged(rows, k=2, method="kmeans")
    assert board.chosen.k == 2


def test_what_scored_higher_but_was_passed_over_is_named(candidate_of, space_of):
    random = np.random.default_rng(0)
    rows = np.vstack([random.normal(size=(300, 2)), [[60.0, 60.0]]])
    tiny = candidate_of(rows, np.r_[np.zeros(300, dtype=int), 1])
    halves = candidate_of(rows, (rows[:, 0] > 0).astype(int), method="ward")
    board = judge(Plan(), space_of(rows), Candidates((tiny, halves)))
    assert board.chosen is halves
    assert "Kmeans with 2 segments scored higher, but its smallest segment holds 1 customer (0.3%)" in board.reason


def test_a_rule_is_shown_but_chosen_only_among_rules(candidate_of, space_of):
    rows, truth = planted(3, 2, seed=2)
    rule = candidate_of(rows, truth, method="rfm-grid", rule=True)
    other = candidate_of(rows, (rows[:, 0] > 0).astype(int))
    both = judge(Plan(), space_of(rows), Candidates((rule, other)))
    assert both.chosen is other
    assert both.standings[1].note == "a rule, shown for comparison"
    alone = judge(Plan(), space_of(rows), Candidates((rule,)))
    assert alone.chosen is rule
    assert alone.reason == "Rfm-Grid with 3 segments is the only candidate."


def test_equal_divisions_go_to_the_method_named_first(candidate_of, space_of):
    rows, truth = planted(3, 2, seed=4)
    first, second = candidate_of(rows, truth, method="ward"), candidate_of(rows, truth)
    assert judge(Plan(), space_of(rows), Candidates((first, second))).chosen is first


def test_one_segment_is_said(judged):
    board = judged([[1.0]] * 30)
    assert (board.chosen.k, board.verdict) == (1, "none")
    assert board.verdict_sentence == "All customers are in one segment, so there are no groups to tell apart."
    assert math.isnan(board.evidence["silhouette"])
    assert board.refused[0][0] == "kmeans"


def test_a_few_kinds_of_identical_customers_are_a_perfect_division(judged):
    board = judged([[0.0, 0.0]] * 20 + [[5.0, 0.0]] * 20 + [[0.0, 5.0]] * 20)
    assert board.chosen.k == 3
    assert board.verdict == "strong"
    assert board.evidence["silhouette"] == pytest.approx(1)


@pytest.mark.parametrize(
    ("silhouette", "grade"),
    [(0.9, "strong"), (0.71, "strong"), (0.70, "clear"), (0.51, "clear"), (0.5, "weak"), (0.26, "weak"), (0.25, "none"), (-0.2, "none")],
)
def test_the_verdict_follows_the_usual_scale(silhouette, grade):
    found, sentence = verdict(4, silhouette, 100, 100)
    assert found == grade
    assert sentence.endswith(f"(silhouette {silhouette:.2f}).")


def test_a_sample_is_stated(judged):
    rows, _ = planted(3, 2, seed=5)
    board = judged(rows, sample=100, k="2:4", starts=2)
    assert board.sample == 100
    assert "on a sample of 100 customers" in board.verdict_sentence


def test_threads_change_nothing(judged):
    rows, _ = planted(4, 3, seed=6)
    found = []
    for threads in (1, 2, 8):
        with threadpool_limits(limits=threads):
            found.append(judged(rows, starts=2, k="2:5").standings)
    assert found[0] == found[1] == found[2]


@pytest.mark.parametrize(("gap", "chosen"), [(0.0, False), (8.0, True)])
def test_two_halves_of_one_cloud_are_not_chosen_and_two_real_groups_are(judged, gap, chosen):
    rows = np.random.default_rng(5).normal(size=(300, 2))
    rows[:150, 0] += gap
    board = judged(rows, k="2:5", method="kmeans")
    assert (board.chosen.k == 2) is chosen
    assert any("halves of one cloud" in s.note for s in board.standings) is not chosen


def test_a_giant_among_crumbs_is_said(candidate_of, space_of):
    rows = np.arange(100, dtype=float)[:, None]
    uneven = candidate_of(rows, np.repeat([0, 1, 2], [81, 10, 9]))
    board = judge(Plan(), space_of(rows), Candidates((uneven,)))
    assert "The sizes are uneven: one segment holds 81% of the customers, and 2 others share the rest." in board.findings
    even = candidate_of(rows, np.repeat([0, 1, 2], [40, 30, 30]))
    assert not any("uneven" in f for f in judge(Plan(), space_of(rows), Candidates((even,))).findings)


def test_the_weights_of_the_plan_decide(candidate_of, space_of):
    rows, truth = planted(4, 2, seed=1)
    real, halves = candidate_of(rows, truth), candidate_of(rows, (rows[:, 0] > 0).astype(int), method="ward")
    slices = candidate_of(rows, np.argsort(np.argsort(rows[:, 0])) * 3 // len(rows), method="slices")
    all_three = Candidates((real, halves, slices))
    assert judge(Plan(), space_of(rows), all_three).chosen is real
    only_balance = {**dict.fromkeys(("elbow", "silhouette", "calinski-harabasz", "davies-bouldin"), 0), "balance": 2}
    board = judge(Plan(weights=only_balance), space_of(rows), all_three)
    assert board.chosen is slices
    assert {y.name: y.weight for y in board.yardsticks if y.weight} == {"balance": 2}


def test_leaving_customers_out_costs_their_share_and_is_told(judged):
    random = np.random.default_rng(3)
    rows = np.concatenate([random.normal(size=(150, 2)), random.normal(size=(150, 2)) + 8, random.uniform(-40, 40, size=(60, 2))])
    board = judged(rows, method="dbscan", parameters={"dbscan": {"eps": 1.0, "min_samples": 5}})
    (standing,) = board.standings
    outside = float((board.chosen.labels < 0).mean())
    assert 0.1 < outside == pytest.approx(standing.outside)
    assert standing.total == pytest.approx(1 - outside)
    assert standing.smallest + standing.largest == pytest.approx(1 - outside)
    assert board.findings[0] == f"{percent(outside)} of the customers fit no segment; the figures are of all others."
    assert standing.scores["silhouette"] > 0.7
