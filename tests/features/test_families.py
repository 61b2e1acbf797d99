"""Every feature, worked out by hand for a few customers."""

from __future__ import annotations

import re

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

# What A and B buy, when, how and at which price; B's first order says neither where it is from nor how it came.
TOLD = "who=customer id=order day=time what=product each=price sort=category where=country via=channel off=discount"
BEHAVED = [
    "A|1|2023-01-07 19:30:00|tea|4|drinks|DE|web|0",
    "A|1|2023-01-07 19:30:00|cup|10|home|DE|web|1",
    "A|2|2023-01-09 09:00:00|tea|6|drinks|DE|web|-",
    "A|3|2023-10-01 18:00:00|tea|4|drinks|AT|app|no",
    "A|4|2024-01-08 10:00:00|tea|4|drinks|AT|app|2",
    "A|4|2024-01-08 10:00:00|pot|20|home|AT|app|0",
    "B|5|2023-05-02 12:00:00|tea|2|drinks|-|-|-",
    "B|6|2024-01-10 17:59:59|cup|10|home|FR|shop|5",
]
# family, feature, its value for A and B
BEHAVIOUR = [
    ("habits", "at_weekend", 0.5, 0),
    ("habits", "in_evening", 0.5, 0),
    ("habits", "main_weekday", "Monday", "Tuesday"),
    ("season", "main_season", "January to March", None),  # B came within the year
    ("season", "season_share", 0.75, None),
    ("category", "main_category", "drinks", "drinks"),
    ("category", "category_share", 4 / 6, 0.5),
    ("category", "category_breadth", 2, 2),
    ("loyalty", "repeat_share", 0.5, 0),
    ("price", "discount_share", 2 / 6, 0.5),
    ("price", "price_level", 6.5 / 6 - 1, -0.25),
    ("channel", "main_channel", "app", "shop"),
    ("country", "main_country", "AT", "FR"),
]


def column(engine: DuckDBEngine, table: str, name: str) -> list:
    return [value for (value,) in engine.rows(f"SELECT {name} FROM {table} ORDER BY position")]


@pytest.mark.parametrize(("family", "name", "a", "b", "c"), CASES)
def test_the_value_of_a_feature(engine, made, family, name, a, b, c) -> None:
    features = made((HEADER, ORDERS), as_of=AS_OF)
    assert column(engine, features.table, name) == pytest.approx([a, b, c])
    assert features.feature(name).family == family


@pytest.mark.parametrize(("family", "name", "a", "b"), BEHAVIOUR)
def test_how_customers_behave(engine, made, family, name, a, b) -> None:
    features = made((TOLD, BEHAVED), as_of="2024-03-01")
    expected = [a, b] if isinstance(a, str) else pytest.approx([a, b])
    assert column(engine, features.table, name) == expected
    assert (features.feature(name).family, features.feature(name).aside) == (family, True)


def test_a_season_needs_a_year_and_an_evening_hours(made) -> None:
    there = {f.name for f in made((TOLD, [row for row in BEHAVED if "|2023" in row])).columns}
    assert {"in_evening", "main_weekday"} <= there and not {"main_season", "season_share"} & there
    days = [re.sub(r" [0-9:]{8}", "", row) for row in BEHAVED]
    assert "in_evening" not in {f.name for f in made((TOLD, days)).columns}


def test_every_feature_has_a_case_and_tells_what_it_is() -> None:
    known = {f.name: f for family in registry.load_all("features").values() for f in family}
    assert set(known) == {case[1] for case in (*CASES, *BEHAVIOUR)}
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
