"""From lines to orders: what an order is, what its money is, and which lines are the same."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from coterie.clean import clean
from coterie.errors import InputError
from coterie.plan import Plan
from coterie.records import Model

HEADER = "who=customer id=order day=time what=product pieces=quantity each=price"


def orders(engine, cleaned, columns: str = "customer, order_id, amount, units, lines") -> list[tuple]:
    return engine.rows(f"SELECT {columns} FROM {cleaned.orders} ORDER BY customer, order_id, purchase")


def fates(cleaned) -> dict[str, int]:
    return {line.rule: line.rows for line in cleaned.ledger.lines}


def test_lines_become_orders(engine, orders_of) -> None:
    rows = ["A|1|2024-01-02|mug|2|1.005", "A|1|2024-01-01|bowl|1|4", "B|1|2024-01-01|mug|1|2", "A|2|2024-01-03|mug|1|2"]
    cleaned = clean(engine, Plan(), orders_of(HEADER, rows), None)
    assert orders(engine, cleaned) == [("A", "1", Decimal("6.01"), 3, 2), ("A", "2", 2, 1, 1), ("B", "1", 2, 1, 1)]
    assert orders(engine, cleaned, '"at"')[0] == (datetime(2024, 1, 1),)
    assert cleaned.roles == {"customer", "order", "time", "product", "quantity", "price", "amount", "returns"}
    assert (cleaned.first, cleaned.last, cleaned.as_of) == (date(2024, 1, 1), date(2024, 1, 3), date(2024, 1, 4))


def test_the_amount_that_is_given_wins_over_quantity_times_price(engine, orders_of) -> None:
    rows = ["A|1|2024-01-01|mug|2|5|9.50", "A|2|2024-01-01|mug|2|5|-"]
    cleaned = clean(engine, Plan(), orders_of(f"{HEADER} paid=amount", rows), None)
    assert [amount for (amount,) in orders(engine, cleaned, "amount")] == [Decimal("9.5"), 10]


@pytest.mark.parametrize(
    ("header", "row", "amount", "units", "has_money"),
    [
        ("who=customer day=time", "A|2024-01-01", 0, None, False),
        ("who=customer day=time pieces=quantity", "A|2024-01-01|3", 0, 3, False),
        ("who=customer day=time each=price", "A|2024-01-01|3", 3, None, True),
        ("who=customer day=time paid=amount", "A|2024-01-01|3", 3, None, True),
    ],
)
def test_a_table_may_have_little(engine, orders_of, header, row, amount, units, has_money) -> None:
    cleaned = clean(engine, Plan(), orders_of(header, [row]), None)
    assert orders(engine, cleaned, "amount, units") == [(amount, units)]
    assert ("amount" in cleaned.roles) == has_money


def test_without_an_order_id_a_moment_is_an_order(engine, orders_of) -> None:
    rows = ["A|2024-01-01|1", "A|2024-01-01|2", "A|2024-01-02|3", "B|2024-01-01|4"]
    cleaned = clean(engine, Plan(), orders_of("who=customer day=time paid=amount", rows), None)
    assert orders(engine, cleaned, "customer, amount") == [("A", 3), ("A", 3), ("B", 4)]
    assert cleaned.ledger.notes == ("There is no order id: the lines of a customer at one moment are one order.",)


def test_lines_without_an_order_id_are_told_apart_by_their_moment(engine, orders_of) -> None:
    rows = ["A|-|2024-01-01|1", "A||2024-01-01|2", "A|-|2024-01-02|3", "A|7|2024-01-02|4"]
    cleaned = clean(engine, Plan(), orders_of("who=customer id=order day=time paid=amount", rows), None)
    assert [amount for (amount,) in orders(engine, cleaned, "amount")] == [3, 3, 4]


def test_identical_lines_are_merged_and_counted_with_their_money(engine, orders_of) -> None:
    rows = ["A|1|2024-01-01|mug|2|5"] * 3 + ["A|1|2024-01-01|bowl|2|5"] + ["A|2|2024-01-01|mug|-1|5"] * 2
    cleaned = clean(engine, Plan(), orders_of(HEADER, rows), None)
    assert orders(engine, cleaned) == [("A", "1", 15, 3, 2)]
    assert fates(cleaned) == {"used": 2, "identical-line": 3, "returned-quantity": 1}
    assert [line.money for line in cleaned.ledger.lines] == [20.0, 15.0, -5.0]


def test_identical_means_in_every_column_not_only_in_those_with_a_role(engine, orders_of) -> None:
    rows = ["A|1|2024-01-01|mug|2|5|till 1", "A|1|2024-01-01|mug|2|5|till 2", "A|1|2024-01-01|mug|2|5|-", "A|1|2024-01-01|mug|2|5|"]
    cleaned = clean(engine, Plan(), orders_of(f"{HEADER} note", rows), None)
    assert fates(cleaned) == {"used": 4}


def test_identical_lines_can_be_kept(engine, orders_of) -> None:
    cleaned = clean(engine, Plan(duplicates="keep"), orders_of(HEADER, ["A|1|2024-01-01|mug|2|5"] * 3), None)
    assert orders(engine, cleaned) == [("A", "1", 30, 6, 3)]


def test_rows_set_aside_are_not_merged(engine, orders_of) -> None:
    rows = ["A|1|2024-01-01|mug|2|5"] + ["-|2|2024-01-01|mug|2|5"] * 3
    assert fates(clean(engine, Plan(), orders_of(HEADER, rows), None)) == {"used": 1, "missing-customer": 3}


def test_an_order_of_many_lines_is_counted_exactly(engine, orders_of) -> None:
    rows = [f"A|1|2024-01-01|product {n % 150}|1|2" for n in range(200)]
    cleaned = clean(engine, Plan(), orders_of(HEADER, rows), None)
    assert orders(engine, cleaned) == [("A", "1", 300, 150, 150)]
    assert fates(cleaned) == {"used": 150, "identical-line": 50}


def test_columns_may_be_called_as_ours_are(engine, orders_of) -> None:
    header = "customer=order order_id=customer at=time fate=quantity amount=price _c_time lines key"
    rows = ["1|A|2024-01-01|2|5|x|y|z", "1|A|2024-01-01|2|5|x|y|z", "1|A|2024-01-01|2|5|x|y|-"]
    cleaned = clean(engine, Plan(where='fate > 1 AND "amount" < 6 AND lines IS NOT NULL'), orders_of(header, rows), None)
    assert orders(engine, cleaned) == [("A", "1", 20, 4, 2)]


def test_the_lines_are_there_for_who_needs_them(engine, orders_of) -> None:
    rows = ["A|1|2024-01-01|mug|2|5", "A|2|2024-01-02|mug|-1|5", "A|3|2024-01-02|mug|2|0"]
    cleaned = clean(engine, Plan(), orders_of(HEADER, rows), None)
    found = engine.rows(f"SELECT customer, order_id, product, quantity, amount, fate = 0 FROM {cleaned.lines} ORDER BY order_id")
    assert found == [("A", "1", "mug", 2, 10, True), ("A", "2", "mug", -1, -5, False), ("A", "3", "mug", 2, 0, False)]


def test_nobody_is_looked_at_from_before_the_model(engine, orders_of) -> None:
    inputs = orders_of("who=customer day=time", ["A|2024-01-01"])
    model = Model((), (), None, "kmeans", 2, None, None, True, as_of=date(2024, 3, 1))
    assert clean(engine, Plan(), inputs, model).as_of == date(2024, 3, 1)
    assert clean(engine, Plan(as_of="2024-02-01"), inputs, model).as_of == date(2024, 2, 1)


@pytest.mark.parametrize(
    ("where", "used"),
    [
        ("each > 2.5", 1),
        ("day >= '2024-01-02'", 1),
        ("what LIKE 'b%' OR pieces = 2", 2),
        ("each > 2.5 -- only what is dear", 1),
        ("upper(what) IN ('MUG')", 1),
        ("pieces", 2),
    ],
)
def test_a_condition_sees_typed_columns_under_their_own_names(engine, orders_of, where, used) -> None:
    rows = ["A|1|2024-01-01|mug|2|2.4", "A|2|2024-01-02|bowl|10|10.5"]
    assert fates(clean(engine, Plan(where=where), orders_of(HEADER, rows), None))["used"] == used


@pytest.mark.parametrize("where", ["wat = 1", "what = ", "what = 'mug')", "1 = 1); DROP TABLE t; --", "CAST(what AS INTEGER) > 1", "what"])
def test_a_condition_that_cannot_be_worked_out_is_refused(engine, orders_of, where) -> None:
    rows = ["A|1|2024-01-01|mug|2|2.4"]
    with pytest.raises(InputError, match=r"cannot be worked out: .*orders\.csv.* who, id, day, what, pieces, each.*\[bad-where\]"):
        clean(engine, Plan(where=where), orders_of(HEADER, rows), None)


@pytest.mark.parametrize(
    ("where", "said"),
    [
        ("pices > 1", "there is no column 'pices': orders.csv. Did you mean 'pieces'? It is SQL over"),
        (
            'what = "mug"',
            "there is no column 'mug': orders.csv. It is SQL over the columns: who, id, day, what, pieces, each. A text stands in",
        ),
    ],
)
def test_a_condition_on_a_column_that_is_not_there_gets_the_nearest_one(engine, orders_of, where, said) -> None:
    with pytest.raises(InputError) as caught:
        clean(engine, Plan(where=where), orders_of(HEADER, ["A|1|2024-01-01|mug|2|2.4"]), None)
    assert said in str(caught.value)
    assert "Binder" not in str(caught.value)


def test_too_much_that_cannot_be_read_stops_the_run(engine, orders_of) -> None:
    rows = ["A|1|2024-01-01|mug|2|5"] * 9 + ["A|1|2024-01-01|mug|2|x" + "y" * 50, "!A|1|2024-01-01|mug|2|5"]
    with pytest.raises(InputError) as caught:
        clean(engine, Plan(), orders_of(HEADER, rows), None)
    assert str(caught.value) == (
        "2 of 11 rows cannot be read, more than 5%; the first has 'x" + "y" * 38 + "…': orders.csv, line 11, column 'each'. "
        "Mend the file, name the right column with roles, or allow more with max_unreadable. [too-many-unreadable]"
    )
    assert clean(engine, Plan(max_unreadable=0.2), orders_of(HEADER, rows), None).ledger.total("orders", "set aside") == 2


def test_missing_customers_do_not_stop_the_run(engine, orders_of) -> None:
    rows = ["A|1|2024-01-01|mug|2|5"] + ["-|1|2024-01-01|mug|2|5"] * 9
    assert clean(engine, Plan(), orders_of(HEADER, rows), None).ledger.total("orders", "set aside") == 9


def test_when_nothing_is_left_the_main_reason_is_named(engine, orders_of) -> None:
    rows = ["A|1|2024-01-01|mug|2|0"] + ["-|1|2024-01-01|mug|2|5"] * 2
    with pytest.raises(InputError, match=r"No row is left to use; of 3 rows, 2 are: Missing customer .*\[nothing-left\]"):
        clean(engine, Plan(), orders_of(HEADER, rows), None)


def test_only_returns_are_nothing(engine, orders_of) -> None:
    with pytest.raises(InputError, match="of 1 row, 1 is: Cancellation of nothing"):
        clean(engine, Plan(), orders_of(HEADER, ["A|1|2024-01-01|mug|-2|5"]), None)


def test_a_role_that_is_not_there_is_asked_for(engine, orders_of) -> None:
    with pytest.raises(InputError, match=r'known to be the time.* time = "…"\. The columns are: who, paid\. \[missing-role\]'):
        clean(engine, Plan(), orders_of("who=customer paid=amount", ["A|1"]), None)


def test_money_that_is_too_large_to_add_up_is_refused(engine, orders_of) -> None:
    rows = [f"A|1|2024-01-01|9999999999999{n}" for n in range(10)] * 2
    with pytest.raises(InputError, match="too-much-money"):
        clean(engine, Plan(duplicates="keep"), orders_of("who=customer id=order day=time paid=amount", rows), None)


def test_the_main_currency_is_that_of_the_selected_rows(engine, orders_of) -> None:
    header, rows = "who=customer day=time paid=amount cur=currency", ["A|2024-01-01|5|EUR", "B|2024-01-01|5|CHF", "C|2024-01-01|5|CHF"]
    assert clean(engine, Plan(), orders_of(header, rows), None).currency == "CHF"
    assert clean(engine, Plan(where="cur = 'EUR'"), orders_of(header, rows), None).currency == "€"
