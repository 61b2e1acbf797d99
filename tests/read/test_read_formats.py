"""The same table in every format gives the same cells and the same typed values, and strings that break things come back."""

from __future__ import annotations

import csv
import json
import re
import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from decimal import Decimal
from xml.sax.saxutils import escape

import duckdb
import openpyxl
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pyarrow import feather

from coterie.plan import Plan
from coterie.read._door import open_table
from workbooks import cell, xlsx

MORNING = datetime(2024, 1, 5, 8, 30)
ORDERS = {
    "customer_id": [f"{i % 7:05}" for i in range(40)],
    "order_date": [MORNING + timedelta(hours=7 * i) for i in range(40)],
    "quantity": [1 + i % 3 for i in range(40)],
    "price": [Decimal(f"{i}.{i % 10}5") for i in range(40)],
}


def _rows(table):
    return list(zip(*table.values(), strict=True))


def _csv(path, table):
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([list(table), *_rows(table)])
    return path


def _jsonl(path, table):
    objects = (dict(zip(table, row, strict=True)) for row in _rows(table))
    path.write_text("".join(re.sub(r'"number:([0-9.]+)"', r"\1", json.dumps(o, default=_plain)) + "\n" for o in objects), encoding="utf-8")
    return path


def _plain(value):
    return f"number:{value}" if isinstance(value, Decimal) else value.isoformat()


def _workbook(path, table):
    book = openpyxl.Workbook()
    for row in [list(table), *_rows(table)]:
        book.active.append(row)
    book.save(path)
    return path


def _strings_workbook(path, table):
    rows = [list(table), *_rows(table)]
    xml = "".join(_row(number, row) for number, row in enumerate(rows, 1))
    return xlsx(path, xml)


def _row(number, values):
    return f"<row>{''.join(cell(f'{letter}{number}', escape(value), 'text') for letter, value in zip('AB', values, strict=True))}</row>"


def _sqlite(path, table):
    with closing(sqlite3.connect(path)) as database:
        database.execute(f"CREATE TABLE orders ({', '.join(table)})")
        plain = [[v if isinstance(v, str | int) else str(v) for v in row] for row in _rows(table)]
        database.executemany(f"INSERT INTO orders VALUES ({', '.join('?' * len(table))})", plain)
        database.commit()
    return path


def _duckdb(path, table):
    lent = pa.table(table)
    with duckdb.connect(str(path)) as database:
        database.register("lent", lent)
        database.execute("CREATE TABLE orders AS FROM lent")
    return path


def _feather(path, table):
    feather.write_feather(pa.table(table), path)
    return path


def _parquet(path, table):
    pq.write_table(pa.table(table), path)
    return path


WRITERS = {
    "csv": _csv,
    "jsonl": _jsonl,
    "xlsx": _workbook,
    "sqlite": _sqlite,
    "duckdb": _duckdb,
    "feather": _feather,
    "parquet": _parquet,
    "pandas": lambda _, table: pd.DataFrame(table),
    "polars": lambda _, table: pl.DataFrame(table),
    "arrow": lambda _, table: pa.table(table),
}


@pytest.mark.parametrize("kind", WRITERS)
def test_the_same_orders_in_every_format_are_the_same(source, engine, tmp_path, kind):
    orders = source(WRITERS[kind](tmp_path / "orders", ORDERS))
    assert orders.roles == {"customer": "customer_id", "time": "order_date", "quantity": "quantity", "price": "price"}
    values = ", ".join(orders.column(role).value for role in ("customer", "time", "quantity", "price"))
    found = engine.rows(f"SELECT {values} FROM {orders.numbered} ORDER BY _line")
    assert found == _rows(ORDERS)


def _naughty(shared):
    strings = json.loads((shared.parent / "messy" / "naughty-strings" / "blns.json").read_text(encoding="utf-8"))
    return [text for text in strings if text.strip()]


@pytest.mark.parametrize("kind", [kind for kind in WRITERS if kind != "csv"])
def test_naughty_strings_come_back_from_every_format(engine, shared, tmp_path, kind):
    strings = _naughty(shared)
    if kind == "xlsx":  # XML cannot hold some letters at all
        strings = [text for text in strings if re.fullmatch("[\t\n -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]*", text)]
    write = _strings_workbook if kind == "xlsx" else WRITERS[kind]
    table = {"customer": [f"c{i}" for i in range(len(strings))], "colour": strings}
    opened = open_table(engine, write(tmp_path / "naughty", table), "t", Plan())
    assert engine.rows(f"SELECT customer, colour FROM {opened.numbered} ORDER BY _line") == _rows(table)
    assert engine.rows(f"SELECT count(_fault) FROM {opened.relation}") == [(0,)]
