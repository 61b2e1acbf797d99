"""The story that pages are made of, a browser to see them in, and a cache of the chart library for the whole run."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from coterie.records import Story

sys.path.insert(0, str(Path(__file__).parents[1]))  # where story.py is


@pytest.fixture(scope="session", autouse=True)
def _cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Tests write to no user's cache."""
    before = os.environ.get("XDG_CACHE_HOME")
    os.environ["XDG_CACHE_HOME"] = str(tmp_path_factory.mktemp("cache"))
    yield
    if before is None:
        del os.environ["XDG_CACHE_HOME"]
    else:
        os.environ["XDG_CACHE_HOME"] = before


@pytest.fixture(scope="session")
def story() -> Story:
    from story import make_story

    return make_story()


@pytest.fixture(scope="session")
def small_story() -> Story:
    from story import make_small_story

    return make_small_story()
