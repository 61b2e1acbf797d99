"""Parquet: cells of every type, rows with numbers, nothing copied; a broken file is refused by the statement that needs the page."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from coterie.errors import InputError
from coterie.plan import Plan
from coterie.read._door import open_table

NOON = datetime(2024, 1, 1, 12)


@pytest.fixture
def opened(engine, tmp_path):
    def write_and_open(table, name="data.parquet", **options):
        path = tmp_path / name
        pq.write_table(table if isinstance(table, pa.Table) else pa.table(table), path, **options)
        return open_table(engine, path, "t", Plan())

    return write_and_open


def read_through(engine, table):
    engine.rows(f"SELECT max(_row) FROM {table.relation} AS _row")


def test_cells_and_lines(engine, opened):
    table = opened({"id": ["a", "b"], "_fault": [1, 2], "n": [1.5, None]}, "it's.parquet")
    assert engine.columns(f"SELECT * FROM {table.relation}") == ["id", "_fault (2)", "n", "_fault"]
    assert engine.rows(f"SELECT * EXCLUDE (_file) FROM {table.numbered} ORDER BY _line") == [
        ("a", 1, 1.5, None, 1),
        ("b", 2, None, None, 2),
    ]


@pytest.mark.parametrize(
    "cell, text",
    [
        (pa.array([Decimal("12345678901234567890.123456789")], pa.decimal128(38, 9)), "12345678901234567890.123456789"),
        (pa.array([2**64 - 1], pa.uint64()), "18446744073709551615"),
        (pa.array([1.5], pa.float16()), "1.5"),
        (pa.array([NOON], pa.timestamp("us", "America/New_York")), "2024-01-01 12:00:00+00"),
        (pa.array([NOON], pa.timestamp("s")), "2024-01-01 12:00:00"),
        (pa.array([date(2024, 2, 29)]), "2024-02-29"),
        (pa.array([time(9, 30)]), "09:30:00"),
        (pa.array(["x"]).dictionary_encode(), "x"),
        (pa.array([17]).dictionary_encode(), "17"),
        (pa.nulls(1), None),
        (pa.array([True]), "true"),
        (pa.array(["é".encode()]), "é"),
        (pa.array([b"\xff"]), "\\xFF"),
        (pa.array([[1, None]]), "[1,null]"),
        (pa.array([{"x": 1, "y": ["z"]}]), '{"x":1,"y":["z"]}'),
        (pa.array([[("k", 1)]], pa.map_(pa.string(), pa.int32())), '{"k":1}'),
        (pa.array(["a\0b"]), "a\0b"),
    ],
    ids=lambda value: str(value.type) if isinstance(value, pa.Array) else "",
)
def test_a_cell_of_every_type(engine, opened, cell, text):
    table = opened({"id": ["x"], "v": cell})
    assert engine.rows(f"SELECT CAST(v AS VARCHAR) FROM {table.relation}") == [(text,)]


def test_moments_as_old_spark_wrote_them(engine, opened):
    table = opened({"v": pa.array([NOON], pa.timestamp("ns"))}, use_deprecated_int96_timestamps=True)
    assert engine.rows(f"SELECT CAST(v AS TIMESTAMP) FROM {table.relation}") == [(NOON,)]


def test_numbers_that_are_too_long_are_told(opened):
    table = opened({"ok": [1], "long": pa.array([Decimal("1" * 60)], pa.decimal256(70, 0))})
    assert table.notes == ("Numbers of more than 38 digits were rounded, in: 'long'.",)


@pytest.mark.parametrize(
    "own, wanted",
    [
        (["a", "a", "A"], ["a", "a (2)", "A (3)"]),
        (["", " ", 'a"; drop table t; --', "<script>"], ["column 1", "column 2", 'a"; drop table t; --', "<script>"]),
        (["é", "e\u0301", "zero\u200bwidth", "select"], ["é", "e\u0301", "zero\u200bwidth", "select"]),
        (["file_row_number", "filename", "_line"], ["file_row_number", "filename", "_line (2)"]),
        (["x" * 65_536], ["x" * 65_536]),
    ],
)
def test_names_of_columns(engine, opened, own, wanted):
    table = opened(pa.Table.from_arrays([pa.array([place, -1]) for place in range(len(own))], names=own))
    assert engine.columns(f"SELECT * FROM {table.relation}") == [*wanted, "_fault"]
    row = (*range(len(own)), None, 1)
    assert engine.rows(f"SELECT * EXCLUDE (_file) FROM {table.numbered} ORDER BY _line LIMIT 1") == [row]


def test_a_folder_that_looks_like_a_partition_adds_no_column(engine, opened, tmp_path):
    (tmp_path / "year=2024").mkdir()
    table = opened({"id": [1]}, "year=2024/data.parquet")
    assert engine.columns(f"SELECT * FROM {table.relation}") == ["id", "_fault"]


@pytest.mark.parametrize("cut", [8, 100, -4])
def test_a_cut_file_is_refused(engine, tmp_path, cut):
    path = tmp_path / "broken.parquet"
    pq.write_table(pa.table({"id": list(range(1000))}), path)
    path.write_bytes(path.read_bytes()[:cut])
    with pytest.raises(InputError, match=r"broken.parquet.*\[broken-parquet\]"):
        open_table(engine, path, "t", Plan())


def damaged(path, old: bytes, new: bytes):
    content = path.read_bytes()
    assert content.count(old) == 1
    path.write_bytes(content.replace(old, new))
    return path


def varint(number: int) -> bytes:
    """A number as a page's header has it: zigzag, seven bits to a byte."""
    number *= 2
    found = bytearray()
    while number >= 0x80:
        found.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*found, number])


