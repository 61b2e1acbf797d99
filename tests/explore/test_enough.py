"""What is said where there is too little data, and that nothing is said where there is enough."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from coterie.explore.enough import cautions
from coterie.explore.trade import Trade
from coterie.records import Cleaned, Distribution, Feature, Features, Ledger, LedgerLine

AGE = Feature("age", "Age", "", "years", ",.0f", "numeric", "attribute")


def told(customers=1000, days=400, one_time=500, revenue=1000.0, set_aside=0, missing=0, rule="missing-customer", orders=True):
    lines = (LedgerLine("orders", "used", "Used", "used", 1000 - set_aside, 0.0),)
    if set_aside:
        lines += (LedgerLine("orders", rule, "No customer", "set aside", set_aside, 0.0, "why", "Fill it in."),)
    first = date(2024, 1, 1)
    period = {"orders": "orders", "first": first, "last": first + timedelta(days=days - 1)} if orders else {}
    cleaned = Cleaned(Ledger(lines, {"orders": 1000}), "", **period)
    trade = Trade(customers, one_time, customers, revenue, 0.0, (), ()) if orders else None
    shapes = (Distribution("age", missing, 50),)
    return cautions(cleaned, Features("features", (AGE,), customers), trade, shapes)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, ""),
        ({"customers": 1, "one_time": 0}, "There is only 1 customer."),
        ({"customers": 29, "orders": False}, "There are only 29 customers."),
        ({"customers": 199, "one_time": 20}, "There are only 199 customers."),
        ({"customers": 200, "one_time": 20}, ""),
        ({"days": 1}, "The orders span 1 day."),
        ({"days": 27}, "The orders span 27 days."),
        ({"days": 89}, "The orders span 89 days."),
        ({"days": 364}, "The orders span 364 days."),
        ({"days": 365}, ""),
        ({"one_time": 950}, "Only 50 customers of 1,000 bought more than once."),
        ({"one_time": 900}, ""),
        ({"one_time": 1000}, "No customer bought more than once."),
        ({"revenue": 0.0}, "The orders have no money."),
        ({"set_aside": 334}, "33% of the rows of orders could not be used, most of them for: no customer."),
        ({"set_aside": 333}, ""),
        ({"set_aside": 900, "rule": "not-selected"}, ""),
        ({"missing": 501}, "Age is missing for 50% of customers."),
        ({"missing": 500}, ""),
    ],
)
def test_what_is_too_little(facts, expected):
    assert [c.fact for c in told(**facts)][:1] == ([expected] if expected else [])


def test_of_one_customer_nobody_says_only_0():
    assert [c.fact for c in told(customers=1, one_time=1)] == ["There is only 1 customer.", "The only customer bought once."]


def test_each_says_what_is_unreliable_and_what_would_help():
    found = told(customers=20, days=10, one_time=20, revenue=0.0, set_aside=500, missing=15)
    assert len(found) == 6
    for caution in found:
        for text in (caution.fact, caution.unreliable, caution.remedy):
            assert not text[0].islower()
            assert text.endswith(".")
