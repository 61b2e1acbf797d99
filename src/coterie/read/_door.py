"""The door: what the user gave is looked at, and handed to the reader that recognises it by its content."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterable
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from coterie.engines.duckdb import DuckDBEngine
from coterie.errors import CoterieError, InputError, SurroundingsError, shown
from coterie.plan import Plan
from coterie.read._address import scheme_of
from coterie.read._choice import check_choice
from coterie.read._magic import HEAD, foreign
from coterie.read._still import standing_still
from coterie.read._table import Reader, Table
from coterie.registry import load_all
from coterie.sql import quote

NOWHERE = (errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG, errno.ELOOP)
KINDS = {stat.S_ISDIR: "a folder", stat.S_ISFIFO: "a pipe", stat.S_ISCHR: "a device", stat.S_ISBLK: "a device", stat.S_ISSOCK: "a socket"}


def open_table(engine: DuckDBEngine, thing: Any, slot: str, plan: Plan) -> Table:
    """The views of what was given, made by the reader that recognises it."""
    if isinstance(thing, str) and not thing.strip():
        raise InputError("no-path", "The path is empty", remedy="Give the path of a file, or leave it out.")
    head = b""
    reader = _reader(thing, head)
    if reader is None and isinstance(thing, str | os.PathLike):
        _check_address(thing)
        head = head_of_file(Path(thing))
        reader = _reader(thing, head)
    if reader is None:
        raise _unknown(thing, head)
    check_choice(reader, thing, slot, plan)
    still = standing_still(Path(thing), str(thing)) if head and not getattr(reader, "sees_one_state", False) else nullcontext()
    with still:
        return reader.open(engine, thing, slot, plan)


def open_as(engine: DuckDBEngine, path: Path, name: str, slot: str, plan: Plan) -> Table:
    """The views of what was unpacked or fetched into a scratch file, under the name that the user knows it by."""

    def known(text: str) -> str:
        return text.replace(str(path), name)

    try:
        table = open_table(engine, path, slot, plan)
    except CoterieError as error:
        # Said anew in place, so that it stays the kind of error that it is, with all that it carries.
        CoterieError.__init__(error, error.code, known(error.fact), place=known(error.place), remedy=known(error.remedy))
        raise
    named = f"{table.numbered}_named"
    file = f"replace(_file, {quote.text(str(path))}, {quote.text(name)})"
    engine.run(f"CREATE OR REPLACE VIEW {named} AS SELECT * REPLACE ({file} AS _file) FROM {table.numbered}")
    return Table(known(table.name), table.relation, named, tuple(map(known, table.notes)))


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
    fact = f"The file is {foreign(head) or 'of an unknown kind'}, whatever its name says"
    return InputError("unknown-format", fact, place=str(thing), remedy="Save it as CSV, as an Excel workbook or as Parquet.")


def _check_address(thing: str | os.PathLike[str]) -> None:
    """Refuse an address that no reader takes; as a path it would only be said not to exist."""
    if scheme := scheme_of(thing):
        remedy = "Give a path, or an address that begins with https://, http:// or s3://."
        raise InputError("unknown-address", f"Nothing is read from addresses that begin with {scheme}://", remedy=remedy)


def head_of_file(path: Path) -> bytes:
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
            return file.read(HEAD)
    except OSError as error:
        raise SurroundingsError("no-access", f"The file cannot be read: {error.strerror}", place=str(path)) from error


def _nearest(path: Path) -> str:
    """A remedy that names the file of the same folder whose name is nearest: its ending, which many share, says little."""
    import difflib

    beside = sorted(p.name for p in path.parent.iterdir() if p.is_file()) if path.parent.is_dir() else []
    stems: dict[str, str] = {}
    for name in sorted(beside, key=lambda name: Path(name).suffix != path.suffix):
        stems.setdefault(Path(name).stem.casefold(), name)
    near = difflib.get_close_matches(path.stem.casefold(), stems, n=1, cutoff=0.7)
    return f"Did you mean '{path.with_name(stems[near[0]])}'?" if near else "Check the path."
