"""Which runs stay: the newest, the promoted and the latest."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest

import coterie
from coterie.cli.app import status
from coterie.errors import InputError

PEOPLE = pd.DataFrame({"customer_id": list("abcd"), "age": [20, 21, 70, 71]})


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one run."""
    return coterie.segment(PEOPLE, k=2, method="kmeans").save(tmp_path_factory.mktemp("saved"))


@pytest.fixture
def results(saved: Path, tmp_path: Path) -> Path:
    """Five runs, of which the third is promoted and the fifth the latest."""
    for day in range(1, 6):
        shutil.copytree(saved, tmp_path / f"2026-01-0{day}T00-00-00")
    (tmp_path / "latest").symlink_to("2026-01-05T00-00-00")
    (tmp_path / "mine").mkdir()
    coterie.promote(tmp_path / "2026-01-02T00-00-00")
    coterie.promote(tmp_path / "2026-01-03T00-00-00")
    return tmp_path


def days(folder: Path) -> list[str]:
    return [run.id[:10] for run in coterie.runs(folder)]


def test_the_promoted_run_is_used_like_any_other(results: Path) -> None:
    assert (results / "promoted").resolve().name == "2026-01-03T00-00-00"
    assert [run.id[:10] for run in coterie.runs(results) if run.promoted] == ["2026-01-03"]
    assert [run.id[:10] for run in coterie.runs(results) if run.latest] == ["2026-01-05"]
    assert len(coterie.load(results / "promoted").score(PEOPLE)) == 4


KEPT = {
    1: ["2026-01-03", "2026-01-05"],
    2: ["2026-01-03", "2026-01-04", "2026-01-05"],
    4: ["2026-01-02", "2026-01-03", "2026-01-04", "2026-01-05"],
    9: ["2026-01-01", "2026-01-02", "2026-01-03", "2026-01-04", "2026-01-05"],
}


@pytest.mark.parametrize(("keep", "left"), KEPT.items())
def test_what_stays(results: Path, keep: int, left: list[str]) -> None:
    would, before = coterie.prune(results, keep=keep, dry=True), days(results)
    assert len(before) == 5
    gone = coterie.prune(results, keep=keep)
    assert gone == would
    assert days(results) == left
    assert sorted([*left, *(run.id[:10] for run in gone)]) == before
    assert (results / "mine").is_dir()
    assert not list(results.glob(".unfinished-*"))


def test_a_run_that_is_damaged_is_not_promoted(results: Path) -> None:
    (results / "2026-01-01T00-00-00" / "story.json").write_text("{}")
    with pytest.raises(InputError, match="This run is damaged"):
        coterie.promote(results / "2026-01-01T00-00-00")
    assert (results / "promoted").resolve().name == "2026-01-03T00-00-00"


def test_keeping_none_is_refused(results: Path) -> None:
    with pytest.raises(InputError, match="To keep 0 runs would remove them all"):
        coterie.prune(results, keep=0)


def test_on_the_command_line(results: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert status(["promote", str(results / "latest")]) == 0
    assert "promoted is 2026-01-05T00-00-00 from now on." in " ".join(capsys.readouterr().out.split())
    assert status(["prune", str(results), "--keep", "2", "--dry"]) == 0
    assert "3 runs would go." in capsys.readouterr().out
    assert status(["prune", str(results), "--keep", "2", "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["removed"]) == 3
    assert days(results) == ["2026-01-04", "2026-01-05"]
    assert status(["runs", str(results)]) == 0
    assert "latest, promoted" in capsys.readouterr().out
