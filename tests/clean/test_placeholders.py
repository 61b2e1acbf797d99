"""Customers who are called nothing: what programs write where there is no customer. They are ids, until the rule is switched on."""

from __future__ import annotations

import pytest

from coterie.clean import clean
from coterie.plan import Plan

HEADER = "who=customer order=order day=time paid=amount"
ROWS = [f"C{n}|{n}|2024-01-0{n}|5" for n in range(1, 10)]


@pytest.mark.parametrize("name", ["NULL", "null", "(null)", "NA", "N/A", "#N/A", "nan", "None", "undefined", "--"])
def test_who_is_called_nothing_is_told(engine, orders_of, name) -> None:
    rows = [*ROWS, f"{name}|11|2024-02-01|7", f"{name}|12|2024-02-02|8"]
    off = clean(engine, Plan(), orders_of(HEADER, rows), None).ledger
    assert [(line.rule, line.fate, line.rows, line.money) for line in off.would] == [("placeholder-customer", "set aside", 2, 15.0)]
    assert off.total("orders", "used") == len(rows)
    on = clean(engine, Plan(rules={"placeholder-customer": "on"}), orders_of(HEADER, rows), None).ledger
    assert on.would == () and on.total("orders", "set aside") == 2


@pytest.mark.parametrize("name", ["Null, Ann", "Nan Smith", "0", "C0", "10"])
def test_names_that_only_look_so_are_customers(engine, orders_of, name) -> None:
    assert clean(engine, Plan(), orders_of(HEADER, [*ROWS, f"{name}|11|2024-02-01|7"]), None).ledger.would == ()
