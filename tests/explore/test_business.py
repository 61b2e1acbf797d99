"""What the charts of the business rest on: how much hangs on the best, the grid of scores."""

from __future__ import annotations

import math
from datetime import date, timedelta

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


def ordered(engine, rows, last):
    """The cohorts of customers with purchases on days."""
    values = ", ".join(f"('{who}', TIMESTAMP '{day}', true, 1::DECIMAL(18, 4), 0)" for who, day in rows)
    engine.run(f'CREATE OR REPLACE TABLE orders AS SELECT * FROM (VALUES {values}) AS t(customer, "at", purchase, amount, returned)')
    return trade(engine, Cleaned(Ledger((), {}), "", orders="orders", last=last)).cohorts


def test_customers_come_back_in_later_months(engine):
    rows = [("a", "2023-11-03"), ("a", "2023-12-03"), ("a", "2024-01-09"), ("b", "2023-11-05"), ("b", "2023-11-06"), ("c", "2024-01-02")]
    found = ordered(engine, rows, date(2024, 1, 9))
    assert [(c.start, c.customers, c.again) for c in found.rows] == [(date(2023, 11, 1), 2, (1, 1)), (date(2024, 1, 1), 1, ())]
    assert (found.period, found.unfinished, found.again) == ("month", True, (0.5,))
    assert ordered(engine, rows, date(2024, 1, 31)).again == (0.5, 0.5)
    assert ordered(engine, rows, date(2024, 1, 29)).again == (0.5, 0.5)  # over as the trend counts it: its last three days may lack orders


@pytest.mark.parametrize(("years", "period"), [(2, "quarter"), (9, "year")])
def test_long_times_have_longer_periods(engine, years, period):
    rows = [(f"c{n % 7}", date(2010 + n // 12, n % 12 + 1, 3)) for n in range(3, 12 * years)]
    found = ordered(engine, rows, date(2010 + years, 1, 1) - timedelta(days=1))
    size = {"quarter": 3, "year": 12}[period]

    def place(day):
        return ((day.year - 2010) * 12 + day.month - 1) // size

    first = {who: min(place(day) for w, day in rows if w == who) for who, _ in rows}
    bought = {(who, place(day)) for who, day in rows}
    assert (found.period, found.unfinished) == (period, False)
    for cohort in found.rows:
        own = [who for who in first if first[who] == place(cohort.start)]
        later = range(place(cohort.start) + 1, place(rows[-1][1]) + 1)
        assert (cohort.customers, cohort.again) == (len(own), tuple(sum((who, p) in bought for who in own) for p in later))


def test_orders_of_one_month_have_no_cohorts(engine):
    assert ordered(engine, [("a", "2024-01-03"), ("b", "2024-01-04")], date(2024, 1, 4)) is None
