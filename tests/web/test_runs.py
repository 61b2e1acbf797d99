"""The runs that the server holds open: found by ids that are no paths, anew when they change, and shut to all else."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import coterie
from coterie.errors import InputError
from coterie.web import runs
from coterie.web.runs import Runs


def opened(held: Runs, run: str = "latest") -> coterie.Segmentation:
    with held.open(run) as found:
        return found


def test_words_that_another_program_wrote_beside_a_run_are_seen(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    held = Runs(folder)
    monkeypatch.setattr(runs, "GLANCE", 0.0)
    before, scorer = opened(held), held.scorer("latest")
    assert opened(held) is before
    assert held.known_scorer("latest") is scorer
    coterie.load(folder / "latest").rename({1: "Another name"})
    assert opened(held).story.segments.segments[0].name == "Another name"
    assert held.known_scorer("latest") is None


def test_latest_is_another_run_as_soon_as_there_is_one(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    held = Runs(folder)
    monkeypatch.setattr(runs, "GLANCE", 0.0)
    run = held.path("latest")
    held.scorer("latest")
    shutil.copytree(run, folder / "another")
    (folder / "latest").unlink()
    (folder / "latest").symlink_to("another")
    assert held.path("latest").name == "another"
    assert held.known_scorer("latest") is None


def test_no_more_runs_are_held_open_than_there_is_room_for(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "OPEN", 2)
    held = Runs(folder)
    run = held.path("latest")
    for name in ("a", "b", "c"):
        shutil.copytree(run, folder / name)
        opened(held, name)
    assert list(held._opened) == ["b", "c"]


def test_a_link_out_of_the_folder_leads_nowhere(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(Runs(folder).path("latest"), tmp_path / "outside")
    (folder / "link").symlink_to(tmp_path / "outside")
    with pytest.raises(InputError, match="no-run"):
        Runs(folder).path("link")


def test_sql_of_a_run_reads_nothing_outside_the_folder(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("a secret")
    result = opened(Runs(folder))
    assert "Permission" in result._engine.complaint(f"SELECT * FROM read_text('{tmp_path}/secret.txt')")
    assert result._engine.complaint("SET enable_external_access = true")
