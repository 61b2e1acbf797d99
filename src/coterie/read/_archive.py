"""Zip archives, opened with care: how much is read of them is bounded, and nothing is ever written under a name of theirs."""

from __future__ import annotations

import errno
import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from coterie.errors import InputError, SurroundingsError
from coterie.read._magic import ZIP

LONGEST_LIST = 1 << 24
WORKBOOKS = {"xl/workbook.xml", "xl/workbook.bin"}
DOCUMENT = b"application/vnd.oasis.opendocument"
# What damage raises: the module believes a field before it checks it.
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OverflowError, IndexError, NotImplementedError)


class _Modest(io.BufferedReader):
    """A file of which no large piece is read at once: the list of an archive is as long as the archive claims."""

    def read(self, size: int | None = -1, /) -> bytes:
        """Read, but not too much."""
        if size is not None and size > LONGEST_LIST:
            raise zipfile.BadZipFile("The list of files is too long")
        return super().read(size)


@contextmanager
def archive(path: Path, name: str) -> Iterator[zipfile.ZipFile]:
    """An archive; damage becomes an error that says so."""
    try:
        with _Modest(io.FileIO(path)) as file, zipfile.ZipFile(file) as opened:
            yield opened
    except (*BROKEN, OSError) as error:
        if isinstance(error, OSError) and error.errno not in (None, errno.EINVAL):
            raise SurroundingsError("no-access", f"The file cannot be read: {error.strerror}", place=name) from error
        raise InputError("broken-zip", "The zip archive is broken", place=name, remedy="Copy or pack it again.") from error


def is_archive(path: Path, head: bytes) -> bool:
    """Whether a file is a zip archive of files. Workbooks are zip archives too, but of parts that no user knows."""
    if not head.startswith(ZIP):
        return False
    try:
        with archive(path, str(path)) as opened:
            names = set(opened.namelist())
            return not (names & WORKBOOKS or ("mimetype" in names and _kind(opened).startswith(DOCUMENT)))
    except InputError:
        return True


def _kind(opened: zipfile.ZipFile) -> bytes:
    """What an archive of OpenDocument says that it is."""
    with opened.open("mimetype") as file:
        return file.read(len(DOCUMENT))
