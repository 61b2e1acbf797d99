"""The customers table: one row per customer, each column a number, a category or a date."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from coterie.clean import clean
from coterie.errors import InputError
from coterie.plan import Plan
from coterie.records import Feature, Inputs, Model, SpaceModel

KINDS = {"age": "number", "joined": "time", "Channel": "number", "zip_code": "number", "score": "number"}


def people(engine, cleaned) -> list[tuple]:
    return engine.rows(f"SELECT * FROM {cleaned.customers} ORDER BY customer")


def fates(cleaned, table: str = "customers") -> dict[str, int]:
    return {line.rule: line.rows for line in cleaned.ledger.lines if line.table == table}


def kinds(cleaned) -> dict[str, str]:
    return {c.name: c.kind for c in cleaned.attributes}


def test_attributes_are_typed(engine, customers_of) -> None:
    rows = ["B|41.5| Rome |2024-01-01|1", "A|-|  |-|2", "C|30|Oslo|soon|"]
    cleaned = clean(engine, Plan(), customers_of("id=customer age city joined Channel", rows, kinds=KINDS), None)
    assert kinds(cleaned) == {"age": "number", "city": "text", "joined": "time", "Channel": "text"}
    assert [(c, float(a) if a else a, t, ch) for c, a, t, _, ch in people(engine, cleaned)] == [
        ("A", None, None, "2"),
        ("B", 41.5, "Rome", "1"),
        ("C", 30, "Oslo", None),
    ]
    assert cleaned.ledger.notes == ("joined: 1 of 2 cells cannot be read and count as missing.",)
    assert (cleaned.orders, cleaned.as_of, cleaned.roles) == ("", None, frozenset())


def test_numbers_that_are_codes_by_name_are_categories_and_others_stay_numbers(engine, customers_of) -> None:
    rows = [f"{n}|{n % 3}|{n * 1000}|{n % 3}" for n in range(60)]
    cleaned = clean(engine, Plan(), customers_of("id=customer Channel zip_code score", rows, kinds=KINDS), None)
    assert kinds(cleaned) == {"Channel": "text", "zip_code": "number", "score": "number"}
    halves = [f"{n}|{n / 2}" for n in range(9)]
    assert kinds(clean(engine, Plan(), customers_of("id=customer Channel", halves, kinds=KINDS), None)) == {"Channel": "number"}


@pytest.mark.parametrize(
    ("rows", "kept", "others"),
    [
        (["A|30|Rome", "A|30|Rome", "A|30|Rome"], ("A", 30, "Rome"), {"identical-row": 2}),
        (["A|30|Rome", "A|31|-", "A|30|Rome"], ("A", 30, "Rome"), {"identical-row": 1, "conflicting-customer": 1}),
        (["A|30|Rome", "A|31|Oslo"], ("A", 30, "Rome"), {"conflicting-customer": 1}),
        (["A|30|Rome", "A|-|-", "A|-|-"], ("A", 30, "Rome"), {"identical-row": 1, "conflicting-customer": 1}),
        (["!A|30|Rome", "A|-|Oslo", "-|31|Rome"], ("A", None, "Oslo"), {"unreadable-row": 1, "missing-customer": 1}),
    ],
)
def test_a_customer_is_one_row_whatever_the_order_of_the_rows(engine, customers_of, rows, kept, others) -> None:
    for seed in range(3):
        random.Random(seed).shuffle(rows)
        cleaned = clean(engine, Plan(max_unreadable=1), customers_of("id=customer age city", rows, kinds=KINDS), None)
        assert people(engine, cleaned) == [kept]
        assert fates(cleaned) == {"used": 1, **others}


def test_the_newest_row_of_a_customer_is_kept_where_a_column_tells(engine, customers_of) -> None:
    rows = ["A|2024-01-01|Rome|x", "A|2024-03-01|-|-", "A|2024-02-01|Oslo|y"]
    cleaned = clean(engine, Plan(), customers_of("id=customer changed=time city plan", rows), None)
    assert [row[2] for row in people(engine, cleaned)] == [None]
    listed = engine.rows(f'SELECT line, "column", code FROM {cleaned.set_aside}')
    assert listed == [(2, "id", "conflicting-customer"), (4, "id", "conflicting-customer")]


def test_customers_without_an_id_are_numbered_by_content_and_never_merged(engine, customers_of) -> None:
    rows = [f"{30 + n % 7}|Rome" for n in range(12)]
    first = people(engine, clean(engine, Plan(), customers_of("age city", rows, kinds=KINDS), None))
    assert [row[0] for row in first] == [f"{n:02}" for n in range(1, 13)]
    random.Random(1).shuffle(rows)
    cleaned = clean(engine, Plan(), customers_of("age city", rows, kinds=KINDS), None)
    assert people(engine, cleaned) == first
    assert cleaned.ledger.notes[-1].startswith("There is no customer id")


def test_orders_and_customers_are_joined_and_what_does_not_join_is_counted_both_ways(engine, orders_of, customers_of) -> None:
    orders = orders_of(
        "who=customer day=time paid=amount", ["A|2024-01-01|5", "X|2024-01-01|5", "Y|2024-01-01|5", "B|2024-01-01|5", "B|2024-01-01|-5"]
    )
    customers = customers_of("id=customer age", ["A|30", "B|40", "C|50"], kinds=KINDS)
    cleaned = clean(engine, Plan(), Inputs(orders.orders, customers.customers), None)
    assert people(engine, cleaned) == [("A", 30)]
    assert fates(cleaned) == {"used": 1, "no-orders": 2}
    assert cleaned.ledger.rows_in == {"orders": 5, "customers": 3}
    assert cleaned.ledger.notes[-1] == "Of those with orders, 2 customers cannot be found in the customers table: no attributes."
    assert engine.rows(f"SELECT source, line, code FROM {cleaned.set_aside}") == [
        ("customers.csv", 3, "no-orders"),
        ("customers.csv", 4, "no-orders"),
    ]


def test_a_condition_concerns_the_customers_only_where_there_are_no_orders(engine, orders_of, customers_of) -> None:
    customers = customers_of("id=customer age", ["A|30", "B|40"], kinds=KINDS)
    assert fates(clean(engine, Plan(where="age > 35"), customers, None)) == {"used": 1, "not-selected": 1}
    both = Inputs(orders_of("who=customer day=time", ["A|2024-01-01", "B|2024-01-02"]).orders, customers.customers)
    cleaned = clean(engine, Plan(where="who = 'A'"), both, None)
    assert (fates(cleaned, "orders"), fates(cleaned)) == ({"used": 1, "not-selected": 1}, {"used": 1, "no-orders": 1})


def test_a_column_called_customer_that_is_not_the_id_keeps_apart(engine, customers_of) -> None:
    cleaned = clean(engine, Plan(), customers_of("id=customer Customer", ["A|private"]), None)
    assert engine.columns(f"SELECT * FROM {cleaned.customers}") == ["customer", "customer (2)"]


def test_customers_cannot_be_joined_without_an_id(engine, orders_of, customers_of) -> None:
    both = replace(orders_of("who=customer day=time", ["A|2024-01-01"]), customers=customers_of("age", ["30"], kinds=KINDS).customers)
    with pytest.raises(InputError, match="missing-role"):
        clean(engine, Plan(), both, None)


def model_of(**kinds: str) -> Model:
    features = tuple(Feature(n, n, "", "", "", k, "attribute", sql=f'"{n}"') for n, k in kinds.items())
    return Model(features, (), SpaceModel((), ()), "kmeans", 2, None, None, True)


def test_attributes_are_what_the_model_was_made_with(engine, customers_of) -> None:
    model = model_of(age="numeric", Channel="category")
    rows = ["A|-|7.5", "B|-|70", "C|-|80"]
    cleaned = clean(engine, Plan(), customers_of("id=customer age Channel", rows, kinds={"Channel": "number"}), model)
    assert kinds(cleaned) == {"age": "number", "Channel": "text"}
    assert [row[2] for row in people(engine, cleaned)] == ["7.5000", "70", "80"]


def test_a_column_of_the_model_that_holds_something_else_is_named(engine, customers_of) -> None:
    with pytest.raises(InputError, match=r"'age' holds numbers in the model, but none of its 2 cells .*\[wrong-kind\]"):
        clean(engine, Plan(), customers_of("id=customer age", ["A|old", "B|young"]), model_of(age="numeric"))
