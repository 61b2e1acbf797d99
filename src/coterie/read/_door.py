"""The door: what the user gave is looked at, and handed to the reader that recognises it by its content."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from coterie.engines.duckdb import DuckDBEngine
from coterie.errors import InputError, SurroundingsError, shown
from coterie.plan import Plan
from coterie.read._choice import check_choice
from coterie.read._table import Reader, Table
from coterie.registry import load_all, members

# How formats begin that no reader takes, to say what the file is.
KNOWN = {
    b"PK\x03\x04": "an Excel workbook or a zip archive",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook",
    b"PAR1": "a Parquet file",
    b"%PDF-": "a PDF",
    b"SQLite format 3": "an SQLite database",
    b"<": "a web page or XML",
    b"{": "JSON",
    b"[": "JSON",
    b"\x89PNG": "a picture",
}
NOWHERE = (errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG, errno.ELOOP)
KINDS = {stat.S_ISDIR: "a folder", stat.S_ISFIFO: "a pipe", stat.S_ISCHR: "a device", stat.S_ISBLK: "a device", stat.S_ISSOCK: "a socket"}


def open_table(engine: DuckDBEngine, thing: Any, slot: str, plan: Plan) -> Table:
    """The views of what was given, made by the reader that recognises it."""
    head = b""
    reader = _reader(thing, head)
    if reader is None and isinstance(thing, str | os.PathLike):
        head = _head(Path(thing))
        reader = _reader(thing, head)
    if reader is None:
        raise _unknown(thing, head)
    check_choice(reader, thing, slot, plan)
    return reader.open(engine, thing, slot, plan)


def _reader(thing: Any, head: bytes) -> Reader | None:
    """The reader that recognises a thing."""
    readers: Iterable[Reader] = load_all("read").values()
    return next((reader for reader in readers if reader.recognises(thing, head)), None)


def _unknown(thing: Any, head: bytes) -> InputError:
    """The refusal of what no reader takes."""
    if not isinstance(thing, str | os.PathLike):
        fact = f"A {type(thing).__name__} is no table"
        return InputError("unknown-table", fact, remedy="Give a path, or a pandas, Polars, Arrow or DuckDB table.")
    if not head:
        return InputError("empty-file", "The file is empty", place=str(thing), remedy="Export it again.")
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    found = next((name for magic, name in KNOWN.items() if text.startswith(magic)), "of an unknown kind")
    remedy = f"Save it as one of: {', '.join(members('read'))}."
    return InputError("unknown-format", f"The file is {found}, whatever its name says", place=str(thing), remedy=remedy)


def _head(path: Path) -> bytes:
    """How a file begins; what is no ordinary file is refused before it is opened, for it might never end."""
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError) as error:
        if isinstance(error, ValueError) or error.errno in NOWHERE:
            fact = "The link leads nowhere" if os.path.islink(path) else "There is no such file"  # noqa: PTH114 (it does not raise)
            raise InputError("file-missing", fact, place=shown(path)[1:-1], remedy=_nearest(path)) from error
        raise SurroundingsError("no-access", f"The file cannot be read: {error.strerror}", place=str(path)) from error
    if not stat.S_ISREG(mode):
        kind = next((name for test, name in KINDS.items() if test(mode)), "no file")
        raise InputError("not-a-file", f"This is {kind}, not a file", place=str(path), remedy="Give the path of one file.")
    try:
        with path.open("rb") as file:
            return file.read(64)
    except OSError as error:
        raise SurroundingsError("no-access", f"The file cannot be read: {error.strerror}", place=str(path)) from error


def _nearest(path: Path) -> str:
    """A remedy that names the file of the same folder whose name is nearest."""
    import difflib

    beside = [p.name for p in path.parent.iterdir() if p.is_file()] if path.parent.is_dir() else []
    near = difflib.get_close_matches(path.name, beside, n=1)
    return f"Did you mean '{path.with_name(near[0])}'?" if near else "Check the path."
