"""The page on paper: printed to PDF by a Chromium, Chrome or Edge that is installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from coterie.errors import SurroundingsError
from coterie.records import Story
from coterie.report.page import render

BROWSERS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "msedge",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)
PATIENCE = 180  # seconds: a slow machine draws twenty charts in some ten


def write(story: Story, run: Path | None) -> bytes:
    """The page as the browser prints it."""
    browser = find_browser()  # where there is none, say so before the page is made
    with tempfile.TemporaryDirectory(prefix="coterie-") as place:
        page = Path(place) / "report.html"
        page.write_text(render(story), encoding="utf-8")
        return printed(page.as_uri(), browser)


def printed(address: str, browser: str) -> bytes:
    """A page of ours as a browser prints it."""
    with tempfile.TemporaryDirectory(prefix="coterie-") as place:
        folder = Path(place)
        paper = folder / "report.pdf"
        said = _print([browser, *_options(folder), f"--print-to-pdf={paper}", address])
        if not paper.is_file():
            remedy = "Write the report as HTML, open it in a browser, and print it to a file from there."
            raise SurroundingsError("pdf-failed", f"The browser wrote no PDF: {said or 'it said nothing'}", place=browser, remedy=remedy)
        return paper.read_bytes()


def find_browser() -> str:
    """The first browser there is that can print a page without a window."""
    for name in BROWSERS:
        if found := shutil.which(name):
            return found
    fact = "There is no browser here that can print a page"
    remedy = "Install Chromium, Chrome or Edge; or write the report as HTML and print it from any browser."
    raise SurroundingsError("no-browser", fact, remedy=remedy)


def _options(folder: Path) -> list[str]:
    """No window, no trace in the user's own profile, no line with a path above each page, and time for the charts."""
    # The sandbox needs an ordinary user; the page is ours, and lets nothing but its own two scripts run.
    alone = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    return [
        "--headless",
        "--disable-gpu",
        "--no-first-run",
        "--disable-background-networking",
        f"--user-data-dir={folder / 'profile'}",
        "--no-pdf-header-footer",
        "--window-size=756,1000",  # in which charts are as wide as they will be on paper
        "--virtual-time-budget=30000",
        *alone,
    ]


def _print(command: list[str]) -> str:
    """Run the browser to its end; the last thing that it said."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, errors="replace", timeout=PATIENCE, check=False)
    except subprocess.TimeoutExpired:
        return f"it did not end within {PATIENCE} seconds"
    except OSError as error:
        return error.strerror or str(error)
    lines = done.stderr.strip().splitlines()
    return lines[-1][:200] if lines else ""


MEMBER = write
