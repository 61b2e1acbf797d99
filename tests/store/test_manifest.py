"""A run that is not as it was written is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from coterie.errors import InputError
from coterie.store.manifest import NAME, verify, write_manifest


@pytest.fixture
def run(tmp_path: Path) -> Path:
    (tmp_path / "a.json").write_text("{}")
    (tmp_path / "b.bin").write_bytes(bytes(range(100)))
    write_manifest(tmp_path)
    return tmp_path


def flip(folder: Path) -> None:
    data = bytearray((folder / "b.bin").read_bytes())
    data[50] ^= 1
    (folder / "b.bin").write_bytes(data)


def renumber(folder: Path) -> None:
    content = json.loads((folder / NAME).read_text())
    (folder / NAME).write_text(json.dumps({**content, "format": 99}))


def climb(folder: Path) -> None:
    content = json.loads((folder / NAME).read_text())
    (folder / NAME).write_text(json.dumps({**content, "files": {"../secret": {"bytes": 0, "sha256": ""}}}))


DAMAGE: list[tuple[str, Callable[[Path], object], str]] = [
    ("cut", lambda f: (f / "b.bin").write_bytes(b"x"), "run-damaged"),
    ("bit", flip, "run-damaged"),
    ("deleted", lambda f: (f / "a.json").unlink(), "run-damaged"),
    ("swapped", lambda f: (f / "a.json").write_bytes((f / "b.bin").read_bytes()), "run-damaged"),
    ("manifest cut", lambda f: (f / NAME).write_text('{"form'), "run-damaged"),
    ("manifest gone", lambda f: (f / NAME).unlink(), "no-run"),
    ("other format", renumber, "run-format"),
    ("a path that climbs", climb, "run-damaged"),
]


def test_a_whole_run_passes(run: Path) -> None:
    verify(run)


@pytest.mark.parametrize(("name", "damage", "code"), DAMAGE, ids=[d[0] for d in DAMAGE])
def test_damage_is_refused(run: Path, name: str, damage: Callable[[Path], object], code: str) -> None:
    damage(run)
    with pytest.raises(InputError) as caught:
        verify(run)
    assert caught.value.code == code
