"""Packed with gzip or zstd: any format inside, every damage and every bomb refused under the user's own name."""

from __future__ import annotations

import gzip
import io
import shutil
import tarfile
import zipfile
from collections import namedtuple

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from coterie.errors import InputError, SurroundingsError
from coterie.plan import Plan
from coterie.read import _scratch
from coterie.read._door import open_table

CSV = b"id,n\na,1\nb,2,3\n"


def zstd(content: bytes) -> bytes:
    out = pa.BufferOutputStream()
    with pa.CompressedOutputStream(out, "zstd") as packed:
        packed.write(content)
    return out.getvalue().to_pybytes()


def parquet() -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.table({"id": ["a", "b"], "n": [1, 2]}), out)
    return out.getvalue()


def archive(name: str, content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as opened:
        opened.writestr(name, content)
    return out.getvalue()


def tar(content: bytes) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as opened:
        member = tarfile.TarInfo("orders.csv")
        member.size = len(content)
        opened.addfile(member, io.BytesIO(content))
    return out.getvalue()


PACKED = pytest.mark.parametrize("pack", [gzip.compress, zstd], ids=["gzip", "zstd"])


@pytest.fixture
def opened(engine, tmp_path):
    def open_packed(content: bytes, name: str = "orders.csv"):
        path = tmp_path / name
        path.write_bytes(content)
        return open_table(engine, path, "t", Plan())

    return open_packed


@PACKED
@pytest.mark.parametrize("name", ["orders.csv.gz", "orders.csv.zst", "orders.csv"])
def test_delimited_text(engine, opened, tmp_path, pack, name):
    table = opened(pack(CSV), name)
    assert engine.rows(f"SELECT * FROM {table.relation}") == [("a", "1", None), ("b", "2", "too many fields")]
    assert engine.rows(f"SELECT id, _line, _file FROM {table.numbered} ORDER BY _line") == [
        ("a", 2, str(tmp_path / name)),
        ("b", 3, str(tmp_path / name)),
    ]
    assert table.name == str(tmp_path / name)


@pytest.mark.parametrize("name", ["orders.csv.gz", "orders.csv.zst"])
def test_plain_text_under_the_name_of_a_packed_one(engine, opened, name):
    assert engine.rows(f"SELECT id FROM {opened(CSV, name).relation}") == [("a",), ("b",)]


@PACKED
def test_parquet(engine, opened, pack):
    assert engine.rows(f"SELECT id, n FROM {opened(pack(parquet())).relation}") == [("a", 1), ("b", 2)]


@PACKED
def test_json_lines(engine, opened, pack):
    table = opened(pack(b'{"id": "a"}\n{"id": "b"}\n'))
    assert engine.rows(f"SELECT id FROM {table.relation}") == [("a",), ("b",)]


@PACKED
def test_several_packed_pieces_are_one_text(engine, opened, pack):
    table = opened(pack(b"id,n\na,1\n") + pack(b"b,2\n"))
    assert engine.rows(f"SELECT id FROM {table.relation}") == [("a",), ("b",)]


@PACKED
@pytest.mark.parametrize(
    "inside, code",
    [
        (b"", "empty-file"),
        (b"id,n\n", "no-rows"),
        (b"%PDF-1.7", "unknown-format"),
        (tar(CSV), "unknown-format"),
        (gzip.compress(CSV), "packed-twice"),
        (zstd(CSV), "packed-twice"),
        (archive("orders.csv", CSV), "packed-twice"),
    ],
    ids=["nothing", "no rows", "pdf", "tar", "gzip", "zstd", "zip"],
)
def test_what_is_no_table_inside(opened, tmp_path, pack, inside, code):
    with pytest.raises(InputError) as refusal:
        opened(pack(inside))
    assert refusal.value.code == code
    assert refusal.value.place == str(tmp_path / "orders.csv")


@pytest.mark.parametrize(
    "content, code",
    [
        (gzip.compress(CSV * 100)[:-20], "broken-gzip"),
        (gzip.compress(CSV)[:-4] + b"\0\0\0\0", "broken-gzip"),
        (gzip.compress(CSV) + b"more", "broken-gzip"),
        (b"\x1f\x8bnonsense", "broken-gzip"),
        (b"\x1f\x8b", "broken-gzip"),
        (zstd(CSV * 100)[:-2], "broken-zstd"),
        (zstd(CSV) + b"more", "broken-zstd"),
        (b"\x28\xb5\x2f\xfdnonsense", "broken-zstd"),
        (b"\x28\xb5\x2f\xfd", "broken-zstd"),
        (b"\x28\xb5\x2f\xfd\x00\xb8" + b"\0" * 20, "broken-zstd"),  # asks for a window of 8 GB
    ],
    ids=map(str, range(10)),  # the bytes hold the time of day
)
def test_damage(opened, content, code):
    with pytest.raises(InputError, match=r"orders\.csv") as refusal:
        opened(content)
    assert refusal.value.code == code


@PACKED
def test_a_bomb(opened, pack, monkeypatch):
    monkeypatch.setattr(_scratch, "HARMLESS", 1 << 20)
    with pytest.raises(InputError, match=r"unpacks to more than [0-9,]+ bytes: .*orders\.csv.*\[unpacks-too-large\]"):
        opened(pack(b"id,n\n" + b"0,0\n" * 5_000_000))


@PACKED
def test_what_shrinks_as_exports_do_is_no_bomb(engine, opened, pack, monkeypatch):
    monkeypatch.setattr(_scratch, "HARMLESS", 0)
    rows = b"".join(b"customer-%d,%d.50\n" % (n * 7_919 % 9_973, n * 31 % 997) for n in range(20_000))
    table = opened(pack(b"id,n\n" + rows))
    assert engine.rows(f"SELECT count(*) FROM {table.relation}") == [(20_000,)]


@PACKED
def test_a_disk_without_room(opened, pack, monkeypatch):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage(100, 90, 10))
    with pytest.raises(SurroundingsError, match=r"no room for .*orders\.csv.*10 bytes are free.*TMPDIR.*\[disk-full\]"):
        opened(pack(CSV))


def test_rows_that_are_set_aside_name_the_packed_file(source, engine, tmp_path):
    path = tmp_path / "orders.csv.gz"
    path.write_bytes(gzip.compress(b"customer_id,order_date,amount\na,2024-01-31,5\nb,2024-02-01,6,7\n"))
    orders = source(path)
    assert orders.name == str(path)
    assert engine.rows(f"SELECT _file, _line FROM {orders.numbered} WHERE _fault IS NOT NULL") == [(str(path), 3)]
