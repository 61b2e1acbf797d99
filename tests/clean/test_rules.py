"""Every rule: one bad row among good ones, where it ends, and what the user is told."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from coterie import registry
from coterie.clean import clean
from coterie.plan import Plan

HEADER = "who=customer order=order day=time what=product pieces=quantity each=price paid=amount"
GOOD = [f"A|{n}|2024-01-0{n}|mug|2|1.50|3.00" for n in range(1, 10)]
AFTER_TOMORROW = date.today() + timedelta(days=2)

# rule, plan, row, fate, column to blame
CASES = [
    ("unreadable-row", {}, "!A|11|2024-01-05|mug|2|1.50|3.00", "set aside", ""),
    ("blank-row", {}, "-| |||-|-|-", "set aside", ""),
    ("missing-customer", {}, "-|11|2024-01-05|mug|2|1.50|3.00", "set aside", "who"),
    ("missing-customer", {}, " \t|11|2024-01-05|mug|2|1.50|3.00", "set aside", "who"),
    ("unreadable-date", {}, "A|11|soon|mug|2|1.50|3.00", "set aside", "day"),
    ("unreadable-date", {}, "A|11|2023-02-29|mug|2|1.50|3.00", "set aside", "day"),
    ("missing-date", {}, "A|11||mug|2|1.50|3.00", "set aside", "day"),
    ("missing-date", {}, "A|11|-|mug|2|1.50|3.00", "set aside", "day"),
    ("unreadable-amount", {}, "A|11|2024-01-05|mug|2|1.50|three", "set aside", "paid"),
    ("unreadable-amount", {}, "A|11|2024-01-05|mug|2|1.50|1e400", "set aside", "paid"),
    ("unreadable-quantity", {}, "A|11|2024-01-05|mug|a few|1.50|3.00", "set aside", "pieces"),
    ("unreadable-price", {}, "A|11|2024-01-05|mug|2|inf|3.00", "set aside", "each"),
    ("absurd-date", {}, "A|11|1899-12-31|mug|2|1.50|3.00", "set aside", "day"),
    ("absurd-date", {}, "A|11|0001-01-01|mug|2|1.50|3.00", "set aside", "day"),
    ("future-date", {}, f"A|11|{AFTER_TOMORROW}|mug|2|1.50|3.00", "set aside", "day"),
    ("future-date", {}, "A|11|9999-12-31|mug|2|1.50|3.00", "set aside", "day"),
    ("not-selected", {"where": "what = 'mug'"}, "A|11|2024-01-05|bowl|2|1.50|3.00", "set aside", None),
    ("not-selected", {"where": "what = 'mug'"}, "A|11|2024-01-05|-|2|1.50|3.00", "set aside", None),
    ("outside-period", {"since": "2024-01-01"}, "A|11|2023-12-31 23:59:59|mug|2|1.50|3.00", "set aside", None),
    ("outside-period", {"until": "2024-01-31"}, "A|11|2024-02-01|mug|2|1.50|3.00", "set aside", None),
    ("after-as-of", {"as_of": "2024-01-31"}, "A|11|2024-02-01|mug|2|1.50|3.00", "set aside", None),
    ("cancelled-order", {}, "A|C11|2024-01-05|mug|1|1.50|1.50", "netted", None),
    ("cancelled-order", {"returns": "drop"}, "A|C11|2024-01-05|mug|-2|1.50|-3.00", "set aside", "order"),
    ("returned-quantity", {}, "A|11|2024-01-05|mug|-1|1.50|1.50", "netted", None),
    ("returned-quantity", {"returns": "drop"}, "A|11|2024-01-05|mug|-2|1.50|3.00", "set aside", "pieces"),
    ("returned-money", {}, "A|11|2024-01-05|mug|1|1.50|-1.50", "netted", None),
    ("returned-money", {"returns": "drop"}, "A|11|2024-01-05|mug|2|1.50|-3.00", "set aside", "paid"),
    ("unmatched-cancellation", {}, "A|C11|2024-01-05|cup|2|1.50|3.00", "set aside", "order"),
    ("unmatched-cancellation", {}, "A|11|2024-01-05|cup|-2|1.50|3.00", "set aside", "pieces"),
    ("unmatched-cancellation", {}, "A|11|2023-12-31|mug|2|1.50|-3.00", "set aside", "paid"),
    ("identical-line", {}, GOOD[0], "merged", None),
    ("non-positive-price", {}, "A|11|2024-01-05|mug|2|0|0", "set aside", "each"),
    ("zero-quantity", {}, "A|11|2024-01-05|mug|0|1.50|0", "set aside", "pieces"),
    ("missing-amount", {}, "A|11|2024-01-05|mug|-|1.50|-", "set aside", ""),
    ("non-product", {}, "A|11|2024-01-05|POSTAGE|2|1.50|3.00", "set aside", "what"),
    ("non-product", {}, "A|11|2024-01-05|Versandkosten (Inland)|2|1.50|3.00", "set aside", "what"),
    ("non-product", {}, "A|11|2024-01-05|Gift card £20|2|1.50|3.00", "set aside", "what"),
    ("non-product", {}, "A|11|2024-01-05|gift_0001_20|2|1.50|3.00", "set aside", "what"),
    ("non-product", {}, "A|11|2024-01-05|Koszty wysyłki|-2|1.50|3.00", "set aside", "what"),
    ("anonymous-customer", {}, "Guest|11|2024-01-05|mug|2|1.50|3.00", "set aside", "who"),
    ("anonymous-customer", {}, "LAUFKUNDE|11|2024-01-05|mug|2|1.50|3.00", "set aside", "who"),
    ("placeholder-customer", {"rules": {"placeholder-customer": "on"}}, "NULL|11|2024-01-05|mug|2|1.50|3.00", "set aside", "who"),
    ("internal-customer", {}, "Test customer 2|11|2024-01-05|mug|2|1.50|3.00", "set aside", "who"),
    ("internal-customer", {}, "test+shop@mine.com|11|2024-01-05|mug|2|1.50|3.00", "set aside", "who"),
    ("internal-customer", {}, "ann@example.com|11|2024-01-05|mug|2|1.50|3.00", "set aside", "who"),
    ("used", {}, "Guesthouse Rose|11|2024-01-05|mug|2|1.50|3.00", "used", None),
    ("used", {}, "latest@mine.com|11|2024-01-05|mug|2|1.50|3.00", "used", None),
    ("used", {}, "A|11|2024-01-05|Postage stamp album|2|1.50|3.00", "used", None),
    ("used", {}, "A|11|2024-01-05|M|2|1.50|3.00", "used", None),
    ("used", {"since": "2024-01-01", "until": "2024-01-09"}, "A|11|2024-01-09 23:59:59|mug|2|1.50|3.00", "used", None),
    ("used", {"as_of": "2024-01-09"}, "A|11|2024-01-09 23:59:59|mug|2|1.50|3.00", "used", None),
    ("used", {}, f"A|11|{date.today() + timedelta(days=1)}|mug|2|1.50|3.00", "used", None),
    ("used", {}, "A|Coffee|2024-01-05|mug|2|1.50|3.00", "used", None),
    ("used", {}, "A|-|2024-01-05|mug|-|-|3.00", "used", None),
    ("used", {}, "A|11|2024-01-05|mug|2|1.50|-", "used", None),
    ("used", {}, "A|11|2024-01-05|mug|2|1.50|0", "used", None),
]


@pytest.mark.parametrize(("rule", "settings", "row", "fate", "column"), CASES)
def test_where_a_row_ends(engine, orders_of, rule, settings, row, fate, column) -> None:
    cleaned = clean(engine, Plan(max_unreadable=0.2, **settings), orders_of(HEADER, [*GOOD, row]), None)
    others = [(line.rule, line.rows) for line in cleaned.ledger.lines if line.rule != "used"]
    assert others == ([] if rule == "used" else [(rule, 1)])
    assert cleaned.ledger.total("orders", fate) == (10 if rule == "used" else 1)
    assert cleaned.ledger.total("orders", "used") == (10 if rule == "used" else 9)
    listed = engine.rows(f'SELECT source, line, "column", code FROM {cleaned.set_aside}')
    assert listed == ([] if column is None else [("orders.csv", 11, column, rule)])


def test_every_rule_on_orders_has_a_case() -> None:
    rules = {code for code, rule in registry.load_all("clean").items() if rule.table in ("orders", "both")}
    of_several_rows = {
        "cancelled-purchase",
        "other-currency",
        "not-a-sale",
        "outlier",
        "mended-id",
        "mended-category",
        "contradicted-order",
    }
    of_two_tables = {"order-with-items", "repeated-order", "conflicting-order", "unknown-order"}
    assert rules <= {case[0] for case in CASES} | of_several_rows | of_two_tables | {"no-row"}


def test_short_codes_are_no_products_where_those_of_products_are_numbers(engine, orders_of) -> None:
    rows = [f"A|{n}|2024-01-05|{code}|1|1.50|1.50" for n, code in enumerate(["85123A", "22423", "22424", "22425", "M", "POST", "d"], 1)]
    cleaned = clean(engine, Plan(), orders_of(HEADER, rows), None)
    assert [(line.rule, line.rows) for line in cleaned.ledger.lines] == [("used", 4), ("non-product", 3)]


@pytest.mark.parametrize(
    ("currencies", "used"),
    [
        (["EUR", "EUR", "USD"], ["1", "2"]),
        (["USD", "eur", "EUR", "usd"], ["2", "3"]),  # as many of each: the first by name
        (["EUR", "-", "EUR", "GBP", "USD"], ["1", "2", "3"]),
        (["EUR", "EUR"], ["1", "2"]),
    ],
)
def test_money_in_another_currency_is_not_added_up(engine, orders_of, currencies, used) -> None:
    rows = [f"A|{n}|2024-01-05|7|{currency}" for n, currency in enumerate(currencies, 1)]
    cleaned = clean(engine, Plan(), orders_of("who=customer order=order day=time paid=amount in=currency", rows), None)
    assert engine.rows(f"SELECT order_id FROM {cleaned.orders} ORDER BY 1") == [(order,) for order in used]
    others = {line.rule: line.rows for line in cleaned.ledger.lines if line.rule != "used"}
    assert others == ({"other-currency": len(currencies) - len(used)} if len(currencies) > len(used) else {})
    assert cleaned.currency == "€"


def test_what_is_set_aside_can_be_read(engine, orders_of) -> None:
    rows = [*GOOD, "A|11|soon|mug|2|1.50|3.00", "!B|12|2024-01-05|a|b|c|d", "-|13|2024-01-05|mug|-|1.50|3.00"]
    cleaned = clean(engine, Plan(max_unreadable=0.2), orders_of(HEADER, rows), None)
    unreadable, misshapen, missing = engine.rows(f"SELECT line, code, reason, raw FROM {cleaned.set_aside}")
    raw = "who=A | order=11 | day=soon | what=mug | pieces=2 | each=1.50 | paid=3.00"
    assert unreadable == (11, "unreadable-date", "The date cannot be read", raw)
    reason = "The row does not have the shape of the table: too many fields"
    assert misshapen == (12, "unreadable-row", reason, "B | 12 | 2024-01-05 | a | b | c | d")
    assert missing[:2] == (13, "missing-customer")
    assert missing[3] == "order=13 | day=2024-01-05 | what=mug | each=1.50 | paid=3.00"


def test_a_column_is_blamed_only_by_a_rule_on_its_role(engine, orders_of) -> None:
    header, rows = (
        "who=customer note day=time paid=amount",
        ["A|x|2024-01-01|5", "!B|y|soon|5", "-|z|2024-01-02|5", "C|private|2024-01-02|-"],
    )
    ledger = clean(engine, Plan(max_unreadable=1), orders_of(header, rows), None).ledger
    blamed = {"used": "", "unreadable-row": "", "missing-customer": "who", "missing-amount": ""}
    assert {line.rule: line.column for line in ledger.lines} == blamed
    assert {(e.rule, e.column, e.value) for e in ledger.examples} == {
        (rule, column, "") for rule, column in blamed.items() if rule != "used"
    }


def test_where_no_order_id_begins_with_a_digit_a_c_is_no_cancellation(engine, orders_of) -> None:
    rows = ["A|C1|2024-01-01|5", "A|C2|2024-01-02|6"]
    cleaned = clean(engine, Plan(), orders_of("who=customer id=order day=time paid=amount", rows), None)
    assert cleaned.ledger.total("orders", "used") == 2


def test_money_and_units_of_what_came_back_are_negative_whatever_the_table_says(engine, orders_of) -> None:
    rows = [*GOOD, "A|C11|2024-01-05|mug|2|1.50|3.00", "A|12|2024-01-05|mug|-2|1.50|3.00", "A|13|2024-01-05|mug|2|1.50|-3.00"]
    cleaned = clean(engine, Plan(rules={"cancelled-purchase": "off"}), orders_of(HEADER, rows), None)
    found = engine.rows(f"SELECT order_id, amount, units FROM {cleaned.orders} WHERE NOT purchase ORDER BY order_id")
    assert found == [("12", -3, -2), ("13", -3, -2), ("C11", -3, -2)]
    assert [line.money for line in cleaned.ledger.lines] == [27.0, -3.0, -3.0, -3.0]


def test_the_money_of_a_row_that_lost_its_shape_is_not_counted(engine, orders_of) -> None:
    cleaned = clean(engine, Plan(max_unreadable=0.2), orders_of(HEADER, [*GOOD, "!A|11|2024-01-05|mug|2|1.50|3.00"]), None)
    assert [(line.rule, line.money) for line in cleaned.ledger.lines] == [("used", 27.0), ("unreadable-row", 0.0)]
