"""A rule that is off says what it would have done, and no row ends elsewhere for it."""

from __future__ import annotations

import random

import pytest

from coterie import registry
from coterie.clean import clean
from coterie.plan import Plan
from coterie.records import Inputs

HEADER = "who=customer order=order day=time what=product pieces=quantity each=price paid=amount state=status cur=currency"
ROWS = [
    *(f"A|{n}|2024-01-0{n}|mug|2|1.50|3.00|paid|EUR" for n in range(1, 10)),
    "-| |||-|-|-||",
    "Guest|11|2024-01-05|mug|2|1.50|3.10|paid|EUR",
    "Guest|12|2024-01-05|POSTAGE|2|1.50|3.20|paid|EUR",
    "Test customer|13|2024-01-05|mug|2|1.50|3.30|paid|EUR",
    "B|14|2024-01-05|Postage|1|4.00|4.00|paid|EUR",
    "B|14|2024-01-05|Postage|1|4.00|4.00|paid|EUR",
    "B|C14|2024-01-06|Postage|-1|4.00|-4.00|paid|EUR",
    "B|15|2024-01-05|Postage|1|0|0|paid|EUR",
    "B|16|2024-01-05|cup|1|7.00|7.00|paid|USD",
    "B|17|2024-01-05|cup|1|7.00|8.00|cancelled|EUR",
    "B|18|2024-01-05|cup|0|7.00|9.00|paid|EUR",
    "B|19|1850-01-05|cup|1|7.00|11.00|paid|EUR",
    "B|20|2024-01-05|bowl|1|0|0.50|paid|EUR",
    "B|1|2024-01-05|tray|3|2.00|6.00|paid|EUR",
    "B|C1|2024-01-06|tray|-1|2.00|2.00|paid|EUR",
    "B|C2|2024-01-06|spoon|-1|2.00|-2.00|paid|EUR",
]


def lines(found) -> dict[str, tuple]:
    return {line.rule: (line.fate, line.rows, line.money, line.title, line.reason) for line in found}


# Rules that only one row has to do with: what matching moves between rules cannot be told of one alone.
ALONE = [
    *("absurd-date", "anonymous-customer", "blank-row", "internal-customer", "non-positive-price", "non-product", "not-a-sale"),
    *("other-currency", "zero-quantity"),
]


@pytest.mark.parametrize("rule", ALONE)
def test_it_says_what_the_ledger_says_when_it_is_on(engine, orders_of, rule) -> None:
    on = clean(engine, Plan(max_unreadable=1), orders_of(HEADER, ROWS), None).ledger
    off = clean(engine, Plan(max_unreadable=1, rules={rule: "off"}), orders_of(HEADER, ROWS), None).ledger
    told = lines(off.would)
    assert told == {rule: lines(on.lines)[rule]}
    assert rule not in lines(off.lines)
    assert sum(line.rows for line in off.lines) == len(ROWS)
    shuffled = random.Random(3).sample(ROWS, len(ROWS))
    assert lines(clean(engine, Plan(max_unreadable=1, rules={rule: "off"}), orders_of(HEADER, shuffled), None).ledger.would) == told


def test_nothing_is_told_of_rules_that_are_on_or_would_have_met_no_row(engine, orders_of) -> None:
    assert clean(engine, Plan(max_unreadable=1), orders_of(HEADER, ROWS), None).ledger.would == ()
    assert clean(engine, Plan(rules={"non-product": "off"}), orders_of(HEADER, ROWS[:9]), None).ledger.would == ()


@pytest.mark.parametrize(
    ("off", "would"),
    [
        ({"cancelled-purchase"}, {"cancelled-purchase": ("netted", 1, 4.0)}),
        ({"unmatched-cancellation"}, {"unmatched-cancellation": ("set aside", 1, -2.0)}),
        ({"unmatched-cancellation", "cancelled-purchase"}, {"cancelled-purchase": ("netted", 1, 4.0)}),
        ({"cancelled-order"}, {"cancelled-order": ("netted", 3, -8.0)}),
    ],
)
def test_rules_on_what_was_taken_back_tell_it_too(engine, orders_of, off, would) -> None:
    rows = [*ROWS[:9], "A|14|2024-01-05|jug|1|4.00|4.00|paid|EUR", "A|C14|2024-01-06|jug|-1|4.00|-4.00|paid|EUR", *ROWS[-3:]]
    plan = Plan(rules=dict.fromkeys(off, "off"))
    ledger = clean(engine, plan, orders_of(HEADER, rows), None).ledger
    assert {line.rule: (line.fate, line.rows, line.money) for line in ledger.would} == would
    assert sum(line.rows for line in ledger.lines) == len(rows)


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param(["B|31|2024-01-05|cup|1|7|7|paid|EUR"] * 3, id="a line three times"),
        pytest.param(["B|31|2024-01-05|cup|1|7|7|paid|EUR", "B|C31|2024-01-06|cup|-1|7|-7|paid|EUR"] * 2, id="and its cancellation"),
        pytest.param(["B|31|2024-01-05|POST|1|7|7|paid|EUR"] * 2, id="lines that do not count"),
        pytest.param([], id="none"),
    ],
)
def test_lines_that_are_kept_say_what_merging_would_have_done(engine, orders_of, rows) -> None:
    rows = [*ROWS[:9], *rows]
    merged = clean(engine, Plan(), orders_of(HEADER, rows), None).ledger
    kept = clean(engine, Plan(duplicates="keep"), orders_of(HEADER, rows), None).ledger
    assert lines(kept.would) == {rule: line for rule, line in lines(merged.lines).items() if rule == "identical-line"}
    assert merged.would == () and not any(line.fate == "merged" for line in kept.lines)
    assert sum(line.rows for line in kept.lines) == len(rows)


def test_the_customers_table_tells_it_too(engine, customers_of) -> None:
    rows = ["A|30", "Test|31", "Test|31", "Test customer|-", "-|-"]
    plan = Plan(rules=dict.fromkeys(("internal-customer", "blank-row"), "off"))
    ledger = clean(engine, plan, customers_of("id=customer age", rows), None).ledger
    assert {line.rule: (line.table, line.rows) for line in ledger.would} == {
        "blank-row": ("customers", 1),
        "internal-customer": ("customers", 3),
    }
    assert {line.rule: line.rows for line in ledger.lines} == {"used": 3, "identical-row": 1, "missing-customer": 1}


def test_both_tables_tell_it_apart(engine, orders_of, customers_of) -> None:
    inputs = Inputs(orders_of(HEADER, [*ROWS[:9], ROWS[12]]).orders, customers_of("id=customer age", ["A|30", "Test|31"]).customers)
    ledger = clean(engine, Plan(rules={"internal-customer": "off"}), inputs, None).ledger
    assert [(line.table, line.rows, line.money) for line in ledger.would] == [("orders", 1, 3.3), ("customers", 1, 0.0)]


def test_every_rule_that_can_be_switched_has_a_case() -> None:
    switched = {code for code, rule in registry.load_all("clean").items() if not rule.fixed}
    of_all_rows = {
        "cancelled-purchase",
        "unmatched-cancellation",
        "cancelled-order",
        "outlier",
        "contradicted-order",
        "placeholder-customer",
    }
    of_all_rows |= {"mended-id", "mended-category", "no-row"}
    assert switched <= {*ALONE, *of_all_rows}
