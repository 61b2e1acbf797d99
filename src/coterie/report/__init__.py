"""The report: one file per form that it is written in, and the segments as cards. Rendering only: no number is computed here."""

from __future__ import annotations

from pathlib import Path

from coterie.errors import InputError
from coterie.records import Story
from coterie.registry import member, members
from coterie.report.page import cards, parts, render, script, stylesheet
from coterie.store.folder import write_file

__all__ = ["cards", "form_of", "parts", "render", "script", "stylesheet", "write"]


def write(story: Story, path: Path, *, form: str = "", run: Path | None = None) -> Path:
    """Write the report in a form, or in the one that the file's name ends in; `run` is the folder of the saved run."""
    content: bytes = member("report", form or form_of(path))(story, run)
    return write_file(path, content)


def form_of(path: Path) -> str:
    """The form that a file's name ends in.

    >>> form_of(Path("segments.pdf"))
    'pdf'
    """
    form = path.suffix.removeprefix(".").casefold()
    if form not in members("report"):
        endings = ", ".join(f".{name}" for name in members("report"))
        raise InputError(
            "unknown-report",
            "The name does not say how the report is to be written",
            place=str(path),
            remedy=f"Let it end in one of: {endings}.",
        )
    return form
