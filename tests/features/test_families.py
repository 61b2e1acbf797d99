"""Every feature, worked out by hand for a few customers."""

from __future__ import annotations

import pytest

from coterie import registry
from coterie.engines.duckdb import DuckDBEngine

HEADER = "who=customer id=order day=time what=product pieces=quantity each=price"
ORDERS = [
    # A: orders on days 0, 10 and 40, and one return
    "A|1|2024-01-01 23:59:59|mug|2|5",
    "A|1|2024-01-01 23:59:59|bowl|1|10",
    "A|2|2024-01-11 00:00:00|mug|1|5",
    "A|3|2024-02-10|cup|3|5",
    "A|C9|2024-02-11|cup|-1|5",
    # B: one order
    "B|4|2024-02-20|mug|1|7",
    # C: twice on one day, then nothing
    "C|5|2024-01-01|mug|1|1",
    "C|6|2024-01-01|mug|1|3",
    # D: brought back all that was bought
    "D|8|2024-01-01|mug|1|3",
    "D|C8|2024-01-02|mug|-1|3",
]
AS_OF = "2024-03-01"

# family, feature, its value for A, B and C
CASES = [
    ("recency", "recency", 20, 10, 60),
    ("frequency", "frequency", 3, 1, 2),
    ("money", "money", 35, 7, 4),
    ("money", "order_value", 35 / 3, 7, 2),
    ("tenure", "tenure", 60, 10, 60),
    ("basket", "basket", 4 / 3, 1, 1),
    ("basket", "units", 6, 1, 2),
    ("basket", "products", 3, 1, 1),
    ("rhythm", "gap", 20, None, 0),
    ("rhythm", "gap_regularity", 0.5, None, None),
    ("trend", "trend", 10 / 35, None, 0),
    ("returns", "return_share", 5 / 40, 0, 0),
    ("scores", "r_score", 4, 5, 3),
    ("scores", "f_score", 3, 1, 2),
    ("scores", "m_score", 3, 2, 1),
]


def column(engine: DuckDBEngine, table: str, name: str) -> list:
    return [value for (value,) in engine.rows(f"SELECT {name} FROM {table} ORDER BY position")]


@pytest.mark.parametrize(("family", "name", "a", "b", "c"), CASES)
def test_the_value_of_a_feature(engine, made, family, name, a, b, c) -> None:
    features = made((HEADER, ORDERS), as_of=AS_OF)
    assert column(engine, features.table, name) == pytest.approx([a, b, c])
    assert features.feature(name).family == family


def test_every_feature_has_a_case_and_tells_what_it_is() -> None:
    known = {f.name: f for family in registry.load_all("features").values() for f in family}
    assert set(known) == {case[1] for case in CASES}
    for feature in known.values():
        assert feature.sentence.endswith(".") and len(feature.sentence) > 20
        assert format(0.5, feature.show)


def test_the_table_lies_in_the_order_of_the_customer_id(engine, made) -> None:
    rows = [f"{name}|2024-01-01|1" for name in ["b", "Zoë", "10", "9", "A", "", "ÿ", "a b"]]
    features = made(("who=customer day=time paid=amount", rows))
    found = engine.rows(f"SELECT position, customer FROM {features.table}")
    assert found == list(enumerate(sorted(name for name in ["b", "Zoë", "10", "9", "A", "ÿ", "a b"])))
    assert features.customers == 7


def test_customers_who_only_returned_are_no_customers(made) -> None:
    features = made((HEADER, ORDERS))
    assert features.customers == 3
    assert features.notes[0] == "Left out: 1 customer with cancellations and returns, but no purchase."


def test_only_what_happened_by_the_day_counts(engine, made) -> None:
    features = made((HEADER, ORDERS), as_of="2024-01-11")
    assert column(engine, features.table, "customer") == ["A", "C"]
    assert column(engine, features.table, "frequency") == [2, 2]
    assert column(engine, features.table, "products") == [2, 1]
    assert column(engine, features.table, "recency") == [0, 10]
