"""The list of saved runs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from coterie.store.run import runs


@pytest.mark.parametrize("story", ["", "{", "[]", "{}", '{"title": "x"}'])
def test_a_damaged_run_is_listed_as_such(tmp_path: Path, story: str) -> None:
    folder = tmp_path / "2026-01-01T00-00-00"
    folder.mkdir()
    (folder / "manifest.json").write_text("{}")
    (folder / "story.json").write_text(story)
    assert [(run.id, run.title) for run in runs(tmp_path)] == [(folder.name, "(damaged: it cannot be read)")]


def test_a_run_that_has_changed_is_listed_as_it_is_now(tmp_path: Path) -> None:
    folder = tmp_path / "2026-01-01T00-00-00"
    folder.mkdir()
    (folder / "manifest.json").write_text("{}")
    for title in ("First", "Second, which is longer"):
        (folder / "new.json").write_text(json.dumps({"title": title, "features": {"customers": 3}, "segments": {"segments": [1]}}))
        (folder / "new.json").replace(folder / "story.json")
        assert [(run.title, run.customers, run.segments, run.latest) for run in runs(tmp_path)] == [(title, 3, 1, False)]
    (tmp_path / "latest").symlink_to(folder.name)
    assert runs(tmp_path)[0].latest
