"""What all tests share: an engine, and the folder of real data where there is one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from coterie.engines.duckdb import DuckDBEngine

# Before a change lands the same examples are tried every time; on a developer's machine there are new ones in every run.
settings.register_profile("ci", derandomize=True)
if os.environ.get("CI"):
    settings.load_profile("ci")

SHARED = Path(__file__).parents[2] / "shared"


@pytest.fixture
def engine() -> Iterator[DuckDBEngine]:
    with DuckDBEngine(threads=2) as engine:
        yield engine


@pytest.fixture(scope="session")
def shared() -> Path:
    """Real data beside the repository; a test that needs it is skipped only where there is none."""
    if not SHARED.is_dir():
        pytest.skip("the folder of real data is not beside the repository")
    return SHARED / "data"
