"""Ids that are written in two ways are one where all ids together show that it is safe, and stay as they are where not."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from coterie.clean import clean
from coterie.plan import Plan
from coterie.records import Inputs

HEADER = "who=customer id=order day=time paid=amount"
OFF = Plan(rules={"mended-id": "off"})
TAIL, CASE = "with and without .0 behind it", "in small and in capital letters"
BOTH = f"{TAIL} and {CASE}"


def told(number: int, how: str) -> str:
    return f"{number} customer id{' is' if number == 1 else 's are'} written in more than one way, {how}: each is one customer."


# ids as they stand in the orders; what the customers are; the note
CASES = {
    "a float among whole numbers": (["17850.0", "17850", "17850", "12"], ["12", "17850"], told(1, TAIL)),
    "all of them mended, once one is seen twice": (["1.0", "1", "2.0", "3.0"], ["1", "2", "3"], told(1, TAIL)),
    "a point that says something": (["1.0", "1", "1.2"], ["1", "1.0", "1.2"], None),
    "leading zeros": (["00123", "123", "123.0", "00123.0"], ["00123", "00123.0", "123"], told(1, TAIL)),
    "17 and 25 digits": (
        ["12345678901234567", "12345678901234567.0", "1234567890123456789012345", "1234567890123456789012346", "7.0", "7"],
        ["1234567890123456789012345", "1234567890123456789012346", "12345678901234567", "12345678901234567.0", "7"],
        told(1, TAIL),
    ),
    "what looks like a number": (["1E5", "100000", "NA", "null", "0"], ["0", "100000", "1E5", "NA", "null"], None),
    "case": (["c001", "C001", "C001", "c002"], ["C001", "c002"], told(1, CASE)),
    "as often: the first as a text": (["c001", "C001"], ["C001"], told(1, CASE)),
    "an address": (["Ann@x.org", "ann@x.org", "ann@x.org"], ["ann@x.org"], told(1, CASE)),
    "names": (["Ann Mc Coy", "ANN MC COY", "ann mc coy", "Bob"], ["ANN MC COY", "Bob"], told(1, CASE)),
    "random ids": (["aB3x", "ab3x", "Ab3x", "zZ9q"], ["Ab3x", "aB3x", "ab3x", "zZ9q"], None),
    "white space, case and a float": ([" c1", "C1 ", "C1", "5.0", "5"], ["5", "C1"], told(2, BOTH)),
    "only one way": (["C1", "C2", "a", "5.0"], ["5.0", "C1", "C2", "a"], None),
}


@pytest.mark.parametrize("case", CASES)
def test_a_customer_is_one_however_the_id_is_written(engine, orders_of, case) -> None:
    ids, expected, note = CASES[case]
    rows = [f"{who}|{n}|2024-01-01|{n}" for n, who in enumerate(ids, 1)]
    for _ in range(2):
        cleaned = clean(engine, Plan(), orders_of(HEADER, rows), None)
        assert [who for (who,) in engine.rows(f"SELECT DISTINCT customer FROM {cleaned.orders} ORDER BY 1")] == sorted(expected)
        assert cleaned.ledger.notes == ((note,) if note else ())
        assert cleaned.ledger.total("orders", "used") == len(rows)
        assert engine.rows(f"SELECT sum(amount) FROM {cleaned.orders}") == [(sum(range(len(rows) + 1)),)]
        random.Random(1).shuffle(rows)
    apart = clean(engine, OFF, orders_of(HEADER, rows), None)
    assert len(engine.rows(f"SELECT DISTINCT customer FROM {apart.orders}")) == len({who.strip() for who in ids})
    assert any(line.rule == "mended-id" for line in apart.ledger.would) == bool(note)


def test_orders_are_one_too_and_an_example_is_told(engine, orders_of) -> None:
    rows = ["A|x1|2024-01-01|5", "A|X1|2024-01-01|6", "B|x1|2024-01-01|7", "B|x2|2024-01-01|7"]
    cleaned = clean(engine, Plan(), orders_of(HEADER, rows), None)
    assert engine.rows(f"SELECT customer, order_id, lines FROM {cleaned.orders} ORDER BY 1, 2") == [
        ("A", "x1", 2),
        ("B", "x1", 1),
        ("B", "x2", 1),
    ]
    assert cleaned.ledger.notes == (f"1 order id is written in more than one way, {CASE}, such as X1 and x1: each is one order.",)


@pytest.mark.parametrize(
    ("bought", "listed"), [(["17850.0", "5.0"], ["17850", "5"]), (["17850", "5"], ["17850.0", "5.0"]), (["C1"], ["c1"])]
)
def test_orders_find_their_customers(engine, orders_of, customers_of, bought, listed) -> None:
    orders = orders_of(HEADER, [f"{who}|{n}|2024-01-01|5" for n, who in enumerate(bought)])
    both = replace(orders, customers=customers_of("id=customer age", [f"{who}|30" for who in listed]).customers)
    cleaned = clean(engine, Plan(), both, None)
    assert cleaned.ledger.total("customers", "used") == len(bought)
    assert [line.rule for line in cleaned.ledger.lines] == ["used", "used"]
    apart = clean(engine, OFF, Inputs(orders_of(HEADER, ["A|1|2024-01-01|5"]).orders), None)
    assert apart.ledger.would == ()


def test_the_same_customer_in_two_spellings_is_listed_once(engine, customers_of) -> None:
    cleaned = clean(engine, Plan(), customers_of("id=customer age", ["C1|30", "c1|-", "C2|31"], kinds={"age": "number"}), None)
    assert engine.rows(f"SELECT * FROM {cleaned.customers} ORDER BY 1") == [("C1", 30), ("C2", 31)]
    assert engine.rows(f'SELECT line, "column", value, code FROM {cleaned.set_aside}') == [(3, "id", "c1", "conflicting-customer")]
    off = clean(engine, OFF, customers_of("id=customer age", ["C1|30", "c1|-"], kinds={"age": "number"}), None).ledger
    assert [(line.rule, line.fate, line.rows) for line in off.would] == [("mended-id", "used", 1)]


def test_off_it_says_how_many_rows_it_would_have_mended(engine, orders_of) -> None:
    rows = ["17850.0|1|2024-01-01|5", "17850|2|2024-01-01|6", "-|3|2024-01-01|6", "9.0|4|2024-01-01|7"]
    (line,) = clean(engine, OFF, orders_of(HEADER, rows), None).ledger.would
    assert (line.title, line.table, line.fate, line.rows, line.money) == ("Id in another spelling: customer", "orders", "used", 2, 12.0)


def test_columns_of_the_user_may_be_called_as_ours_are(engine, orders_of) -> None:
    rows = ["a1|1|2024-01-01|5|x|y|z", "A1|2|2024-01-01|6|x|y|z", "-|3|2024-01-01|6|x|y|z"]
    cleaned = clean(
        engine, Plan(where="given = 'x'"), orders_of("given_id=customer id=order day=time paid=amount given own spelling", rows), None
    )
    assert engine.rows(f"SELECT DISTINCT customer FROM {cleaned.orders}") == [("A1",)]
    assert engine.rows(f"SELECT line, code FROM {cleaned.set_aside}") == [(4, "missing-customer")]


def test_a_cancellation_finds_its_purchase(engine, orders_of) -> None:
    rows = ["17850.0|1|2024-01-01|5", "17850|C1|2024-01-02|-5", "17850|2|2024-01-02|7"]
    cleaned = clean(engine, Plan(), orders_of(HEADER, rows), None)
    assert {line.rule: line.rows for line in cleaned.ledger.lines} == {"used": 1, "cancelled-order": 1, "cancelled-purchase": 1}
