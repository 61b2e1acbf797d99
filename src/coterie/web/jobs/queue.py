"""The queue: so many jobs at once, the rest in line, each in a process of its own."""

from __future__ import annotations

import hashlib
import json
import re
import secrets
import shutil
import sqlite3
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from coterie.errors import InputError, SurroundingsError, explained
from coterie.store.folder import clear_left_by
from coterie.web.jobs.index import ENDED, Event, Index, Job, State
from coterie.web.jobs.process import Caps, Process
from coterie.web.observe import BUG, log_bug
from coterie.web.settings import Settings, bytes_of

ID = r"[0-9a-f]{16}"
LANES = {"run": "runs", "score": "runs", "instead": "runs", "look": "short", "export": "short"}  # what is short need not wait for runs
AGAIN = 1.0  # seconds
Kept = TypeVar("Kept")
Ended = Callable[[Job], None]


class Jobs:
    """All jobs of a server. `ended` is called with every job that is over."""

    def __init__(self, folder: Path, private: Path, settings: Settings) -> None:
        self.folder, self.work = folder, private / "jobs"
        self.work.mkdir(mode=0o700, exist_ok=True)
        self.index = Index(private / "jobs.sqlite")
        self.caps = Caps(bytes_of(settings.memory), settings.minutes * 60)
        self.threads = {"runs": settings.at_once, "short": 1}
        self.ended: list[Ended] = []
        self._running: dict[str, Process] = {}
        self._cancelled: set[str] = set()
        self._news = threading.Condition()
        self._told = 0
        self.stopping = False
        self._workers: list[threading.Thread] = []

    @property
    def working(self) -> bool:
        """Whether all that work through the line are alive."""
        return bool(self._workers) and all(worker.is_alive() for worker in self._workers)

    # ---- what routes ask for

    def add(self, kind: str, task: Mapping[str, Any], *, key: str = "") -> tuple[Job, bool]:
        """A new job in line; or, where one was started with the same key, that one. And whether it is new."""
        id, digest = secrets.token_hex(8), hashlib.sha256(json.dumps([kind, task], sort_keys=True).encode()).hexdigest()
        kept = hashlib.sha256(key.encode()).hexdigest() if key else None
        new = self.index.add(id, kind, LANES[kind], task, key=kept, digest=digest)
        if not new and kept:
            found = self.index.with_key(kept)
            if found and found[1] != digest:
                fact = "This Idempotency-Key was sent before, with something else"
                raise InputError("key-reused", fact, remedy="Send a new key for a new job.")
            id = found[0] if found else id
        self._tell()
        return self.get(id), new

    def get(self, id: str) -> Job:
        """A job by its id."""
        job = self.index.get(id) if re.fullmatch(ID, id) else None
        if job is None:
            raise InputError("no-job", "There is no such job", remedy="Ask for the list of jobs.")
        return job

    def all(self, *states: str) -> list[Job]:
        """The jobs in these states, or all, the newest first."""
        return self.index.all(*states)

    def events(self, id: str, after: int = 0) -> list[Event]:
        """What was told of a job after the event of that number."""
        return self.index.events(id, after)

    def place(self, id: str) -> Path:
        """The folder of a job, for what it makes."""
        return self.work / id

    def cancel(self, id: str) -> Job:
        """Take a job out of the line, or end it; what is over stays as it is."""
        job = self.get(id)
        if job.state in ENDED:
            raise InputError("job-ended", f"The job is {job.state} already", remedy="There is nothing to cancel.")
        if not self.index.end(id, "cancelled", of="queued"):
            with self._news:
                self._cancelled.add(id)
                process = self._running.get(id)
            if process:
                process.stop()
            self._until_ended(id)
        self._tell()
        return self.get(id)

    def remove(self, id: str) -> None:
        """Forget a job that is over, and what it made."""
        if self.get(id).state not in ENDED:
            raise InputError("job-not-ended", "The job is not over", remedy="Cancel it first.")
        self.index.remove(id)
        shutil.rmtree(self.place(id), ignore_errors=True)

    def expire(self, hours: float) -> None:
        """Forget jobs that were over so long ago."""
        oldest = (datetime.now(UTC) - timedelta(hours=hours)).isoformat()
        for job in self.all(*ENDED):
            if job.ended and job.ended < oldest:
                self.remove(job.id)

    def wait(self, seconds: float) -> None:
        """Until there is news of any job, or so many seconds."""
        with self._news:
            self._news.wait(seconds)

    # ---- the life of the queue

    def start(self) -> None:
        """Say of what was running when the server died that it failed, and begin to work through the line."""
        for job in self.all("running"):
            self._clean(job.id)
            error = SurroundingsError("server-died", "The server ended while the job was running", remedy="Start it again.")
            self.index.end(job.id, "failed", error=error.as_record())
        self.stopping = False
        lanes = [lane for lane, count in self.threads.items() for _ in range(count)]
        self._workers = [threading.Thread(target=self._work, args=(lane,), daemon=True, name=f"coterie-{lane}") for lane in lanes]
        for worker in self._workers:
            worker.start()

    def stop(self) -> None:
        """End the workers; what was running goes back to where it was in line."""
        with self._news:
            self.stopping = True
            self._told += 1
            running = list(self._running.values())
            self._news.notify_all()
        for process in running:
            process.stop()
        for worker in self._workers:
            worker.join()

    def _work(self, lane: str) -> None:
        """Do one job after the other."""
        while not self.stopping:
            told = self._told
            job = self._kept(lambda: self.index.take(lane))
            if job:
                self._tell()
                self._do(job)
                self._tell()
            else:
                self._wait_since(told)

    def _wait_since(self, told: int) -> None:
        """Until there is other news than so much."""
        with self._news:
            self._news.wait_for(lambda: self.stopping or self._told != told)

    def _do(self, job: Job) -> None:
        """One job, whatever becomes of it."""
        state: State = "failed"
        result = error = None
        try:
            result, error = self._ran(job)
            state = "failed" if error else "done"
        except Exception as failure:  # of this job; the others go on
            told = explained(failure)
            if told.code == BUG:
                log_bug(failure)
            error = told.as_record()
        self._clean(job.id)
        with self._news:
            cancelled = job.id in self._cancelled
            self._cancelled.discard(job.id)
        if self.stopping and state != "done" and not cancelled:
            return self.index.back(job.id)
        if cancelled and state != "done":
            self._kept(lambda: self.index.end(job.id, "cancelled"))
        else:
            self._kept(lambda: self.index.end(job.id, state, result=result, error=error))
        with suppress(InputError):  # it was removed as soon as it was over
            over = self.get(job.id)
            for ended in self.ended:
                ended(over)
        return None

    def _kept(self, write: Callable[[], Kept]) -> Kept | None:
        """Write into the index; while it cannot be written, the disk being full, try again: a lane that ends would hold up all others."""
        while True:
            try:
                return write()
            except sqlite3.Error as failure:
                log_bug(failure)
                if self.stopping:
                    return None
                time.sleep(AGAIN)

    def _ran(self, job: Job) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
        """The result of a job, or its error."""
        place = self.place(job.id)
        place.mkdir(mode=0o700, exist_ok=True)
        task = {**job.task, "kind": job.kind, "out": str(self.folder), "place": str(place)}
        process = Process(task, place, self.caps, lambda kind, data: self._heard(job.id, kind, data))
        with self._news:
            self._running[job.id] = process
            late = self.stopping or job.id in self._cancelled
        try:
            if late:
                process.stop()
            outcome = process.wait()
        finally:
            with self._news:
                self._running.pop(job.id, None)
            clear_left_by(self.folder, process.pid)
        return outcome.get("result"), outcome.get("error")

    def _heard(self, id: str, kind: str, data: Mapping[str, Any]) -> None:
        self.index.tell(id, kind, data)
        self._tell()

    def _tell(self) -> None:
        with self._news:
            self._told += 1  # who looked before, and has not begun to wait yet, sees that there is news
            self._news.notify_all()

    def _until_ended(self, id: str) -> None:
        while self.get(id).state == "running" and not self.stopping:
            self.wait(0.2)

    def _clean(self, id: str) -> None:
        """Throw away what a job had lying about; what it made stays."""
        shutil.rmtree(self.place(id) / "tmp", ignore_errors=True)
