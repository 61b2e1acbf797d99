"""Data frames of every library give the same table, cells of every type their text, and the caller's frame is left as it was."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal

import duckdb
import numpy as np
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
    "arrow batch": lambda: pa.record_batch(DATA),
    "duckdb": lambda: duckdb.from_arrow(pa.table(DATA)),
}
NOON = dt.datetime(2024, 1, 1, 12)
UTC_NOON = NOON.replace(tzinfo=dt.UTC)


@pytest.fixture
def texts(engine):
    """The only column of a frame, as texts."""

    def read(frame):
        table = open_table(engine, frame, "t", Plan())
        name = engine.columns(f"SELECT * FROM {table.relation}")[0]
        return [row[0] for row in engine.rows(f'SELECT CAST("{name}" AS VARCHAR) FROM {table.numbered} ORDER BY _line')]

    return read


@pytest.mark.parametrize("kind", FRAMES)
def test_every_frame_gives_the_same_rows(engine, kind):
    table = open_table(engine, FRAMES[kind](), "t", Plan())
    assert engine.columns(f"SELECT * FROM {table.relation}") == ["id", "n", "_fault"]
    wanted = [("00123", 1, None, 1), ("b", 2, None, 2), (None, 3, None, 3)]
    assert engine.rows(f"SELECT * EXCLUDE (_file) FROM {table.numbered} ORDER BY _line") == wanted


PANDAS = {
    "moments with a zone": (
        lambda: pd.to_datetime(["2024-01-01 12:00", "NaT"]).tz_localize("America/New_York"),
        ["2024-01-01 17:00:00+00", None],
    ),
    "moments of old": (
        lambda: np.array(["0001-01-01", "9999-12-31"], dtype="datetime64[s]"),
        ["0001-01-01 00:00:00", "9999-12-31 00:00:00"],
    ),
    "categories": (lambda: pd.Categorical(["x", None]), ["x", None]),
    "categories of numbers": (lambda: pd.Categorical([3, 1]), ["3", "1"]),
    "categories that mix": (lambda: pd.Categorical(["x", 1]), ["x", "1"]),
    "nullable integers": (lambda: pd.array([1, None], dtype="Int64"), ["1", None]),
    "nullable truths": (lambda: pd.array([True, None], dtype="boolean"), ["true", None]),
    "truths as objects": (lambda: pd.Series([True, None], dtype=object), ["true", None]),
    "texts of Arrow": (lambda: pd.array([" x ", None], dtype="string[pyarrow]"), [" x ", None]),
    "decimals": (lambda: [Decimal("1.50"), Decimal("22.123"), Decimal("NaN")], ["1.500", "22.123", None]),
    "long decimals": (lambda: [Decimal("1" * 50), Decimal(2)], ["1" * 50, "2"]),
    "integers of 31 digits": (lambda: [10**30, 5], [str(10**30), "5"]),
    "mixed": (lambda: ["x", 2.5, None, 17850.0, dt.date(2024, 1, 1)], ["x", "2.5", None, "17850", "2024-01-01"]),
    "number and text": (lambda: pd.Series([1, "01"], dtype=object), ["1", "01"]),
    "date and moment": (lambda: [dt.date(2024, 1, 1), NOON], ["2024-01-01", "2024-01-01 12:00:00"]),
    "moments with and without a zone": (
        lambda: pd.Series([UTC_NOON, NOON], dtype=object),
        ["2024-01-01 12:00:00+00:00", "2024-01-01 12:00:00"],
    ),
    "dates": (lambda: [dt.date(2024, 2, 29), None], ["2024-02-29", None]),
    "periods": (lambda: pd.period_range("2024-01", periods=2, freq="M"), ["2024-01", "2024-02"]),
    "intervals": (lambda: pd.interval_range(0, 1), ["(0, 1]"]),
    "durations": (lambda: pd.to_timedelta(["1h"]), ["01:00:00"]),
    "sparse": (lambda: pd.arrays.SparseArray([1, 0]), ["1", "0"]),
    "complex": (lambda: [1 + 2j], ["(1+2j)"]),
    "short floats": (lambda: np.array([1.5], dtype="float16"), ["1.5"]),
    "infinities": (lambda: [np.inf, np.nan], ["inf", None]),
    "bytes": (lambda: ["é".encode(), b"\xff"], ["é", "\\xFF"]),
    "lists": (lambda: [[1, 2], None], ["[1,2]", None]),
    "objects": (lambda: [{"x": 1}, {"x": "a"}], ['{"x": 1}', '{"x": "a"}']),
    "ids of 128 bits": (lambda: [uuid.UUID(int=1)], ["00000000-0000-0000-0000-000000000001"]),
    "half a letter": (lambda: pd.Series(["\ud800", "b"], dtype=object), ["\\ud800", "b"]),
    "nothing": (lambda: pd.Series([None, None], dtype=object), [None, None]),
}


@pytest.mark.parametrize("case", PANDAS)
def test_a_pandas_column_of_every_type(texts, case):
    make, wanted = PANDAS[case]
    frame = pd.DataFrame({"v": make()})
    before = frame.copy(deep=True)
    assert texts(frame) == wanted
    pd.testing.assert_frame_equal(frame, before)


POLARS = {
    "enum": (pl.Series(["x", None], dtype=pl.Enum(["x", "y"])), ["x", None]),
    "categorical": (pl.Series(["x", None], dtype=pl.Categorical), ["x", None]),
    "duration": (pl.Series([dt.timedelta(hours=1)]), ["01:00:00"]),
    "time": (pl.Series([dt.time(9, 30)]), ["09:30:00"]),
    "binary": (pl.Series([b"ab"]), ["ab"]),
    "null": (pl.Series([None]), [None]),
    "list": (pl.Series([[1, 2]]), ["[1,2]"]),
    "struct": (pl.Series([{"x": 1}]), ['{"x":1}']),
    "array": (pl.Series([[1, 2]], dtype=pl.Array(pl.Int64, 2)), ["[1,2]"]),
    "decimal": (pl.Series([Decimal("1.50")]), ["1.50"]),
    "128 bits": (pl.Series([2**100], dtype=pl.Int128), [str(2**100)]),
    "object": (pl.Series([uuid.UUID(int=1), None], dtype=pl.Object), ["00000000-0000-0000-0000-000000000001", None]),
    "zone": (pl.Series([NOON]).dt.replace_time_zone("America/New_York"), ["2024-01-01 17:00:00+00"]),
}


@pytest.mark.parametrize("case", POLARS)
def test_a_polars_column_of_every_type(texts, case):
    column, wanted = POLARS[case]
    assert texts(pl.DataFrame({"v": column})) == wanted
    assert texts(pl.LazyFrame({"v": column})) == wanted


ARROW = {
    "decimal of 256 bits": (pa.array([Decimal("1" * 60)], pa.decimal256(70, 0)), "1" * 60),
    "dictionary": (pa.array(["x"]).dictionary_encode(), "x"),
    "dictionary of numbers": (pa.array([5]).dictionary_encode(), "5"),
    "large string": (pa.array(["x"], pa.large_string()), "x"),
    "string view": (pa.array(["x"], pa.string_view()), "x"),
    "run ends": (pa.RunEndEncodedArray.from_arrays([1], ["x"]), "x"),
    "list view": (pa.array([[1]], pa.list_view(pa.int64())), "[1]"),
    "map": (pa.array([[("k", 1)]], pa.map_(pa.string(), pa.int32())), '{"k":1}'),
    "half float": (pa.array([1.5], pa.float16()), "1.5"),
    "date of 64 bits": (pa.array([NOON], pa.date64()), "2024-01-01"),
    "nanoseconds with a zone": (pa.array([0], pa.timestamp("ns", "Europe/Berlin")), "1970-01-01 00:00:00+00"),
    "time": (pa.array([dt.time(9)], pa.time32("s")), "09:00:00"),
    "month, day and nanosecond": (pa.array([(1, 2, 0)], pa.month_day_nano_interval()), "1 month 2 days"),
    "fixed bytes": (pa.array([b"ab"], pa.binary(2)), "ab"),
    "null": (pa.nulls(1), None),
}


@pytest.mark.parametrize("case", ARROW)
def test_an_arrow_column_of_every_type(texts, case):
    column, wanted = ARROW[case]
    assert texts(pa.table({"v": column})) == [wanted]


@pytest.mark.parametrize(
    "value, text",
    [
        ("170141183460469231731687303715884105727::HUGEINT // 10", "17014118346046923173168730371588410572"),
        ("[1]", "[1]"),
        ("INTERVAL 1 DAY", "1 day"),
        ("'x'::ENUM ('x')", "x"),
        ("1.50::DECIMAL(38, 2)", "1.50"),
        ("uuid 'c4a230f2-ccc5-478e-87f5-07e69179506f'", "c4a230f2-ccc5-478e-87f5-07e69179506f"),
        ("TIMESTAMPTZ '2024-01-01 12:00:00+02'", "2024-01-01 10:00:00+00"),
    ],
)
def test_a_duckdb_column_of_every_type(texts, value, text):
    with duckdb.connect() as connection:
        assert texts(connection.sql(f"SELECT {value} AS v")) == [text]
        assert connection.sql("SHOW TABLES").fetchall() == []


@pytest.mark.parametrize(
    "columns, wanted",
    [
        (["a", 7, 7], ["a", "7", "7 (2)"]),
        ([None, float("nan"), dt.date(2024, 1, 1)], ["column 1", "column 2", "2024-01-01"]),
        (pd.MultiIndex.from_tuples([("a", "sum"), ("a", ""), (1, "x")]), ["a_sum", "a", "1_x"]),
        (["A", "a", 'x"; --'], ["A", "a (2)", 'x"; --']),
        (["_line", "_fault", "_file"], ["_line (2)", "_fault (2)", "_file (2)"]),
    ],
)
def test_names_of_columns(engine, columns, wanted):
    table = open_table(engine, pd.DataFrame([[1, 2, 3]], columns=columns), "t", Plan())
    assert engine.columns(f"SELECT * FROM {table.relation}") == [*wanted, "_fault"]


@pytest.mark.parametrize(
    "columns, said",
    [
        (pd.MultiIndex.from_tuples([("a", ""), ("b", "sum")]), ("have 2 levels, which were joined: such as 'b_sum' of ('b', 'sum').",)),
        (pd.MultiIndex.from_tuples([("a", ""), ("b", "")]), ()),
        (["a", "b"], ()),
    ],
)
def test_names_that_were_joined_are_told(engine, columns, said):
    notes = open_table(engine, pd.DataFrame([[1, 2]], columns=columns), "t", Plan()).notes
    assert len(notes) == len(said) and all(part in note for part, note in zip(said, notes, strict=True))


@pytest.mark.parametrize(
    "index, wanted",
    [
        (pd.RangeIndex(1), ["v"]),
        (pd.Index([17]), ["v"]),
        (pd.Index([17], name="id"), ["id", "v"]),
        (pd.Index([17], name="v"), ["v", "v (2)"]),
        (pd.Index(["x"]), ["index", "v"]),
        (pd.DatetimeIndex(["2024-01-01"]), ["index", "v"]),
        (pd.MultiIndex.from_tuples([("x", 1)], names=["c", None]), ["c", "v"]),
    ],
)
def test_an_index_that_holds_data_is_a_column(engine, index, wanted):
    table = open_table(engine, pd.DataFrame({"v": [1]}, index=index), "t", Plan())
    assert engine.columns(f"SELECT * FROM {table.relation}") == [*wanted, "_fault"]


def test_columns_of_one_name_in_arrow_and_duckdb(engine):
    for frame in (pa.Table.from_arrays([pa.array([1]), pa.array([2])], names=["a", "A"]), duckdb.sql("SELECT 1 AS a, 2 AS A")):
        table = open_table(engine, frame, "t", Plan())
        assert engine.rows(f'SELECT a, "A (2)" FROM {table.relation}') == [(1, 2)]


def test_ids_that_passed_through_floats_lose_their_tail(source, engine):
    customers = source(pd.DataFrame({"customer_id": [17850.0, None], "age": [1, 2]}))
    assert engine.rows(f"SELECT {customers.column('customer').value} FROM {customers.relation}") == [("17850",), (None,)]


def test_categories_are_texts(source, engine):
    frame = pd.DataFrame({"customer_id": ["a", "b"], "colour": pd.Categorical(["red", None])})
    customers = source(frame)
    colour = customers.columns[1]
    assert (colour.kind, engine.rows(f"SELECT {colour.value} FROM {customers.relation}")) == ("text", [("red",), (None,)])


@pytest.mark.parametrize(
    "frame", [pd.DataFrame({"a": []}), pd.DataFrame(), pl.DataFrame(), pa.table({}), duckdb.sql("SELECT 1 AS a LIMIT 0")]
)
def test_an_empty_frame_is_refused(engine, frame):
    with pytest.raises(InputError, match=r"\[no-rows\]"):
        open_table(engine, frame, "t", Plan())


def _closed():
    with duckdb.connect() as connection:
        return connection.sql("SELECT 1 AS a")


LAZY = {
    "a file that is not there": (lambda: pl.scan_csv("nowhere.csv"), "nowhere.csv"),
    "a column that is not there": (lambda: pl.LazyFrame({"a": [1]}).select("b"), '"b"'),
    "a query that fails": (lambda: duckdb.sql("SELECT error('too late') AS a"), "too late"),
    "a connection that is closed": (_closed, "closed"),
}


@pytest.mark.parametrize("case", LAZY)
def test_a_frame_that_cannot_be_computed_is_refused(engine, case):
    make, said = LAZY[case]
    with pytest.raises(InputError, match=rf"The data frame cannot be read: .*{said}.*\[unreadable-frame\]"):
        open_table(engine, make(), "t", Plan())


@pytest.mark.parametrize(
    "thing", [pd.Series([1]), pl.Series([1]), np.zeros((2, 2)), np.rec.array([(1, "a")]), {"a": [1]}, duckdb.connect()]
)
def test_what_is_no_table_is_refused(engine, thing):
    with pytest.raises(InputError, match=rf"A {type(thing).__name__} is no table.*Give a path"):
        open_table(engine, thing, "t", Plan())
