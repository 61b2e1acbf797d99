"""The worker: it reads one task from stdin, does it within its caps, and tells of it on stdout, a line of JSON each."""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
import threading
import time
from typing import Any

EVERY = 0.5  # seconds between two pieces of news of one thing that goes on
NICER = 5  # who asks the server for a page comes before who waits for a run
SLACK = 2_000_000_000  # bytes of addresses that libraries reserve and never use


class Telling:
    """A watch of the pipeline, told as lines."""

    def __init__(self, out: Any) -> None:
        self.out, self.told = out, 0.0

    def __call__(self, stage: str, seconds: float | None) -> None:
        """A stage begins or is done."""
        done = {} if seconds is None else {"seconds": round(seconds, 3)}
        self.say({"kind": "stage", "data": {"stage": stage, "done": seconds is not None, **done}})

    def meter(self, name: str, done: int, size: int) -> None:
        """So much of something has come; what it is called stays here, for it may be a name or an address."""
        if time.monotonic() - self.told >= EVERY:
            self.told = time.monotonic()
            self.say({"kind": "progress", "data": {"done": done, "total": size}})

    def say(self, line: Any) -> None:
        """One line."""
        self.out.write(json.dumps(line, allow_nan=False) + "\n")
        self.out.flush()


def main() -> None:
    """Do the task."""
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what a library prints is no news
    task = json.loads(sys.stdin.buffer.readline())
    cap = 2 * task["cap"] + SLACK
    resource.setrlimit(resource.RLIMIT_AS, (cap, cap))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.nice(NICER)
    threading.Thread(target=_end_with_server, daemon=True).start()
    telling = Telling(out)
    telling.say({"outcome": _done(task, telling)})


def _done(task: dict[str, Any], telling: Telling) -> dict[str, Any]:
    """What came of the task: its result, or an error."""
    from coterie.errors import explained
    from coterie.web.jobs.tasks import TASKS

    try:
        return {"result": TASKS[task["kind"]](task, telling)}
    except Exception as error:
        if os.environ.get("COTERIE_DEBUG"):
            raise
        return {"error": explained(error).as_record()}


def _end_with_server() -> None:
    """End, with all that was started, when the server is no longer there to listen."""
    while os.read(0, 1024):
        pass
    os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    main()
