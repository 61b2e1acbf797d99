"""Numbers are read as the column proves them to be written; never as another number, and never as 0."""

from __future__ import annotations

from decimal import Decimal

import pytest

from coterie.errors import InputError
from coterie.plan import Plan
from coterie.read._facts import Facts
from coterie.read._numbers import number_format, number_sql
from coterie.sql import quote


@pytest.mark.parametrize(
    "cells, name, numbers",
    [
        (["1", "2.5", "-3", "1E5"], "plain", ["1", "2.5", "-3", "100000"]),
        (["$1,234.50", "($12.00)", "7"], "point", ["1234.5", "-12", "7"]),
        (["€5", "1 234,5 €", "1.234.567,89"], "comma", ["5", "1234.5", "1234567.89"]),
        (["12,5", "7,25", "3"], "comma", ["12.5", "7.25", "3"]),
        (["1,234,567", "12"], "point", ["1234567", "12"]),
        (["EUR 3.50", "4.00 usd"], "point", ["3.5", "4"]),
        (["1'234.50", "12.-", "CHF 7.50"], "point", ["1234.5", "12", "7.5"]),
        (["12,-", "5,50", "1.000,--"], "comma", ["12", "5.5", "1000"]),
        (["USD 5", "7.5"], "point", ["5", "7.5"]),
        (["12.00-", "5", "-3", "−4.5", "(2.5)"], "point", ["-12", "5", "-3", "-4.5", "-2.5"]),
        (["-$5.00", "$-7.25", "($1.00)", "$9.00-"], "point", ["-5", "-7.25", "-1", "-9"]),
        (["5,00- €", "(5,00 €)", "€ -5,00", "-5,00 EUR"], "comma", ["-5", "-5", "-5", "-5"]),
        (["45%", "3.2 %", "100%"], "point", ["45", "3.2", "100"]),
        (["１２３．５", "４"], "point", ["123.5", "4"]),
        (["1,23,456.00", "12,34,567.5", "5"], "point", ["123456", "1234567.5", "5"]),
        (["1\u00a0234,50", "1\u202f234,5", "1 234,50 zł"], "comma", ["1234.5", "1234.5", "1234.5"]),
        (["R$ 1.234,56", "R$ 7,00"], "comma", ["1234.56", "7"]),
        (["1.234.567", "12"], "comma", ["1234567", "12"]),
        (["0.500", "1.234"], "plain", ["0.5", "1.234"]),
        ([".5", "1.", "+2"], "plain", ["0.5", "1", "2"]),
        (["x", "y", "1"], None, []),
        (["5 apples", "6 pears"], None, []),
        (["5EUR300", "6EUR100"], None, []),
        (["2024-01-01", "2024-01-02"], None, []),
        ([], None, []),
    ],
)
def test_how_a_column_writes_numbers(engine, cells, name, numbers):
    how = number_format(Facts("n", "VARCHAR", len(cells), len(cells), tuple(cells)), "auto")
    assert (how.name if how else None) == name
    if how:
        read = [engine.rows(f"SELECT {number_sql(quote.text(c), how)}")[0][0] for c in cells]
        assert read == [Decimal(n) for n in numbers]


@pytest.mark.parametrize(
    "bad",
    [
        *(
            "1.2.3",
            "12,34.5",
            "1,2,3",
            "",
            "--1",
            "n/a",
            "5 apples",
            "1e400",
            "1e155",
            "inf",
            "-inf",
            "nan",
            "NaN",
            "Infinity",
            "1 2",
            "12 34",
            "5-5",
        ),
        *("(5", "5)", "-(5)", "5EUR300", "€", "-", "--", "1'2", "0x1F", "$", "5$5", "%"),
    ],
)
def test_what_is_no_number_is_never_one(engine, bad):
    for cells in (("1.5",), ("$1,234.50",), ("1.234,5",)):
        how = number_format(Facts("n", "VARCHAR", 1, 1, cells), "auto")
        assert how
        assert engine.rows(f"SELECT {number_sql(quote.text(bad), how)}") == [(None,)]


