"""A folder is complete or absent."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from coterie.errors import CoterieError, SurroundingsError
from coterie.store.folder import UNFINISHED, check_writable, point_to, write_file, write_folder


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


@pytest.mark.parametrize(("kind", "code"), [("folder", "is-a-folder"), ("below a file", "not-a-folder"), ("a free name", ""), ("deep", "")])
def test_a_file_that_cannot_be_written_is_refused_before_the_work(tmp_path: Path, kind: str, code: str) -> None:
    (tmp_path / "file").write_text("")
    places = {
        "folder": tmp_path,
        "below a file": tmp_path / "file" / "x",
        "a free name": tmp_path / "x",
        "deep": tmp_path / "a" / "b" / "x",
    }
    assert _refusal(places[kind], folder=False) == code


@pytest.mark.parametrize(("kind", "code"), [("folder", ""), ("file", "not-a-folder"), ("below a file", "not-a-folder"), ("deep", "")])
def test_a_folder_that_cannot_be_written_is_refused_before_the_work(tmp_path: Path, kind: str, code: str) -> None:
    (tmp_path / "file").write_text("")
    places = {"folder": tmp_path, "file": tmp_path / "file", "below a file": tmp_path / "file" / "x", "deep": tmp_path / "a" / "b"}
    assert _refusal(places[kind], folder=True) == code
    assert sorted(p.name for p in tmp_path.iterdir()) == ["file"]


def _refusal(path: Path, *, folder: bool) -> str:
    try:
        check_writable(path, folder=folder)
    except CoterieError as error:
        return error.code
    return ""


def test_a_full_disk_is_said_with_what_is_needed(tmp_path: Path) -> None:
    def fill_up(folder: Path) -> None:
        (folder / "a").write_bytes(b"1" * 5000)
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(
        SurroundingsError, match=r"The disk is full: [\d,]+ bytes are free; more than [\d,]+ bytes are needed.*earlier runs are intact"
    ):
        write_folder(tmp_path / "results", "run", fill_up)
    assert list((tmp_path / "results").iterdir()) == []
