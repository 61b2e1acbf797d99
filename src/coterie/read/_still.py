"""Files must stand still while they are read: half of one state and half of another is no table."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from coterie.errors import CoterieError, SurroundingsError


def unchanged(path: Path, place: str) -> Callable[[], None]:
    """A check that the file is still as it is now, by its size and when it was written or replaced."""
    before = _state(path)

    def check() -> None:
        if _state(path) != before:
            raise SurroundingsError("source-changed", "The file was changed while it was read", place=place, remedy="Run it again.")

    return check


@contextmanager
def standing_still(path: Path, place: str) -> Iterator[None]:
    """A block that reads a file; what it found wrong with one that changed meanwhile is not what is wrong."""
    check = unchanged(path, place)
    try:
        yield
    except CoterieError:
        check()
        raise
    check()


def _state(path: Path) -> tuple[int, int, int] | None:
    """The size and the times of a file; None when it is gone. Whoever writes can set the first time back, but not the second."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns, found.st_ctime_ns