@pytest.mark.parametrize("claimed, harmless", [(2**31, False), (2**31 - 1, True), (12_346, True), (12_344, False), (0, False)])
def test_a_page_that_claims_other_rows_than_it_has(engine, tmp_path, claimed, harmless):
    path = tmp_path / "broken.parquet"
    table = pa.table({"id": pa.array(range(12_345), pa.int32())})
    pq.write_table(table, path, use_dictionary=False, compression="none", write_statistics=False, data_page_size=1 << 20)
    # In the header of a page, the number of its values follows the mark of a struct.
    damaged(path, b"\x2c\x15" + varint(12_345), b"\x2c\x15" + varint(claimed))
    if harmless:  # the file as a whole says how many rows there are, and they are
        found = open_table(engine, path, "t", Plan())
        assert engine.rows(f"SELECT count(*), sum(id), max(id) FROM {found.relation}") == [(12_345, 12_345 * 12_344 // 2, 12_344)]
        return
    with pytest.raises(InputError, match=r"broken.parquet.*\[broken-parquet\]"):
        read_through(engine, open_table(engine, path, "t", Plan()))


def test_a_page_in_the_middle_that_cannot_be_unpacked(engine, tmp_path):
    path = tmp_path / "broken.parquet"
    pq.write_table(pa.table({"id": [f"row {i}" for i in range(20_000)]}), path, use_dictionary=False, data_page_size=1 << 12)
    content = bytearray(path.read_bytes())
    content[len(content) // 2 : len(content) // 2 + 200] = b"\xff" * 200
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"broken.parquet.*\[broken-parquet\]"):
        read_through(engine, open_table(engine, path, "t", Plan()))


def test_text_that_is_no_utf8(engine, opened):
    offsets, bad = pa.array(["ab", "cd"]).buffers()[1], pa.py_buffer(b"a\xffcd")
    with pytest.raises(InputError, match=r"not valid UTF8.*\[broken-parquet\]"):
        read_through(engine, opened({"id": pa.Array.from_buffers(pa.string(), 2, [None, offsets, bad])}))


def test_an_encrypted_file_is_named(engine, tmp_path):
    path = tmp_path / "secret.parquet"
    path.write_bytes(b"PARE" + bytes(100) + b"PARE")
    with pytest.raises(InputError, match="an encrypted Parquet file"):
        open_table(engine, path, "t", Plan())


@pytest.mark.parametrize("table, code", [({"id": pa.array([], pa.string())}, "no-rows"), ({}, "broken-parquet")])
def test_nothing_to_read(opened, table, code):
    with pytest.raises(InputError) as refusal:
        opened(table)
    assert refusal.value.code == code


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
    assert rows == [("17", "2024-01-31 23:00:00", "1.2500", "[1,2]", "true"), ("18", "2024-02-01 00:00:00", "None", "[3]", "None")]
