"""What is special to zstd; what it shares with gzip is tested there."""

from __future__ import annotations

import pytest

from coterie.errors import InputError
from coterie.plan import Plan
from coterie.read._door import open_table

# The text "id,n\na,1\n" as the zstd program writes it: with a checksum at the end.
FRAME = bytes.fromhex("28b52ffd045849000069642c6e0a612c310aba7e16bd")
SKIPPABLE = b"\x50\x2a\x4d\x18\x04\x00\x00\x00\x10\x00\x00\x00"


@pytest.mark.parametrize("content", [FRAME, SKIPPABLE + FRAME, FRAME + SKIPPABLE])
def test_skippable_frames(engine, tmp_path, content):
    path = tmp_path / "orders.csv.zst"
    path.write_bytes(content)
    assert engine.rows(f"SELECT id, n FROM {open_table(engine, path, 't', Plan()).relation}") == [("a", "1")]


def test_a_wrong_checksum(engine, tmp_path):
    path = tmp_path / "orders.csv.zst"
    path.write_bytes(FRAME.replace(b"a,1", b"a,2"))
    with pytest.raises(InputError, match=r"orders\.csv\.zst.*\[broken-zstd\]"):
        open_table(engine, path, "t", Plan())
