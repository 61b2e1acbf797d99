"""The last periods of segments: orders fall into the right one, sums add up to everyone's, and young orders have no course."""

from __future__ import annotations

from datetime import date

import pytest

from coterie.explain.course import courses
from coterie.explain.measured import Everyone
from coterie.records import Cleaned, Ledger

JOINED = "features AS f JOIN labels AS a ON a.position = f.position"
MONEY = Everyone(4, {}, {}, money_title="Revenue", money_unit="£")


def laid(engine, first: date = date(2024, 1, 1)) -> Cleaned:
    """Four customers in two segments, with orders on single days; the last one is a return."""
    orders = [
        ("a", "2024-04-09", 10.0, True),  # the day before we look: the last period begins here
        ("a", "2024-03-11", 5.0, True),  # its first day
        ("a", "2024-03-10", 7.0, True),  # one day earlier
        ("b", "2024-03-10", 1.0, True),
        ("c", "2024-02-10", 4.0, True),
        ("d", "2024-04-01", -3.0, False),
    ]
    rows = ", ".join(f"('{c}', TIMESTAMP '{day}', {amount}::DECIMAL(18, 2), {bought})" for c, day, amount, bought in orders)
    engine.run(f'CREATE OR REPLACE TABLE orders AS SELECT * FROM (VALUES {rows}) AS t(customer, "at", amount, purchase)')
    engine.run("CREATE OR REPLACE TABLE features AS SELECT * FROM (VALUES ('a', 0), ('b', 1), ('c', 2), ('d', 3)) AS t(customer, position)")
    engine.run("CREATE OR REPLACE TABLE labels AS SELECT position, position // 2 + 1 AS segment FROM features")
    return Cleaned(Ledger((), {}), "", orders="orders", first=first, last=date(2024, 4, 9), as_of=date(2024, 4, 10))


def test_orders_fall_into_their_periods(engine) -> None:
    found, everyone = courses(engine, laid(engine), JOINED, MONEY)
    assert [(p.first, p.last) for p in found[1].periods] == [
        (date(2024, 1, 11), date(2024, 2, 9)),
        (date(2024, 2, 10), date(2024, 3, 10)),
        (date(2024, 3, 11), date(2024, 4, 9)),
    ]
    assert [(p.customers, p.orders, p.money) for p in found[1].periods] == [(0, 0, 0), (2, 2, 8.0), (1, 2, 15.0)]
    assert [(p.customers, p.orders, p.money) for p in found[2].periods] == [(0, 0, 0), (1, 1, 4.0), (0, 0, 0)]
    assert [p.money for p in everyone.periods] == [0.0, 12.0, 15.0]


def test_the_sentence_sets_the_last_period_against_the_one_before(engine) -> None:
    found, everyone = courses(engine, laid(engine), JOINED, MONEY)
    assert found[1].sentence == "In the last 30 days they spent £15, 88% more than in the 30 days before (everyone: 25% more)."
    assert everyone.sentence == "In the last 30 days they spent £15, 25% more than in the 30 days before."
    counted, _ = courses(engine, laid(engine), JOINED, Everyone(4, {}, {}))
    assert counted[1].sentence.startswith("In the last 30 days they placed 2 orders, as much as in the 30 days before")


@pytest.mark.parametrize("first", [date(2024, 1, 12), None])
def test_young_orders_have_no_course(engine, first) -> None:
    assert courses(engine, laid(engine, first), JOINED, MONEY) == ({}, None)
