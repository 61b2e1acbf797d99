"""One job in a process of its own: started with caps, listened to, and ended with all that it started."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from coterie.errors import SurroundingsError

PAUSE = 0.2  # seconds between two looks at what a job uses
GRACE = 3.0  # seconds that a job has to end by itself
PAGE = os.sysconf("SC_PAGE_SIZE")
Tell = Callable[[str, Mapping[str, Any]], None]


@dataclass(frozen=True)
class Caps:
    """The most that a job may use."""

    memory: int
    seconds: float


class Process:
    """A worker, from its start to its end."""

    def __init__(self, task: Mapping[str, Any], folder: Path, caps: Caps, tell: Tell) -> None:
        self.caps, self.tell, self.folder = caps, tell, folder
        self.reason: SurroundingsError | None = None
        self.stopped = False
        self.outcome: dict[str, Any] | None = None
        work = folder / "tmp"
        work.mkdir(parents=True, exist_ok=True)
        self._errors = (folder / "stderr.txt").open("wb")
        self._child = subprocess.Popen(
            [sys.executable, "-P", "-m", "coterie.web.jobs.worker"],  # -P: nothing is imported from the current folder
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            cwd=work,
            env={**os.environ, "TMPDIR": str(work), "PYTHONPATH": _path()},
            start_new_session=True,
        )
        self.pid = self._child.pid
        assert self._child.stdin is not None
        with suppress(BrokenPipeError):
            self._child.stdin.write(json.dumps({**task, "cap": caps.memory}).encode() + b"\n")
            self._child.stdin.flush()  # and it stays open: the worker ends when the server is gone

    def wait(self) -> dict[str, Any]:
        """Listen until it ends; what it says last is what came of it. A worker that ends without a word says why by how it ended."""
        watcher = threading.Thread(target=self._watch, daemon=True)
        watcher.start()
        assert self._child.stdout is not None
        for line in self._child.stdout:
            told = json.loads(line)
            if "outcome" in told:
                self.outcome = told["outcome"]
            else:
                self.tell(told["kind"], told["data"])
        code = self._child.wait()
        self._end(signal.SIGKILL)  # what it started and left behind
        watcher.join()
        self._close()
        if self.reason:
            raise self.reason
        if self.outcome is None:
            raise _ended(code)
        return self.outcome

    def stop(self) -> None:
        """End it, first politely."""
        self.stopped = True
        self._end(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            self._child.wait(GRACE)
        self._end(signal.SIGKILL)

    def _watch(self) -> None:
        """Hold it to its caps while it runs."""
        end = time.monotonic() + self.caps.seconds
        while self._child.poll() is None:
            used = resident(self.pid)
            if used > self.caps.memory:
                self.reason = SurroundingsError(
                    "out-of-memory",
                    f"The job took more than the {self.caps.memory:,} bytes of memory that it may have",
                    remedy="Start the server with a larger --memory, or give less data.",
                )
            elif time.monotonic() > end:
                fact = f"The job took longer than the {self.caps.seconds / 60:g} minutes that it may take"
                self.reason = SurroundingsError("out-of-time", fact, remedy="Start the server with more --minutes, or give less data.")
            if self.reason:
                self._end(signal.SIGKILL)
                return
            with suppress(subprocess.TimeoutExpired):
                self._child.wait(PAUSE)

    def _end(self, how: signal.Signals) -> None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, how)

    def _close(self) -> None:
        for pipe in (self._child.stdin, self._child.stdout, self._errors):
            if pipe:
                with suppress(OSError):
                    pipe.close()


def _path() -> str:
    """Where packages are looked for, told so that it holds in another folder too."""
    return os.pathsep.join(str(Path(each).absolute()) for each in os.environ.get("PYTHONPATH", "").split(os.pathsep) if each)


def resident(pid: int) -> int:
    """The bytes of memory that a process and all below it hold; 0 where there is none, or where nobody can tell."""
    total, below = 0, [pid]
    while below:
        each = below.pop()
        with suppress(OSError, ValueError, IndexError):
            total += int(Path(f"/proc/{each}/statm").read_text().split()[1]) * PAGE
            for task in Path(f"/proc/{each}/task").iterdir():
                below += map(int, (task / "children").read_text().split())
    return total


def _ended(code: int) -> SurroundingsError:
    """Why a worker ended without a word."""
    if code < 0:
        name = signal.Signals(-code).name
        fact = f"The worker was ended from outside ({name})"
        remedy = "The machine may be out of memory. Start it again, with less data or a smaller --at-once."
        return SurroundingsError("worker-killed", fact, remedy=remedy)
    remedy = "Start it again; the log of the server has more."
    return SurroundingsError("worker-died", f"The worker ended without a word (exit {code})", remedy=remedy)
