"""What is unpacked or fetched goes into scratch files, within the room there is on the disk."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from coterie.engines.duckdb import DuckDBEngine
from coterie.errors import InputError, SurroundingsError
from coterie.read._archive import is_archive
from coterie.read._magic import GZIP, HEAD, ZSTD

CHUNK = 1 << 22
# Exports shrink to a fifth or a thirtieth when they are packed; what shrinks to less than a two-hundredth is a bomb.
RATIO = 200
# No disk is hurt by so little, and a table of one repeated line does shrink that much.
HARMLESS = 1 << 28
ROOM = 0.9


class Write(Protocol):
    """Takes the next bytes of a scratch file."""

    def __call__(self, chunk: bytes) -> None:
        """Write them, or refuse them where there is no room."""


@contextmanager
def scratch_file(engine: DuckDBEngine, name: str, size: int = 0) -> Iterator[tuple[Path, Write]]:
    """A new scratch file and what writes to it. `size` is how large it will become, where that is known."""
    path = engine.scratch(".part")
    room = check_room(path.parent, name, size)
    written = 0
    with path.open("wb") as file:

        def write(chunk: bytes) -> None:
            nonlocal written
            written += len(chunk)
            if written > room:
                raise _no_room(path.parent, name)
            try:
                file.write(chunk)
            except OSError as error:
                if error.errno in (errno.ENOSPC, errno.EDQUOT):
                    raise _no_room(path.parent, name) from error
                raise SurroundingsError("write-failed", f"Writing failed ({error.strerror})", place=str(path.parent)) from error

        yield path, write


def unpacked(engine: DuckDBEngine, read: Callable[[int], bytes], packed: int, name: str, so_far: Callable[[], int]) -> Path:
    """A scratch file with what `read` unpacks of something that is `packed` bytes long; `so_far` says how many of them were read."""
    most, size = max(HARMLESS, RATIO * packed), 0
    with scratch_file(engine, name) as (path, write):
        while chunk := read(CHUNK):
            size += len(chunk)
            if size > most:
                fact = f"The packed file of {packed:,} bytes unpacks to more than {most:,} bytes"
                raise InputError("unpacks-too-large", fact, place=name, remedy="If that is right, unpack it yourself and give the file.")
            write(chunk)
            engine.meter(f"{name} (unpacking)", min(so_far(), packed), packed)
    with path.open("rb") as file:
        head = file.read(HEAD)
    if head.startswith((GZIP, *ZSTD)) or is_archive(path, head):
        raise InputError("packed-twice", "What is packed here is packed once more", place=name, remedy="Unpack it once, and give that.")
    return path


def check_room(folder: Path, name: str, size: int) -> int:
    """How many bytes may be written to a folder; refused where they are fewer than needed."""
    room = int(shutil.disk_usage(folder).free * ROOM)
    if size > room:
        raise _no_room(folder, name)
    return room


def _no_room(folder: Path, name: str) -> SurroundingsError:
    """The error of a disk without room for a scratch file."""
    fact = f"There is no room for {name} in the temporary folder: {shutil.disk_usage(folder).free:,} bytes are free"
    return SurroundingsError(
        "disk-full", fact, place=str(folder), remedy="Free some room there, or set TMPDIR to a folder on a larger disk."
    )
