"""The published figures of Online Retail, and how our own defaults differ from them."""

from __future__ import annotations

import pytest

from coterie.clean import clean
from coterie.features import features
from coterie.plan import Plan
from coterie.read import read
from coterie.records import Given

FILE = "online_retail.csv.gz"


def kept(engine, cleaned) -> tuple:
    """Lines, customers, orders and revenue of the purchases."""
    columns = "sum(lines), count(DISTINCT customer), count(*), sum(amount)"
    lines, customers, orders, revenue = engine.rows(f"SELECT {columns} FROM {cleaned.orders} WHERE purchase")[0]
    return lines, customers, orders, float(revenue)


def told(cleaned) -> list[tuple]:
    return [(line.fate, line.rule, line.rows) for line in cleaned.ledger.lines]


def test_online_retail_by_the_published_rules(engine, shared) -> None:
    plan = Plan(duplicates="keep", returns="drop", rules={"non-product": "off"})
    cleaned = clean(engine, plan, read(engine, plan, Given(str(shared / FILE))), None)
    assert kept(engine, cleaned) == (397_884, 4_338, 18_532, pytest.approx(8_911_407.904, abs=1e-9))
    assert features(engine, plan, cleaned, None).customers == 4_338
    assert told(cleaned) == [
        ("used", "used", 397_884),
        ("set aside", "missing-customer", 135_080),
        ("set aside", "cancelled-order", 8_905),
        ("set aside", "non-positive-price", 40),
    ]


def test_online_retail_by_our_defaults(engine, shared) -> None:
    """Lines that are no product are set aside, lines that are the same in every column count once, cancellations are matched."""
    cleaned = clean(engine, Plan(), read(engine, Plan(), Given(str(shared / FILE))), None)
    assert kept(engine, cleaned) == (388_256, 4_324, 18_326, pytest.approx(8_294_883.51, abs=1e-9))
    assert told(cleaned) == [
        ("used", "used", 388_256),
        ("merged", "identical-line", 5_220),
        ("netted", "cancelled-order", 7_143),
        ("netted", "cancelled-purchase", 2_894),
        ("set aside", "missing-customer", 135_080),
        ("set aside", "non-product", 1_920),
        ("set aside", "unmatched-cancellation", 1_363),
        ("set aside", "non-positive-price", 33),
    ]
    money = {line.rule: line.money for line in cleaned.ledger.lines}
    assert money["used"] + money["cancelled-order"] + money["cancelled-purchase"] == pytest.approx(8_294_883.51, abs=1e-6)
    assert cleaned.ledger.rows_in == {"orders": 541_909}
    quantity_times_price_of_all_rows = 9_747_747.934
    assert sum(line.money for line in cleaned.ledger.lines) == pytest.approx(quantity_times_price_of_all_rows, abs=1e-6)


def test_how_many_cancellations_of_online_retail_match(engine, shared) -> None:
    """Of 8,872 different ones 7,206 match. They take back 2,935 lines as a whole, and with them 91 orders and 11 customers."""
    plan = Plan(rules={"non-product": "off"})
    cleaned = clean(engine, plan, read(engine, plan, Given(str(shared / FILE))), None)
    found = {rule: rows for _, rule, rows in told(cleaned)}
    assert (found["cancelled-order"], found["unmatched-cancellation"], found["cancelled-purchase"]) == (7_206, 1_666, 2_935)
    assert kept(engine, cleaned) == (392_692 - 2_935, 4_338 - 11, 18_532 - 91, pytest.approx(8_425_646.064, abs=1e-9))


def test_mall_customers_are_all_used(engine, shared) -> None:
    cleaned = clean(engine, Plan(), read(engine, Plan(), Given(str(shared / "mall_customers.csv"))), None)
    assert told(cleaned) == [("used", "used", 200)]
    made = features(engine, Plan(), cleaned, None)
    assert [(f.name, f.kind) for f in made.columns] == [
        ("Gender", "category"),
        ("Age", "numeric"),
        ("Annual Income (k$)", "numeric"),
        ("Spending Score (1-100)", "numeric"),
    ]


def test_the_codes_of_wholesale_customers_are_categories(engine, shared) -> None:
    cleaned = clean(engine, Plan(), read(engine, Plan(), Given(str(shared / "wholesale_customers.csv"))), None)
    made = features(engine, Plan(), cleaned, None)
    assert [f.name for f in made.columns if f.kind == "category"] == ["Channel", "Region"]
    assert made.customers == 440
