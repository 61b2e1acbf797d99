"""What all tests share: an engine, and the folder of real data where there is one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from coterie.engines.duckdb import DuckDBEngine

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# Before a change lands the same examples are tried every time; on a developer's machine there are new ones in every run.
settings.register_profile("ci", derandomize=True)
if os.environ.get("CI"):
    settings.load_profile("ci")

CHROMIUM = Path("/usr/bin/chromium")


SHARED = Path(__file__).parents[2] / "shared"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What must stay together in one process is begun first, so that no other process waits for it at the end."""
    items.sort(key=lambda item: item.get_closest_marker("xdist_group") is None)


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


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, headless; where it is missing, a skip with the line that installs it, and a failure on CI."""
    if not CHROMIUM.exists():
        tell = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        tell("There is no Chromium. Install it with: sudo apt-get install --yes chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()
