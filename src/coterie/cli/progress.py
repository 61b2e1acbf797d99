"""Progress on stderr: a bar on a terminal, plain lines in a log, nothing when quiet."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import TaskID

Watch = Callable[[str, float | None], None]

MEGABYTE = 1_000_000
# A log is told of a download so often, and of a quick one never.
EVERY = 5.0


class Progress:
    """Makes a watch that shows the stages of a walk, and how far downloads are."""

    def __init__(self, quiet: bool = False) -> None:
        self.quiet = quiet

    @contextmanager
    def __call__(self, stages: int) -> Iterator[Watch]:
        """Show progress over that many stages while the block runs."""
        if self.quiet:
            yield lambda stage, seconds: None
        elif sys.stderr.isatty():
            with _bar() as bar:
                yield _Bars(bar, stages)
        else:
            yield _Lines()


@contextmanager
def step(watch: Watch, stage: str) -> Iterator[None]:
    """Tell a watch of work that is no stage of the pipeline."""
    watch(stage, None)
    start = time.perf_counter()
    yield
    watch(stage, time.perf_counter() - start)


def _came(done: int, size: int) -> str:
    """How much has come.

    >>> _came(1_250_000, 80_000_000), _came(1_250_000, 0)
    ('1.2 of 80.0 MB', '1.2 MB')
    """
    return f"{done / MEGABYTE:,.1f} of {size / MEGABYTE:,.1f} MB" if size else f"{done / MEGABYTE:,.1f} MB"


class _Lines:
    """A line in a log for a stage that is done, and now and then for a download."""

    def __init__(self) -> None:
        self.told = time.monotonic()

    def __call__(self, stage: str, seconds: float | None) -> None:
        """A stage begins or is done."""
        self.told = time.monotonic()
        if seconds is not None:
            print(f"{stage:<10} {seconds:8.2f} s", file=sys.stderr, flush=True)

    def meter(self, name: str, done: int, size: int) -> None:
        """So much of a download has come."""
        if time.monotonic() - self.told >= EVERY:
            self.told = time.monotonic()
            print(f"{name}: {_came(done, size)}", file=sys.stderr, flush=True)


def _bar() -> Bar:
    """Bars that go away when all is done."""
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn("{task.description:<10}", markup=False), BarColumn(), TextColumn("{task.fields[far]}"), TimeElapsedColumn())
    return Bar(*columns, console=Console(stderr=True), transient=True)


class _Bars:
    """A bar with the name of the stage, and under it one for what is being downloaded."""

    def __init__(self, bar: Bar, stages: int) -> None:
        self.bar, self.stages, self.done = bar, stages, 0
        self.task = bar.add_task("start", total=stages, far=f"0/{stages}")
        self.downloads: dict[str, TaskID] = {}

    def __call__(self, stage: str, seconds: float | None) -> None:
        """A stage begins or is done."""
        for download in self.downloads.values():
            self.bar.remove_task(download)
        self.downloads.clear()
        self.done += seconds is not None
        self.bar.update(self.task, description=stage, completed=self.done, far=f"{self.done}/{self.stages}")

    def meter(self, name: str, done: int, size: int) -> None:
        """So much of a download has come."""
        if name in self.downloads:
            self.bar.update(self.downloads[name], completed=done, far=_came(done, size))
        else:
            shown = name.rstrip("/").rpartition("/")[2]
            self.downloads[name] = self.bar.add_task(shown, total=size or None, completed=done, far=_came(done, size))
