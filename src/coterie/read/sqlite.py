"""SQLite databases, opened for reading only: one table or view, or what a query gives.

Every value becomes the text that is stored, whatever the column is declared as; whole numbers have no tail (17850, not
17850.0), and what is no text but bytes is written in hexadecimal.
"""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from coterie.engines.duckdb import DuckDBEngine
from coterie.errors import InputError, SurroundingsError
from coterie.plan import Plan
from coterie.read._choice import choose, query_wanted
from coterie.read._spool import BATCH_ROWS, BATCH_TEXT, Spool
from coterie.read._table import Reader, Table
from coterie.sql import quote

MAGIC = b"SQLite format 3\0"
WAL_MODE = 2
PATIENCE = 5.0
CHUNK = 256
EXACT = 1 << 53
ONE_SELECT = "Give one SELECT, or another table with --table."
READING = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE}
BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
BROKEN = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT}
STATEMENT = {sqlite3.SQLITE_ERROR, sqlite3.SQLITE_AUTH}
DAMAGE = re.compile(r"tree|page|rowid|malformed|freelist", re.IGNORECASE)
DENIED = "not authorized"


class SQLiteReader:
    """Reads SQLite."""

    takes = ("table", "query")
    sees_one_state = True  # although the file may be written to meanwhile

    def recognises(self, thing: Any, head: bytes) -> bool:
        """Begins with the format's mark."""
        return head.startswith(MAGIC)

    def open(self, engine: DuckDBEngine, thing: str | os.PathLike[str], slot: str, plan: Plan) -> Table:
        """Make the two views over what was read, written down as texts."""
        path, place, query = Path(thing), str(thing), query_wanted(plan, slot)
        spool, notes = Spool(engine), tuple[str, ...]()
        with _opened(path, place) as database:
            if query is None:
                name, notes = _chosen(database, plan, slot, place)
                _check(database, name, place)
            else:
                database.set_authorizer(_may)
            cursor = database.execute(f"SELECT * FROM {quote.name(name)}" if query is None else query)
            if cursor.description is None:
                raise InputError("bad-query", "The query gives no table", place=place, remedy=ONE_SELECT)
            header = [str(column[0]) for column in cursor.description]
            for rows in _batches(cursor):
                _write(spool, rows)
        if not spool.rows:
            raise InputError("no-rows", "The table has no rows", place=place, remedy="Choose another one with --table or --query.")
        return spool.views(place, slot, header, notes=notes)


def _may(action: int, first: str | None, *_: str | None) -> int:
    """Whether a query may do this: it may read."""
    return sqlite3.SQLITE_OK if action in READING and first != "load_extension" else sqlite3.SQLITE_DENY


@contextmanager
def _opened(path: Path, place: str) -> Iterator[sqlite3.Connection]:
    """The database, in one state from the first row to the last; what goes wrong becomes an error that says so."""
    log = path.with_name(path.name + "-wal")
    with path.open("rb") as file:
        still = file.read(len(MAGIC) + 3)[-1] == WAL_MODE and not (log.exists() and log.stat().st_size)
    # A database with an empty log would get files beside it even when it is only read, unless it is said to stand still.
    before = path.stat()
    address = f"{path.absolute().as_uri()}?{'immutable=1' if still else 'mode=ro'}"
    try:
        with closing(sqlite3.connect(address, uri=True, timeout=PATIENCE, isolation_level=None)) as database:
            database.text_factory = partial(str, encoding="utf-8", errors="surrogateescape")
            database.execute("BEGIN")
            yield database
    except (sqlite3.Error, sqlite3.Warning) as error:
        raise _told(error, place) from error
    after = path.stat()
    if still and (before.st_mtime_ns, before.st_size, False) != (after.st_mtime_ns, after.st_size, log.exists()):
        raise SurroundingsError("source-changed", "The database was changed while it was read", place=place, remedy="Run it again.")


