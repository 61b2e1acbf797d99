"""The story that charts are drawn from."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from coterie.records import Story

sys.path.insert(0, str(Path(__file__).parents[1]))  # where story.py is


@pytest.fixture
def story() -> Story:
    from story import make_comparison, make_story

    return make_story(comparison=make_comparison())


@pytest.fixture
def small_story() -> Story:
    from story import make_small_story

    return make_small_story()
