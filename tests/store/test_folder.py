"""A folder is complete or absent."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from coterie.errors import SurroundingsError
from coterie.store.folder import UNFINISHED, point_to, write_file, write_folder


def fill(folder: Path) -> None:
    (folder / "a").write_text("1")


def test_the_folder_appears_whole(tmp_path: Path) -> None:
    assert write_folder(tmp_path, "run", fill) == tmp_path / "run"
    assert (tmp_path / "run" / "a").read_text() == "1"
    assert (tmp_path / "run").stat().st_mode & 0o777 == 0o700


def test_a_taken_name_gets_a_number(tmp_path: Path) -> None:
    names = [write_folder(tmp_path, "run", fill).name for _ in range(3)]
    assert names == ["run", "run-2", "run-3"]


@pytest.mark.parametrize("failure", [ValueError, KeyboardInterrupt])
def test_a_failure_leaves_nothing(tmp_path: Path, failure: type[BaseException]) -> None:
    def break_down(folder: Path) -> None:
        fill(folder)
        raise failure

    with pytest.raises(failure):
        write_folder(tmp_path, "run", break_down)
    assert list(tmp_path.iterdir()) == []


def test_what_a_dead_process_left_is_cleared_and_a_live_one_is_not(tmp_path: Path) -> None:
    dead, alive = tmp_path / f"{UNFINISHED}999999999-x", tmp_path / f"{UNFINISHED}{os.getppid()}-x"
    dead.mkdir()
    alive.mkdir()
    write_folder(tmp_path, "run", fill)
    assert not dead.exists()
    assert alive.exists()


def test_the_link_moves_at_once(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        point_to(tmp_path, "latest", name)
        assert (tmp_path / "latest").resolve().name == name


def test_a_disk_that_refuses_is_named(tmp_path: Path) -> None:
    blocker = tmp_path / "file"
    blocker.write_text("")
    with pytest.raises(SurroundingsError, match="file") as caught:
        write_file(blocker / "below" / "x.html", "x")
    assert caught.value.exit_code == 3


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    write_file(tmp_path / "x", "old")
    write_file(tmp_path / "x", "new")
    assert [p.read_text() for p in tmp_path.iterdir()] == ["new"]
