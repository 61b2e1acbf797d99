"""What all tests share: an engine, and the folder of real data where there is one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from coterie.engines.duckdb import DuckDBEngine

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
