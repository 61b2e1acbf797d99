"""Segments that would have told of later spending are told from those that would not."""

from __future__ import annotations

import dataclasses
import math
from datetime import date

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from coterie.cluster import cluster
from coterie.judge import judge
from coterie.judge._foresight import explained, foresight, lift, quintiles, ranks
from coterie.plan import Plan
from coterie.records import Features, Past

DAY = date(2024, 6, 1)


def groups(seed=0, each=100):
    """Three groups that lie apart."""
    truth = np.repeat(np.arange(3), each)
    return np.eye(3)[truth] * 12 + np.random.default_rng(seed).normal(size=(3 * each, 3)), truth


def past_of(rows, spent, rfm=None):
    random = np.random.default_rng(9)
    return Past(rows, np.asarray(spent, dtype=float), random.uniform(size=(len(rows), 3)) if rfm is None else rfm, DAY, 100)


def test_a_planted_difference_is_found(candidate_of):
    rows, truth = groups()
    spent = np.random.default_rng(1).lognormal(truth * 1.5, 0.5)
    found = foresight(candidate_of(rows, truth), past_of(rows, spent))
    assert found.explained > 0.7
    assert abs(found.rfm) < 0.1  # here recency, frequency and money say nothing
    assert found.lift == pytest.approx(spent[truth == 2].mean() / spent.mean(), rel=0.1)
    assert (found.as_of, found.days, found.customers) == (DAY, 100, 300)


def test_where_nothing_was_planted_nothing_is_found(candidate_of):
    rows, truth = groups()
    found = [foresight(candidate_of(rows, truth), past_of(rows, np.random.default_rng(s).lognormal(3, 1, 300))) for s in range(20)]
    assert abs(np.mean([f.explained for f in found])) < 0.01
    assert max(f.explained for f in found) < 0.05
    assert np.mean([f.lift for f in found]) == pytest.approx(1, abs=0.15)


def test_rfm_quintiles_explain_what_they_tell(candidate_of):
    rows, truth = groups()
    rfm = np.random.default_rng(2).uniform(size=(300, 3))
    found = foresight(candidate_of(rows, truth), past_of(rows, rfm[:, 2] > 0.8, rfm))
    assert found.rfm > 0.35  # 125 cells of 300 customers are believed half
    assert abs(found.explained) < 0.05


@pytest.mark.parametrize("seed", range(3))
def test_explained_is_what_leaving_one_out_says(seed):
    random = np.random.default_rng(seed)
    labels, rank = random.integers(0, 4, 40), random.normal(size=40)
    error = base = 0.0
    for i in range(40):
        others = np.arange(40) != i
        mean = rank[others].mean()
        own = np.append(rank[others & (labels == labels[i])], [mean] * 5)
        error, base = error + (rank[i] - own.mean()) ** 2, base + (rank[i] - mean) ** 2
    assert explained(labels, rank) == pytest.approx(1 - error / base)


def test_neither_the_order_of_customers_nor_the_unit_of_money_matters():
    truth = groups()[1]
    spent = np.random.default_rng(3).lognormal(truth, 1.0)
    rank = ranks(spent)
    shuffled = np.random.default_rng(4).permutation(300)
    assert explained(truth[shuffled], rank[shuffled]) == pytest.approx(explained(truth, rank))
    assert explained((truth + 1) % 3, ranks(spent * 100)) == pytest.approx(explained(truth, rank))


def test_one_whale_decides_nothing():
    truth, spent = np.repeat([0, 1], 100), np.r_[np.full(100, 2.0), np.full(100, 1.0)]
    assert explained(truth, ranks(spent)) > 0.95
    spent[-1] = 1e9
    assert explained(truth, ranks(spent)) > 0.9
    assert lift(truth, ranks(spent), spent) == pytest.approx(4 / 3, abs=0.02)


def test_who_all_spent_the_same_say_nothing():
    assert math.isnan(explained(np.array([0, 0, 1, 1]), ranks(np.zeros(4))))
    assert math.isnan(lift(np.array([0, 0, 1, 1]), ranks(np.zeros(4)), np.zeros(4)))


def test_equal_values_are_in_the_same_fifth():
    rfm = np.column_stack([np.arange(100), np.r_[np.ones(70), np.full(30, 2.0)], np.arange(100) // 20])
    cell = quintiles(rfm)
    assert len(np.unique(cell // 25)) == 5
    assert np.unique(cell // 5 % 5).tolist() == [0, 3]
    assert (cell % 5).tolist() == (np.arange(100) // 20).tolist()


@pytest.mark.parametrize(("k", "rule", "known"), [(1, False, True), (3, True, True), (3, False, False)], ids=["one", "rule", "no past"])
def test_what_cannot_be_known_has_no_score(candidate_of, k, rule, known):
    rows, _ = groups()
    past = past_of(rows, np.arange(300)) if known else Past(reason="there are no orders")
    assert foresight(candidate_of(rows, np.arange(300) % k, rule=rule), past) is None


def told(space_of, rows, past, **settings):
    space, plan = dataclasses.replace(space_of(rows), past=past), Plan(method="kmeans", starts=2, **settings)
    return judge(plan, space, cluster(None, plan, space, Features("features", (), len(rows))))


def test_the_leaderboard_tells_it_of_the_finalists(space_of):
    rows, truth = groups()
    board = told(space_of, rows, past_of(rows, np.random.default_rng(1).lognormal(truth * 1.5, 0.5)), k="2:6")
    assert sum(not math.isnan(s.scores["usefulness"]) for s in board.standings) == 3
    assert board.usefulness.explained == board.standings[0].scores["usefulness"]
    assert board.findings[0].startswith("Usefulness: segments made 3 months ago explain 8")
    assert "since; RFM scores explain 0%. Customers of the segment that promised most then spent 2." in board.findings[0]


def test_why_nobody_knows_is_said(space_of):
    rows, _ = groups()
    board = told(space_of, rows, Past(reason="the orders span 60 days, and it takes 84"), k=3)
    assert board.findings[0] == "Usefulness is not known: the orders span 60 days, and it takes 84."
    assert board.usefulness is None


@pytest.mark.parametrize("threads", [2, 8])
def test_threads_change_nothing(space_of, threads):
    rows, truth = groups()
    past = past_of(rows, truth)
    with threadpool_limits(limits=threads):
        many = told(space_of, rows, past, k=3, threads=threads).usefulness
    assert many == told(space_of, rows, past, k=3, threads=1).usefulness
