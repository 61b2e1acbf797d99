"""The page: one HTML file that needs nothing else, for a browser, a phone or a printer."""

from __future__ import annotations

from pathlib import Path

from coterie.records import Story
from coterie.report.page import render


def write(story: Story, run: Path | None) -> bytes:
    """The page as bytes."""
    return render(story).encode()


MEMBER = write
