"""Arrow files: cells and lines, and a broken file refused and never a crash."""

from __future__ import annotations

from decimal import Decimal

import pyarrow as pa
import pytest
from pyarrow import feather

from coterie.errors import InputError
from coterie.plan import Plan
from coterie.read._door import open_table

TABLE = pa.table(
    {
        "id": pa.array(["00123", None, "é"]).dictionary_encode(),
        "ID": pa.array([Decimal("1" * 60)] * 3, pa.decimal256(70, 0)),
        "_line": pa.array([[1], None, [2]]),
        "half": pa.array([1.5, None, 2], pa.float16()),
    }
)


@pytest.mark.parametrize("compression", ["uncompressed", "lz4", "zstd"])
def test_cells_and_lines(engine, tmp_path, compression):
    path = tmp_path / "it's [1].feather"
    feather.write_feather(TABLE, path, compression=compression, chunksize=2)
    table = open_table(engine, path, "t", Plan())
    assert engine.columns(f"SELECT * FROM {table.relation}") == ["id", "ID (2)", "_line (2)", "half", "_fault"]
    assert engine.rows(f"SELECT * FROM {table.numbered} ORDER BY _line") == [
        ("00123", "1" * 60, "[1]", 1.5, None, 1, str(path)),
        (None, "1" * 60, None, None, None, 2, str(path)),
        ("é", "1" * 60, "[2]", 2.0, None, 3, str(path)),
    ]


@pytest.mark.parametrize(
    "damage", [lambda d: d[:10], lambda d: d[:100], lambda d: d[:-10], lambda d: d.replace(b"abcdef", b"\xff\xfe\xfd\xfc\xfb\xfa")]
)
def test_a_broken_file_is_refused(engine, tmp_path, damage):
    path = tmp_path / "broken.feather"
    feather.write_feather(pa.table({"id": ["abcdef"] * 3}), path, compression="uncompressed")
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(InputError, match=r"broken\.feather.*\[broken-arrow\]"):
        open_table(engine, path, "t", Plan())


@pytest.mark.parametrize("table", [pa.table({"a": pa.array([], pa.int64())}), pa.table({})])
def test_no_rows(engine, tmp_path, table):
    path = tmp_path / "none.feather"
    feather.write_feather(table, path)
    with pytest.raises(InputError, match=r"\[no-rows\]"):
        open_table(engine, path, "t", Plan())
