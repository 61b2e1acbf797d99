"""A folder that is complete or absent: filled under a temporary name, forced to the disk, then renamed."""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from coterie.errors import InputError, SurroundingsError

UNFINISHED = ".unfinished-"
AT_FDCWD, RENAME_EXCHANGE = -100, 2  # what Linux calls them


def sync(path: Path) -> None:
    """Force a file's or a folder's content to the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def named_failures(place: Path) -> Iterator[None]:
    """Turn what the disk refuses into an error that names the place and the cause."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise disk_full(place) from error
        fact = f"Writing failed ({error.strerror or error})"
        where = str(error.filename or place)
        remedy = "Choose another folder; earlier runs are intact."
        raise SurroundingsError("write-failed", fact, place=str(place) if UNFINISHED in where else where, remedy=remedy) from error


def disk_full(place: Path, written: int = 0) -> SurroundingsError:
    """The error of a disk without room: how much is free, and how much was written when it was full."""
    there = next(folder for folder in (place, *place.absolute().parents) if folder.exists())
    free = shutil.disk_usage(there).free
    needed = f"; more than {written + free:,} bytes are needed" if written else ""
    fact = f"The disk is full: {free:,} bytes are free{needed}"
    return SurroundingsError(
        "disk-full", fact, place=str(place), remedy="Free some room or choose another folder; earlier runs are intact."
    )


def check_writable(path: Path, *, folder: bool) -> None:
    """Refuse a place where nothing can be written, before the work whose result is to go there.

    >>> check_writable(Path("report.html"), folder=False)
    """
    there = next(place for place in (path, *path.absolute().parents) if place.exists())
    if there == path and path.is_dir() and not folder:
        raise InputError("is-a-folder", "This is a folder, not a file", place=str(path), remedy="Give the name of the file to write.")
    if there != path and not there.is_dir():
        raise InputError("not-a-folder", "A file stands where a folder is needed", place=str(there), remedy="Choose another folder.")
    if folder and there == path and not path.is_dir():
        raise InputError("not-a-folder", "This is a file, not a folder", place=str(path), remedy="Choose another folder.")
    if not os.access(there, os.W_OK):
        raise SurroundingsError("write-failed", "Nothing can be written there", place=str(there), remedy="Choose another folder.")


def write_folder(parent: Path, name: str, fill: Callable[[Path], None]) -> Path:
    """Let `fill` write into a new folder, and show it under `name` (or `name-2`…) only when all is on the disk."""
    with named_failures(parent):
        parent.mkdir(parents=True, exist_ok=True)
        _clear_unfinished(parent)
        work = parent / f"{UNFINISHED}{os.getpid()}-{name}"
        work.mkdir(mode=0o700)
        try:
            fill(work)
            for file in sorted(work.iterdir()):
                sync(file)
            sync(work)
            final = _rename_to_free(work, parent, name)
        except BaseException as error:
            written = sum(file.stat().st_size for file in work.iterdir())
            shutil.rmtree(work, ignore_errors=True)
            if "No space left" in str(error):  # the engine, too, passes on what the system says
                raise disk_full(parent, written) from error
            raise
        sync(parent)
        return final


def _rename_to_free(work: Path, parent: Path, name: str) -> Path:
    """Rename to the first free name; a rename onto a filled folder fails, so two writers cannot meet."""
    number = 1
    while True:
        final = parent / (name if number == 1 else f"{name}-{number}")
        if not final.exists():
            with suppress(FileExistsError, NotADirectoryError):
                try:
                    work.rename(final)
                    return final
                except OSError as error:
                    if not final.exists():
                        raise error
        number += 1


def _clear_unfinished(parent: Path) -> None:
    """Remove what a process that is no longer there left behind."""
    for left in parent.glob(f"{UNFINISHED}*"):
        process = left.name.removeprefix(UNFINISHED).partition("-")[0]
        if process.isdigit() and not Path(f"/proc/{process}").exists() and Path("/proc/self").exists():
            shutil.rmtree(left, ignore_errors=True)


def clear_left_by(parent: Path, process: int) -> None:
    """Remove what a process that has just ended left behind.

    >>> clear_left_by(Path("nowhere"), 1)
    """
    for left in parent.glob(f"{UNFINISHED}{process}-*"):
        if left.is_dir() and not left.is_symlink():
            shutil.rmtree(left, ignore_errors=True)
        else:
            left.unlink(missing_ok=True)


def point_to(parent: Path, link: str, target: str) -> None:
    """Make `parent/link` point to `target`, at once and for good."""
    with named_failures(parent):
        temporary = parent / f"{UNFINISHED}{os.getpid()}-{link}"
        with suppress(FileNotFoundError):
            temporary.unlink()
        temporary.symlink_to(target)
        temporary.replace(parent / link)
        sync(parent)


def write_file(path: Path, content: str | bytes) -> Path:
    """Write one file whole or not at all."""
    return write_whole(path, lambda temporary: temporary.write_bytes(content.encode() if isinstance(content, str) else content))


def write_whole(path: Path, fill: Callable[[Path], object]) -> Path:
    """Let `fill` write a file under another name of the same ending; it gets its own name, in a folder that is there, when it is whole."""
    with named_failures(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(f"{UNFINISHED}{os.getpid()}-{path.name}")
        try:
            fill(temporary)
            sync(temporary)
            temporary.replace(path)
        finally:
            with suppress(FileNotFoundError):
                temporary.unlink()
        sync(path.parent)
    return path


def prepare_instead(folder: Path, fill: Callable[[Path], None]) -> Path:
    """Let `fill` write a folder that is to stand in the place of another, beside it; the other stays until `exchange`."""
    with named_failures(folder):
        _clear_unfinished(folder.parent)
        work = folder.with_name(f"{UNFINISHED}{os.getpid()}-{folder.name}")
        work.mkdir(mode=0o700)
        try:
            fill(work)
            for file in sorted(work.iterdir()):
                sync(file)
            sync(work)
        except BaseException:
            shutil.rmtree(work, ignore_errors=True)
            raise
        return work


def exchange(folder: Path, work: Path) -> None:
    """Put a prepared folder in the place of another at once, and remove that one."""
    with named_failures(folder):
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.renameat2(AT_FDCWD, os.fsencode(work), AT_FDCWD, os.fsencode(folder), RENAME_EXCHANGE):
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), str(folder))
        sync(folder.parent)
        shutil.rmtree(work)
