"""Features as of an earlier day are those that would have been found on that day, beside what was spent since."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from coterie.clean import clean
from coterie.features import features
from coterie.plan import Plan
from coterie.records import SPENT, Inputs
from coterie.space import space
from handmade import make_source

HEADER = "customer=customer order=order day=time product=product paid=amount"


def orders(customers=80, days=300):
    """Customers who buy every so many days: the first often, the last only once."""
    rows = []
    for c in range(customers):
        for n, day in enumerate(range(c % 7, days, 5 + 4 * c)):
            rows.append(f"c{c:02}|o{c}-{n}|{date(2024, 1, 1) + timedelta(day)}|p{(c + n) % 5}|{10 + c + n % 3}.50")
    return [*rows, f"c00|last|{date(2024, 1, 1) + timedelta(days)}|p1|10.50"]


def inputs(engine, rows, people=None):
    return Inputs(
        make_source(engine, "orders", HEADER, rows),
        people and make_source(engine, "customers", "who=customer age", people, {"age": "number"}),
    )


def found(engine, rows, people=None, **settings):
    plan = Plan(max_unreadable=1, **settings)
    cleaned = clean(engine, plan, inputs(engine, rows, people), None)
    return plan, features(engine, plan, cleaned, None)


def table(engine, name, columns):
    return engine.rows(f"SELECT customer, {', '.join(columns)} FROM {name} ORDER BY position")


def test_they_are_those_of_that_day(engine):
    _, today = found(engine, orders())
    earlier = today.earlier
    assert (earlier.as_of, earlier.days) == (today.as_of - timedelta(days=100), 100)
    names = [f'"{f.name}"' for f in today.columns if f.family != "scores" and not f.aside]
    then = table(engine, earlier.table, names)
    _, fresh = found(engine, orders(), as_of=earlier.as_of)
    assert then == table(engine, fresh.table, names)


def test_what_was_spent_since_is_that_of_the_orders(engine):
    rows = orders()
    _, today = found(engine, rows)
    earlier = today.earlier
    expected: dict[str, float] = {}
    for customer, _, day, _, paid in (row.split("|") for row in rows):
        expected[customer] = expected.get(customer, 0.0) + float(paid) * (earlier.as_of < date.fromisoformat(day))
    spent = dict(engine.rows(f'SELECT customer, "{SPENT}" FROM {earlier.table}'))
    assert spent == pytest.approx({customer: expected[customer] for customer in spent})
    assert 0.0 in spent.values()


def test_attributes_are_known_as_of_today_only(engine):
    _, today = found(engine, orders(), [f"c{c:02}|{20 + c}" for c in range(80)])
    assert engine.rows(f"SELECT count(age), count(*) > 0 FROM {today.earlier.table}") == [(0, True)]


@pytest.mark.parametrize(
    ("rows", "settings", "reason"),
    [
        (orders(days=60), {}, "the orders span 61 days, and it takes 84"),
        (orders(), {"features": "age"}, "the segments are made of attributes, of which nobody knows what they were earlier"),
    ],
    ids=["short", "attributes"],
)
def test_why_there_are_none(engine, rows, settings, reason):
    people = [f"c{c:02}|{20 + c}" for c in range(80)]
    assert found(engine, rows, people, **settings)[1].earlier.reason == reason


def test_customers_alone_have_no_past(made):
    assert made(customers=("who=customer age", ["a|20", "b|30"]), kinds={"age": "number"}).earlier.reason.startswith("there are no orders")


def test_a_past_of_few_customers_is_none(engine):
    plan, today = found(engine, orders(customers=12))
    assert space(engine, plan, today).past.reason == "12 customers had bought by 2024-07-20, and it takes 50"


def test_a_past_in_which_nobody_came_back_is_none(engine):
    rows = [f"c{c:02}|o{c}|{date(2024, 1, 1) + timedelta(c)}|p1|{c + 1}" for c in range(60)] + ["late|x|2024-10-27|p1|5"]
    plan, today = found(engine, rows)
    assert space(engine, plan, today).past.reason.endswith("0 bought again, and it takes 10")


@pytest.mark.parametrize("settings", [{}, {"pca": 2}, {"scale": "quantile"}], ids=["plain", "pca", "quantile"])
def test_the_space_of_that_day_is_the_one_that_would_have_been_found(engine, settings):
    people = [f"c{c:02}|{20 + c * c % 31}" for c in range(80)]
    plan, today = found(engine, orders(), people, redundant=1, **settings)
    past = space(engine, plan, today).past
    plan, fresh = found(engine, orders(), as_of=today.earlier.as_of, redundant=1, **settings)
    assert past.matrix == pytest.approx(space(engine, plan, fresh).matrix)
    assert past.rfm.shape == (len(past.spent), 3)
