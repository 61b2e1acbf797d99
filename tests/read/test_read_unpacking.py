"""How far unpacking is, is told."""

from __future__ import annotations

import gzip
import zipfile

import pyarrow as pa
import pytest

from coterie.plan import Plan
from coterie.read import _scratch
from coterie.read._door import open_table

TEXT = "id,n\n" + "".join(f"c{i * i},{i}\n" for i in range(5000))


def _gzip(path):
    path.write_bytes(gzip.compress(TEXT.encode()))


def _zstd(path):
    with pa.OSFile(str(path), "wb") as file, pa.CompressedOutputStream(file, "zstd") as packed:
        packed.write(TEXT.encode())


def _zip(path):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("orders.csv", TEXT)


@pytest.mark.parametrize("pack, name", [(_gzip, "orders.csv.gz"), (_zstd, "orders.csv.zst"), (_zip, "orders.zip")])
def test_how_far_unpacking_is(engine, tmp_path, monkeypatch, pack, name):
    monkeypatch.setattr(_scratch, "CHUNK", 4096)
    told = []
    engine.meter = lambda *news: told.append(news)
    pack(tmp_path / name)
    open_table(engine, tmp_path / name, "t", Plan())
    size = (tmp_path / name).stat().st_size
    assert len(told) > 3
    assert {(what.partition(name)[0], what.endswith("(unpacking)"), whole) for what, _, whole in told} == {(f"{tmp_path}/", True, size)}
    done = [read for _, read, _ in told]
    assert done == sorted(done) and 0 < done[0] <= done[-1] <= size
