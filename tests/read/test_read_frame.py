"""Data frames of every library give the same table, and the caller's frame is left as it was."""

from __future__ import annotations

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from coterie.errors import InputError
from coterie.plan import Plan
from coterie.read._door import open_table

DATA = {"id": ["00123", "b", None], "n": [1, 2, 3]}
FRAMES = {
    "pandas": lambda: pd.DataFrame(DATA),
    "pandas index": lambda: pd.DataFrame(DATA).set_index("id"),
    "polars": lambda: pl.DataFrame(DATA),
    "polars lazy": lambda: pl.LazyFrame(DATA),
    "arrow": lambda: pa.table(DATA),
    "duckdb": lambda: duckdb.from_arrow(pa.table(DATA)),
}


@pytest.mark.parametrize("kind", FRAMES)
def test_every_frame_gives_the_same_rows(engine, kind):
    table = open_table(engine, FRAMES[kind](), "t", Plan())
    assert engine.columns(f"SELECT * FROM {table.relation}") == ["id", "n", "_fault"]
    wanted = [("00123", 1, None, 1), ("b", 2, None, 2), (None, 3, None, 3)]
    assert engine.rows(f"SELECT * EXCLUDE (_file) FROM {table.numbered} ORDER BY _line") == wanted


def test_names_that_are_no_texts_or_come_twice_and_mixed_columns(engine):
    frame = pd.DataFrame([["x", 1, 2], [2.5, None, 3]], columns=["a", 7, 7])
    before = frame.copy()
    table = open_table(engine, frame, "t", Plan())
    assert engine.columns(f"SELECT * FROM {table.relation}") == ["a", "7", "7 (2)", "_fault"]
    assert engine.rows(f"SELECT a FROM {table.relation}") == [("x",), ("2.5",)]
    pd.testing.assert_frame_equal(frame, before)


def test_categories_are_texts(source, engine):
    frame = pd.DataFrame({"customer_id": ["a", "b"], "colour": pd.Categorical(["red", None])})
    customers = source(frame)
    colour = customers.columns[1]
    assert (colour.kind, engine.rows(f"SELECT {colour.value} FROM {customers.relation}")) == ("text", [("red",), (None,)])


@pytest.mark.parametrize("frame", [pd.DataFrame({"a": []}), pd.DataFrame(), pl.DataFrame()])
def test_an_empty_frame_is_refused(engine, frame):
    with pytest.raises(InputError, match=r"\[no-rows\]"):
        open_table(engine, frame, "t", Plan())
