"""The same table in every format gives the same cells and the same typed values, and strings that break things come back."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from coterie.plan import Plan
from coterie.read._door import open_table
from tables import WRITERS, rows_of, strings_workbook

MORNING = datetime(2024, 1, 5, 8, 30)
ORDERS = {
    "customer_id": [f"{i % 7:05}" for i in range(40)],
    "order_date": [MORNING + timedelta(hours=7 * i) for i in range(40)],
    "quantity": [1 + i % 3 for i in range(40)],
    "price": [Decimal(f"{i}.{i % 10}5") for i in range(40)],
}


@pytest.mark.parametrize("kind", WRITERS)
def test_the_same_orders_in_every_format_are_the_same(source, engine, tmp_path, kind):
    orders = source(WRITERS[kind](tmp_path / "orders", ORDERS))
    assert orders.roles == {"customer": "customer_id", "time": "order_date", "quantity": "quantity", "price": "price"}
    values = ", ".join(orders.column(role).value for role in ("customer", "time", "quantity", "price"))
    found = engine.rows(f"SELECT {values} FROM {orders.numbered} ORDER BY _line")
    assert found == rows_of(ORDERS)


def _naughty(shared):
    strings = json.loads((shared.parent / "messy" / "naughty-strings" / "blns.json").read_text(encoding="utf-8"))
    return [text for text in strings if text.strip()]


@pytest.mark.parametrize("kind", [kind for kind in WRITERS if kind not in ("csv", "gzip", "zstd", "zip") and " " not in kind])
def test_naughty_strings_come_back_from_every_format(engine, shared, tmp_path, kind):
    strings = _naughty(shared)
    if kind == "xlsx":  # XML cannot hold some letters at all
        strings = [text for text in strings if re.fullmatch("[\t\n -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]*", text)]
    write = strings_workbook if kind == "xlsx" else WRITERS[kind]
    table = {"customer": [f"c{i}" for i in range(len(strings))], "colour": strings}
    opened = open_table(engine, write(tmp_path / "naughty", table), "t", Plan())
    assert engine.rows(f"SELECT customer, colour FROM {opened.numbered} ORDER BY _line") == rows_of(table)
    assert engine.rows(f"SELECT count(_fault) FROM {opened.relation}") == [(0,)]
