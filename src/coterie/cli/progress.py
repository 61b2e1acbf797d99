"""Progress on stderr: a bar on a terminal, plain lines in a log, nothing when quiet."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Watch = Callable[[str, float | None], None]


class Progress:
    """Makes a watch that shows the stages of a walk."""

    def __init__(self, quiet: bool = False) -> None:
        self.quiet = quiet

    @contextmanager
    def __call__(self, stages: int) -> Iterator[Watch]:
        """Show progress over that many stages while the block runs."""
        if self.quiet:
            yield lambda stage, seconds: None
        elif sys.stderr.isatty():
            yield from _bar(stages)
        else:
            yield _line


@contextmanager
def step(watch: Watch, stage: str) -> Iterator[None]:
    """Tell a watch of work that is no stage of the pipeline."""
    watch(stage, None)
    start = time.perf_counter()
    yield
    watch(stage, time.perf_counter() - start)


def _line(stage: str, seconds: float | None) -> None:
    """A line in a log for a stage that is done."""
    if seconds is not None:
        print(f"{stage:<10} {seconds:8.2f} s", file=sys.stderr, flush=True)


def _bar(stages: int) -> Iterator[Watch]:
    """A bar with the name of the stage; it goes away when all is done."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn("{task.description:<10}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("start", total=stages)

        def watch(stage: str, seconds: float | None) -> None:
            bar.update(task, description=stage, advance=0 if seconds is None else 1)

        yield watch
