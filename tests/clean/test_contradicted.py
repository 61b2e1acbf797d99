"""The same order again with other content, in a table of one row per order."""

from __future__ import annotations

import random

import pytest

from coterie.clean import clean
from coterie.plan import Plan

HEADER = "who=customer id=order day=time paid=amount via"
PLAIN = [f"A{n % 7}|{n}|2024-01-{1 + n % 28:02}|{10 + n % 5}|web" for n in range(100, 160)]

# the rows of one order among sixty plain ones; the lines of those that are set aside
CASES = {
    "the newest is kept": (["A|1|2024-01-01|5|web", "A|1|2024-01-03|7|-", "A|1|2024-01-02|6|web"], [62, 64]),
    "of one day the fullest": (["A|1|2024-01-01|5|-", "A|1|2024-01-01|7|web"], [62]),
    "else the first by content": (["A|1|2024-01-01|5|web", "A|1|2024-01-01|7|web"], [63]),
    "of another customer": (["B|1|2024-01-01|5|web", "A|1|2024-01-02|5|web"], [62]),
    "the same twice is no contradiction": (["A|1|2024-01-01|5|web"] * 2, []),
    "the same twice, and another one": (["A|1|2024-01-02|5|web", "A|1|2024-01-02|5|web", "A|1|2024-01-01|6|web"], [64]),
    "without an order id": (["A|-|2024-01-01|5|web", "A|-|2024-01-01|6|web"], []),
    "what takes it back": (["A|1|2024-01-01|5|web", "A|1|2024-01-02|-5|web"], []),
    "what is set aside for another reason": (["A|1|2024-01-01|5|web", "A|1|2024-01-02|-|web"], [63]),
}


@pytest.mark.parametrize("case", CASES)
def test_one_row_of_an_order_counts(engine, orders_of, case) -> None:
    rows, lines = CASES[case]
    cleaned = clean(engine, Plan(), orders_of(HEADER, [*PLAIN, *rows]), None)
    listed = engine.rows(f'SELECT line, "column", code FROM {cleaned.set_aside}')
    assert [line for line, *_ in listed] == lines
    expected = "missing-amount" if "another reason" in case else "contradicted-order"
    assert {code for *_, code in listed} == ({expected} if lines else set())
    assert sum(line.rows for line in cleaned.ledger.lines) == len(PLAIN) + len(rows)
    shuffled = clean(engine, Plan(), orders_of(HEADER, random.Random(1).sample([*PLAIN, *rows], len(PLAIN) + len(rows))), None)
    assert shuffled.ledger.lines == cleaned.ledger.lines
    off = clean(engine, Plan(rules={"contradicted-order": "off"}), orders_of(HEADER, [*PLAIN, *rows]), None).ledger
    assert [line for line in cleaned.ledger.lines if line.rule == "contradicted-order"] == list(off.would)
    assert sum(line.rows for line in off.lines) == len(PLAIN) + len(rows)


SEVERAL = ["A|1|2024-01-01|5|web", "A|1|2024-01-03|7|web"]


@pytest.mark.parametrize(
    ("header", "rows"),
    [
        (HEADER.replace(" via", " via=product"), [*PLAIN, *SEVERAL]),
        (HEADER.replace(" via", " via=quantity"), [row.replace("web", "1") for row in (*PLAIN, *SEVERAL)]),
        (HEADER, [*PLAIN[:18], *SEVERAL]),
        (HEADER, [row.replace(f"|{n}|", f"|{n // 2}|") for n, row in enumerate(PLAIN, 100)]),
    ],
)
def test_the_lines_of_an_order_do_not_contradict_one_another(engine, orders_of, header, rows) -> None:
    cleaned = clean(engine, Plan(), orders_of(header, rows), None)
    assert cleaned.ledger.total("orders", "used") == len(rows)
    assert cleaned.ledger.would == ()


def test_an_outlier_is_not_the_row_that_is_kept(engine, orders_of) -> None:
    rows = [*PLAIN, "A|1|2024-01-01|5|web", "A|1|2024-01-03|700000|web"]
    cleaned = clean(engine, Plan(rules={"outlier": "on"}), orders_of(HEADER, rows), None)
    assert engine.rows(f"SELECT line, code FROM {cleaned.set_aside}") == [(63, "outlier")]
    cleaned = clean(engine, Plan(), orders_of(HEADER, rows), None)
    assert engine.rows(f"SELECT line, code FROM {cleaned.set_aside}") == [(62, "contradicted-order")]
    assert [(line.rule, line.rows, line.money) for line in cleaned.ledger.would] == [("outlier", 1, 700000.0)]


def test_an_id_in_two_spellings_is_one_order(engine, orders_of) -> None:
    rows = [*(row.replace("|1", "|x1", 1) for row in PLAIN), "A|y1|2024-01-01|5|web", "A|Y1|2024-01-03|7|web"]
    cleaned = clean(engine, Plan(), orders_of(HEADER, rows), None)
    assert engine.rows(f"SELECT line, code FROM {cleaned.set_aside}") == [(62, "contradicted-order")]
