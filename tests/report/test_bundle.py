"""The chart library is made once and kept, and a cache that cannot be written costs nothing but time."""

from __future__ import annotations

from pathlib import Path

import pytest
import vl_convert

from coterie.report.bundle import bundle, cache_folder


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Each making of the library, which the tests replace by a short text."""
    times: list[str] = []

    def make(snippet: str, vl_version: str) -> str:
        times.append(vl_version)
        return "a('</script><!--')"

    monkeypatch.setattr(vl_convert, "javascript_bundle", make)
    return times


def test_it_is_made_once_and_cannot_end_its_script(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, made: list[str]) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert bundle() == bundle() == r"a('<\/script>\x3c!--')"
    assert len(made) == 1
    assert [file.suffix for file in cache_folder().iterdir()] == [".js"]


def test_a_cache_that_cannot_be_written_is_no_obstacle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, made: list[str]) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert bundle() == bundle()
    assert len(made) == 2
