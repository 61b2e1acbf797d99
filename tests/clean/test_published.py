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
    plan = Plan(duplicates="keep", returns="drop")
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
    """Lines that are the same in every column count once: 5,192 purchases and 33 cancellations. Cancellations are netted.

    The customers and orders stay the same: no order is made of nothing but copies of another one.
    """
    cleaned = clean(engine, Plan(), read(engine, Plan(), Given(str(shared / FILE))), None)
    assert kept(engine, cleaned) == (397_884 - 5_192, 4_338, 18_532, pytest.approx(8_887_208.894, abs=1e-9))
    assert told(cleaned) == [
        ("used", "used", 392_692),
        ("merged", "identical-line", 5_192 + 33),
        ("netted", "cancelled-order", 8_905 - 33),
        ("set aside", "missing-customer", 135_080),
        ("set aside", "non-positive-price", 40),
    ]
    assert cleaned.ledger.rows_in == {"orders": 541_909}
    quantity_times_price_of_all_rows = 9_747_747.934
    assert sum(line.money for line in cleaned.ledger.lines) == pytest.approx(quantity_times_price_of_all_rows, abs=1e-6)


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
