"""The index of jobs: one SQLite file in WAL mode, so that what was queued and what was told survives the server."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from coterie.errors import SurroundingsError

State = Literal["queued", "running", "done", "failed", "cancelled"]
ENDED = ("done", "failed", "cancelled")
TABLES = """
CREATE TABLE IF NOT EXISTS jobs (
    number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, lane TEXT NOT NULL, state TEXT NOT NULL,
    task TEXT NOT NULL, created TEXT NOT NULL, started TEXT, ended TEXT, result TEXT, error TEXT, key TEXT UNIQUE, digest TEXT
) STRICT;
CREATE TABLE IF NOT EXISTS events (
    job TEXT NOT NULL, number INTEGER NOT NULL, at TEXT NOT NULL, kind TEXT NOT NULL, data TEXT NOT NULL, PRIMARY KEY (job, number)
) STRICT, WITHOUT ROWID;
"""
COLUMNS = "id, kind, state, task, created, started, ended, result, error"


@dataclass(frozen=True)
class Event:
    """One piece of news of a job, numbered 1, 2, 3…"""

    number: int
    at: str
    kind: str
    data: Mapping[str, Any]


@dataclass(frozen=True)
class Job:
    """What is to be done or was done; `result` is what came of it, `error` why nothing did."""

    id: str
    kind: str
    state: State
    task: Mapping[str, Any]
    created: str
    started: str | None = None
    ended: str | None = None
    result: Mapping[str, Any] | None = None
    error: Mapping[str, Any] | None = None
    ahead: int = field(default=0, compare=False)


class Index:
    """The jobs and their events.

    >>> import tempfile
    >>> index = Index(Path(tempfile.mkdtemp()) / "jobs.sqlite")
    >>> index.add("a1", "run", "runs", {"title": "Shop"})
    True
    >>> index.take("runs").state, index.get("a1").kind, [event.data for event in index.events("a1")]
    ('running', 'run', [{'state': 'queued'}, {'state': 'running'}])
    """

    def __init__(self, file: Path) -> None:
        self._lock, self._reading = threading.Lock(), threading.Lock()
        try:
            # Who reads waits for no disk: only what is written is forced to it.
            self._connection, self._reader = (
                sqlite3.connect(file, check_same_thread=False, isolation_level=None, timeout=30) for _ in ("writes", "reads")
            )
            self._connection.execute("PRAGMA journal_mode = WAL")
            self._connection.execute("PRAGMA synchronous = FULL")
            self._connection.executescript(TABLES)
        except sqlite3.Error as error:
            remedy = "See whether its folder can be written to. If the file is damaged, remove it: what was in line is lost, runs are not."
            raise SurroundingsError(
                "jobs-unreadable", f"The line of jobs cannot be opened ({error})", place=str(file), remedy=remedy
            ) from error

    def close(self) -> None:
        """Let go of the file."""
        with self._lock, self._reading:
            self._connection.close()
            self._reader.close()

    @contextmanager
    def _change(self) -> Iterator[sqlite3.Connection]:
        """All that the block writes, or nothing."""
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def add(self, id: str, kind: str, lane: str, task: Mapping[str, Any], *, key: str | None = None, digest: str = "") -> bool:
        """Put a job in line; False where there is one with this key."""
        with self._change() as db:
            row = (id, kind, lane, json.dumps(task), _now(), key, digest)
            sql = "INSERT INTO jobs (id, kind, lane, state, task, created, key, digest) VALUES (?, ?, ?, 'queued', ?, ?, ?, ?)"
            if not db.execute(f"{sql} ON CONFLICT (key) DO NOTHING", row).rowcount:
                return False
            self._tell(db, id, "state", {"state": "queued"})
            return True

    def with_key(self, key: str) -> tuple[str, str] | None:
        """The id and the digest of the job with this key."""
        with self._reading:
            found: tuple[str, str] | None = self._reader.execute("SELECT id, digest FROM jobs WHERE key = ?", (key,)).fetchone()
            return found

    def take(self, lane: str) -> Job | None:
        """The next job in line, which is running from now on."""
        with self._change() as db:
            row = db.execute(
                f"UPDATE jobs SET state = 'running', started = ? WHERE number = (SELECT min(number) FROM jobs WHERE state = 'queued'"
                f" AND lane = ?) RETURNING {COLUMNS}",
                (_now(), lane),
            ).fetchone()
            if row:
                self._tell(db, row[0], "state", {"state": "running"})
            return _job(row) if row else None

    def end(
        self, id: str, state: State, *, result: Mapping[str, Any] | None = None, error: Mapping[str, Any] | None = None, of: str = "running"
    ) -> bool:
        """Say how a job ended, unless it is no longer in the state `of`."""
        with self._change() as db:
            row = (state, _now(), json.dumps(result) if result else None, json.dumps(error) if error else None, id, of)
            sql = "UPDATE jobs SET state = ?, ended = ?, result = ?, error = ? WHERE id = ? AND state = ?"
            if not db.execute(sql, row).rowcount:
                return False
            self._tell(db, id, "state", {"state": state, **({"error": error} if error else {})})
            return True

    def back(self, id: str) -> None:
        """Put a job that was running back to where it was in line."""
        with self._change() as db:
            if db.execute("UPDATE jobs SET state = 'queued', started = NULL WHERE id = ? AND state = 'running'", (id,)).rowcount:
                self._tell(db, id, "state", {"state": "queued"})

    def tell(self, id: str, kind: str, data: Mapping[str, Any]) -> None:
        """Write down a piece of news."""
        with self._change() as db:
            self._tell(db, id, kind, data)

    def _tell(self, db: sqlite3.Connection, id: str, kind: str, data: Mapping[str, Any]) -> None:
        number = "(SELECT coalesce(max(number), 0) + 1 FROM events WHERE job = ?)"
        db.execute(f"INSERT INTO events VALUES (?, {number}, ?, ?, ?)", (id, id, _now(), kind, json.dumps(data)))

    def get(self, id: str) -> Job | None:
        """One job, and how many are ahead of it in line."""
        with self._reading:
            ahead = "(SELECT count(*) FROM jobs AS o WHERE o.lane = j.lane AND o.state = 'queued' AND o.number < j.number)"
            row = self._reader.execute(f"SELECT {COLUMNS}, {ahead} FROM jobs AS j WHERE id = ?", (id,)).fetchone()
        return _job(row) if row else None

    def all(self, *states: str) -> list[Job]:
        """The jobs in these states, or all, the newest first."""
        among = f" WHERE state IN ({', '.join('?' * len(states))})" if states else ""
        with self._reading:
            rows = self._reader.execute(f"SELECT {COLUMNS} FROM jobs{among} ORDER BY number DESC", states).fetchall()
        return [_job(row) for row in rows]

    def events(self, id: str, after: int = 0) -> list[Event]:
        """What was told of a job after the event of that number."""
        with self._reading:
            sql = "SELECT number, at, kind, data FROM events WHERE job = ? AND number > ? ORDER BY number"
            rows = self._reader.execute(sql, (id, after)).fetchall()
        return [Event(number, at, kind, json.loads(data)) for number, at, kind, data in rows]

    def counts(self) -> dict[str, int]:
        """How many jobs are in each state."""
        with self._reading:
            return dict(self._reader.execute("SELECT state, count(*) FROM jobs GROUP BY state ORDER BY state").fetchall())

    def remove(self, id: str) -> None:
        """Forget a job that has ended, with all that was told of it."""
        with self._change() as db:
            db.execute("DELETE FROM events WHERE job = ?", (id,))
            db.execute("DELETE FROM jobs WHERE id = ?", (id,))


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def _job(row: tuple[Any, ...]) -> Job:
    id, kind, state, task, created, started, ended, result, error, *ahead = row
    made, failed = (json.loads(each) if each else None for each in (result, error))
    return Job(id, kind, state, json.loads(task), created, started, ended, made, failed, *ahead)
