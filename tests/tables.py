"""A table of columns by name, written in every format that is read, or made a frame of any kind."""

from __future__ import annotations

import csv
import gzip
import json
import re
import sqlite3
import zipfile
from contextlib import closing
from decimal import Decimal
from xml.sax.saxutils import escape

import duckdb
import openpyxl
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
from openpyxl.utils import get_column_letter
from pyarrow import feather

from workbooks import cell, xlsx


def rows_of(table):
    return list(zip(*table.values(), strict=True))


def _csv(path, table, encoding="utf-8", **dialect):
    with path.open("w", newline="", encoding=encoding) as file:
        csv.writer(file, **dialect).writerows([list(table), *rows_of(table)])
    return path


def _quoted(delimiter, encoding):
    return lambda path, table: _csv(path, table, encoding, delimiter=delimiter, quoting=csv.QUOTE_ALL)


def _gzip(path, table):
    path.write_bytes(gzip.compress(_csv(path, table).read_bytes()))
    return path


def _zstd(path, table):
    content = _csv(path, table).read_bytes()
    with pa.output_stream(str(path), compression="zstd") as file:
        file.write(content)
    return path


def _zip(path, table):
    _csv(inside := path.with_name("inside.csv"), table)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(inside, "orders.csv")
    return path


def _jsonl(path, table):
    objects = (dict(zip(table, row, strict=True)) for row in rows_of(table))
    path.write_text("".join(re.sub(r'"number:([0-9.]+)"', r"\1", json.dumps(o, default=_plain)) + "\n" for o in objects), encoding="utf-8")
    return path


def _plain(value):
    return f"number:{value}" if isinstance(value, Decimal) else value.isoformat()


def _workbook(path, table):
    book = openpyxl.Workbook()
    for row in [list(table), *rows_of(table)]:
        book.active.append(row)
    book.save(path)
    return path


def strings_workbook(path, table):
    rows = [list(table), *rows_of(table)]
    xml = "".join(_row(number, row) for number, row in enumerate(rows, 1))
    return xlsx(path, xml)


def _row(number, values):
    cells = (cell(f"{get_column_letter(place)}{number}", escape(value), "text") for place, value in enumerate(values, 1))
    return f"<row>{''.join(cells)}</row>"


def _sqlite(path, table):
    with closing(sqlite3.connect(path)) as database:
        names = ", ".join('"' + name.replace('"', '""') + '"' for name in table)
        database.execute(f"CREATE TABLE orders ({names})")
        plain = [[v if isinstance(v, str | int) else str(v) for v in row] for row in rows_of(table)]
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
    "csv with semicolons, all in quotes, of Windows' Unicode": _quoted(";", "utf-16"),
    "csv with tabs, all in quotes, with a mark": _quoted("\t", "utf-8-sig"),
    "gzip": _gzip,
    "zstd": _zstd,
    "zip": _zip,
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
