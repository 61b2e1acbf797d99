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
        (["x", "y", "1"], None, []),
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


@pytest.mark.parametrize("bad", ["1.2.3", "12,34.5", "1,2,3", "", "--1", "n/a", "5 apples", "1e400", "inf"])
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
