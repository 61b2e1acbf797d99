"""The list of saved runs."""

from __future__ import annotations

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
