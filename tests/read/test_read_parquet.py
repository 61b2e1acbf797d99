"""Parquet: nothing is copied, rows have numbers, a broken file is refused."""

from __future__ import annotations

from datetime import datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from coterie.errors import InputError
from coterie.plan import Plan
from coterie.read._door import open_table


def test_cells_and_lines(engine, tmp_path):
    path = tmp_path / "it's.parquet"
    pq.write_table(pa.table({"id": ["a", "b"], "_fault": [1, 2], "n": [1.5, None]}), path)
    table = open_table(engine, path, "t", Plan())
    assert engine.columns(f"SELECT * FROM {table.relation}") == ["id", "_fault (2)", "n", "_fault"]
    assert engine.rows(f"SELECT * EXCLUDE (_file) FROM {table.numbered} ORDER BY _line") == [
        ("a", 1, 1.5, None, 1),
        ("b", 2, None, None, 2),
    ]


@pytest.mark.parametrize("cut", [8, 100, -4])
def test_a_broken_file_is_refused(engine, tmp_path, cut):
    path = tmp_path / "broken.parquet"
    pq.write_table(pa.table({"id": list(range(1000))}), path)
    path.write_bytes(path.read_bytes()[:cut])
    with pytest.raises(InputError, match=r"broken.parquet.*\[broken-parquet\]"):
        open_table(engine, path, "t", Plan())


def test_no_rows(engine, tmp_path):
    path = tmp_path / "none.parquet"
    pq.write_table(pa.table({"id": pa.array([], pa.string())}), path)
    with pytest.raises(InputError, match=r"\[no-rows\]"):
        open_table(engine, path, "t", Plan())


def test_typed_columns(source, engine, tmp_path):
    path = tmp_path / "typed.parquet"
    columns = {
        "customer_id": pa.array([17, 18], pa.int64()),
        "order_date": pa.array([datetime(2024, 1, 31, 23), datetime(2024, 2, 1)], pa.timestamp("us", "America/New_York")),
        "amount": pa.array([1.25, float("inf")], pa.float64()),
        "parts": pa.array([[1, 2], [3]], pa.list_(pa.int64())),
        "sure": pa.array([True, None], pa.bool_()),
    }
    pq.write_table(pa.table(columns), path)
    orders = source(path)
    assert [(c.kind, c.role) for c in orders.columns] == [
        ("text", "customer"),
        ("time", "time"),
        ("number", "amount"),
        ("text", ""),
        ("text", ""),
    ]
    values = ", ".join(c.value for c in orders.columns)
    rows = [tuple(map(str, row)) for row in engine.rows(f"SELECT {values} FROM {orders.relation}")]
    assert rows == [("17", "2024-01-31 23:00:00", "1.2500", "[1, 2]", "true"), ("18", "2024-02-01 00:00:00", "None", "[3]", "None")]