def _told(error: Exception, place: str) -> InputError | SurroundingsError:
    """What SQLite has to say, as an error of ours."""
    code, says = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF, str(error).partition("\n")[0]
    if code in BUSY:
        remedy = "Close it there, or give a copy of the file."
        return SurroundingsError("database-busy", "Another program has locked the database", place=place, remedy=remedy)
    if code in BROKEN:
        return _broken(says, place)
    if code in STATEMENT or says == DENIED:
        why = "it may only read" if says == DENIED else says
        return InputError("bad-query", f"The database cannot run this: {why}", place=place, remedy=ONE_SELECT)
    remedy = "Open it once with the program that wrote it, so that it is closed properly."
    return SurroundingsError("no-access", f"The database cannot be opened: {says}", place=place, remedy=remedy)


def _broken(says: str, place: str) -> InputError:
    """The refusal of a damaged file."""
    remedy = "Copy it again, or mend it with: sqlite3 broken.db .recover | sqlite3 mended.db."
    return InputError("broken-sqlite", f"The SQLite database is broken ({says})", place=place, remedy=remedy)


def _chosen(database: sqlite3.Connection, plan: Plan, slot: str, place: str) -> tuple[str, tuple[str, ...]]:
    """The table to read, and a note on the others."""
    listed = "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite^_%' ESCAPE '^' ORDER BY rowid"
    headers = {str(row[0]): _header(database, str(row[0])) for row in database.execute(listed)}
    if not headers:
        raise InputError("no-tables", "The database has no tables", place=place, remedy="Check that it is the right file.")

    def size(name: str) -> int:
        return int(database.execute(f"SELECT count(*) FROM {quote.name(name)}").fetchone()[0])

    return choose(headers, size, plan, slot, place=place, word="table")


def _check(database: sqlite3.Connection, name: str, place: str) -> None:
    """Refuse a table whose pages do not hang together: rows of it would be missing without a word."""
    is_table = database.execute("SELECT type = 'table' FROM sqlite_master WHERE name = ?", (name,)).fetchone()[0]
    found = database.execute(f"PRAGMA quick_check({quote.name(name)})").fetchall() if is_table else []
    if damage := [str(row[0]) for row in found if DAMAGE.search(str(row[0]))]:
        raise _broken(damage[0].splitlines()[-1], place)


def _header(database: sqlite3.Connection, name: str) -> list[str]:
    """The names of a table's columns; none where a view is broken."""
    try:
        return [str(row[1]) for row in database.execute(f"PRAGMA table_info({quote.name(name)})")]
    except sqlite3.OperationalError:
        return []


def _batches(cursor: sqlite3.Cursor) -> Iterator[list[tuple[Any, ...]]]:
    """The rows in batches that fit into memory."""
    batch, size = list[tuple[Any, ...]](), 0
    while chunk := cursor.fetchmany(CHUNK):
        batch += chunk
        size += sum(len(value) for row in chunk for value in row if isinstance(value, str | bytes))
        if len(batch) >= BATCH_ROWS or size >= BATCH_TEXT:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _write(spool: Spool, rows: Sequence[tuple[Any, ...]]) -> None:
    """Write a batch down; a row with a text that is no UTF-8 is a faulty one."""
    columns = [[_text(value) for value in column] for column in zip(*rows, strict=True)]
    faults: list[str | None] = [None] * len(rows)
    for number in {number for column in columns for number in _unreadable(column)}:
        faults[number] = "unreadable characters"
        raw = "\t".join(column[number] or "" for column in columns).encode(errors="surrogateescape").decode(errors="replace")
        for place, column in enumerate(columns):
            column[number] = None if place else raw
    spool.write(dict(enumerate(columns)), range(spool.rows + 1, spool.rows + len(rows) + 1), faults)


def _text(value: Any) -> str | None:
    """A stored value as text.

    >>> [_text(v) for v in ("00123", 5, 17850.0, 0.1, b"a!", None)]
    ['00123', '5', '17850', '0.1', '6121', None]
    """
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bytes):
        return value.hex()
    return str(int(value)) if abs(value) < EXACT and value == int(value) else str(value)


def _unreadable(texts: Sequence[str | None]) -> Iterator[int]:
    """The places of texts that are no UTF-8."""
    try:
        "".join(text for text in texts if text).encode()
    except UnicodeEncodeError:
        yield from (place for place, text in enumerate(texts) if text and any("\udc80" <= letter <= "\udcff" for letter in text))


MEMBER: Reader = SQLiteReader()