def test_a_comma_that_proves_nothing_is_asked_for(source, engine):
    data = {"customer_id": ["a", "b"], "order_date": ["2024-01-01"] * 2, "amount": ["1,234", "5,678"]}
    with pytest.raises(InputError, match=r"two ways, such as '1,234'.*--decimal comma.*\[ambiguous-number\]"):
        source(data)
    for decimal, first in [("comma", "1.234"), ("point", "1234")]:
        orders = source(data, decimal=decimal)
        assert engine.rows(f"SELECT {orders.column('amount').value} FROM {orders.relation}")[0] == (Decimal(first),)


def test_the_setting_has_three_values():
    assert Plan(decimal="comma").decimal == "comma"


def test_a_point_before_three_digits_is_asked_for_too(source, engine):
    data = {"customer_id": ["a", "b"], "order_date": ["2024-01-01"] * 2, "amount": ["1.234", "12.500"]}
    with pytest.raises(InputError, match=r"two ways, such as '1.234'.*\[ambiguous-number\]"):
        source(data)
    for decimal, first in [("comma", "1234"), ("point", "1.234")]:
        orders = source(data, decimal=decimal)
        assert engine.rows(f"SELECT {orders.column('amount').value} FROM {orders.relation}")[0] == (Decimal(first),)


@pytest.mark.parametrize(
    "last, name, first",
    [("7,50", "comma", "1234"), ("7.50", "plain", "1.234"), ("1,234.50", "point", "1.234")],
)
def test_one_number_far_down_decides_for_all(source, engine, last, name, first):
    cells = ["1.234"] * 12_000 + [last]
    orders = source({"customer_id": ["a"] * len(cells), "order_date": ["2024-01-01"] * len(cells), "amount": cells})
    assert orders.column("amount").format == name
    assert engine.rows(f"SELECT {orders.column('amount').value} FROM {orders.relation}")[0] == (Decimal(first),)


def test_whole_numbers_say_nothing_of_those_further_down(source, engine):
    cells = [str(n) for n in range(12_000)] + ["1.234,50"]
    orders = source({"customer_id": ["a"] * len(cells), "order_date": ["2024-01-01"] * len(cells), "amount": cells})
    value = orders.column("amount").value
    assert engine.rows(f"SELECT max({value}), count({value}) FROM {orders.relation}") == [(Decimal(11_999), 12_001)]


@pytest.mark.parametrize("price, amount", [(["12,50", "3,00"], "1234"), (["12.50", "3.00"], "1.234")])
def test_another_column_of_the_file_tells_what_a_point_means(source, engine, price, amount):
    data = {"customer_id": ["a", "b"], "order_date": ["2024-01-01"] * 2, "amount": ["1.234", "12.500"], "price": price}
    orders = source(data)
    assert engine.rows(f"SELECT {orders.column('amount').value} FROM {orders.relation}")[0] == (Decimal(amount),)


def test_an_attribute_in_doubt_is_read_with_a_point(source):
    found = source({"customer_id": ["a", "b"], "balance": ["1.234", "12.500"], "age": ["30", "31"]})
    assert [c.format for c in found.columns] == ["", "plain", "plain"]


@pytest.mark.parametrize(
    "cells, currencies",
    [
        (["€5", "$7", "5"], ["€", "$", None]),
        (["5 EUR", "CHF 7.50", "-$3"], ["EUR", "CHF", "$"]),
        (["1.234,50 zł", "R$ 7,00", "(3,00 €)"], ["ZŁ", "R$", "€"]),
    ],
)
def test_the_currency_that_a_cell_names(source, engine, cells, currencies):
    data = {"customer_id": ["a", "b", "c"], "order_date": ["2024-01-01"] * 3, "amount": cells}
    orders = source(data)
    found = engine.rows(f"SELECT {orders.column('amount').currency} FROM {orders.relation}")
    assert [row[0] for row in found] == currencies


def test_numbers_without_a_currency_name_none(source):
    data = {"customer_id": ["a", "b"], "order_date": ["2024-01-01"] * 2, "amount": ["1.5", "2,000.25"]}
    assert source(data).column("amount").currency == ""
