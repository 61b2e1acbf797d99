"""What the charts of the business rest on: how much hangs on the best, the grid of scores."""

from __future__ import annotations

import math

import pytest

from coterie.explore.scores import score_cells
from coterie.explore.trade import trade
from coterie.records import Cleaned, Ledger


def of_customers(engine, spent):
    """The trade of customers with one order each."""
    values = ", ".join(f"('c{i}', TIMESTAMP '2024-01-05', true, {m}::DECIMAL(18, 4), 0)" for i, m in enumerate(spent))
    engine.run(f'CREATE OR REPLACE TABLE orders AS SELECT * FROM (VALUES {values}) AS t(customer, "at", purchase, amount, returned)')
    return trade(engine, Cleaned(Ledger((), {}), "", orders="orders"))


@pytest.mark.parametrize("count", [1, 7, 70, 99, 100, 101, 250])
def test_each_hundredth_of_the_customers_is_on_the_curve(engine, count):
    spent = [(i * 37) % 101 + 1 for i in range(count)]
    curve = of_customers(engine, spent).concentration
    best = sorted(spent, reverse=True)
    expected = {math.ceil(count * x / 100) for x in range(1, 101)}
    assert [round(share * count) for share, _ in curve] == sorted(expected)
    assert all(money == pytest.approx(sum(best[: round(share * count)]) / sum(spent)) for share, money in curve)
    assert curve[-1] == (1.0, pytest.approx(1.0))


def test_the_best_fifth_is_a_fifth_also_where_it_is_not_a_whole_number(engine):
    assert of_customers(engine, [5, 4, 3, 2, 1, 1, 1]).top(0.2) == pytest.approx(9 / 17)


def test_without_money_nothing_hangs_on_anyone(engine):
    assert of_customers(engine, [0, 0]).concentration == ()


def test_every_pair_of_scores_has_its_customers_and_money(engine, lay):
    features = lay(r_score=[5.0, 5.0, 1.0, None], f_score=[2.0, 2.0, 1.0, 1.0], money=[10.0, 20.0, 30.0, 40.0])
    cells = [(c.recency, c.frequency, c.customers, c.money, c.share, c.money_share) for c in score_cells(engine, features)]
    assert cells == [(1, 1, 1, 30.0, 0.25, 0.5), (5, 2, 2, 30.0, 0.5, 0.5)]


def test_without_scores_there_is_no_grid(engine, lay):
    assert score_cells(engine, lay(age=[1.0, 2.0])) == ()
