"""Jobs: in order, within caps, ended from outside, cancelled, and what is left of them when the server dies."""

from __future__ import annotations

import itertools
import os
import signal
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from coterie.errors import InputError
from coterie.web.jobs import ENDED, Job, Jobs, queue
from coterie.web.settings import Settings

Make = Callable[..., Jobs]


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Make]:
    made: list[Jobs] = []

    def jobs(**settings: Any) -> Jobs:
        folder = tmp_path / "results"
        (folder / ".serve").mkdir(parents=True, exist_ok=True)
        made.append(Jobs(folder, folder / ".serve", Settings(folder=folder, **settings)))
        return made[-1]

    yield jobs
    for each in made:
        each.stop()


def task(shop: Path, **more: Any) -> dict[str, Any]:
    return {"data": [{"path": str(shop / "orders.csv"), "name": "orders.csv"}], "folders": [str(shop)], "settings": {}, **more}


BROKEN = {"data": ["nowhere.csv"], "settings": {}}


def until(jobs: Jobs, id: str, *states: str, seconds: float = 60.0) -> Job:
    """The job when it is in one of the states."""
    end = time.monotonic() + seconds
    while (job := jobs.get(id)).state not in states:
        assert time.monotonic() < end, f"the job is still {job.state}"
        jobs.wait(0.05)
    return job


def test_jobs_are_done_in_order_and_say_why_they_failed(make: Make) -> None:
    jobs = make(at_once=1)
    ids = [jobs.add("run", BROKEN)[0].id for _ in range(3)]
    assert [jobs.get(id).ahead for id in ids] == [0, 1, 2]
    jobs.start()
    done = [until(jobs, id, "failed") for id in ids]
    assert [job.error["code"] for job in done if job.error] == ["file-missing"] * 3
    times = [(job.started, job.ended) for job in done]
    assert times == sorted(times)
    assert all(before[1] <= after[0] for before, after in itertools.pairwise(times) if before[1] and after[0])
    assert [event.data.get("state") for event in jobs.events(ids[0]) if event.kind == "state"] == ["queued", "running", "failed"]


def test_so_many_run_at_once_and_what_is_short_waits_for_none_of_them(make: Make, shop: Path) -> None:
    jobs = make()
    ids = [jobs.add("run", task(shop))[0].id for _ in range(3)]
    jobs.start()
    for id in ids[:2]:
        until(jobs, id, "running")
    assert jobs.get(ids[2]).state == "queued"
    short = jobs.add("look", task(shop))[0].id
    assert until(jobs, short, "running", "done").id == short
    assert jobs.get(ids[2]).state in ("queued", "running")


CAPS = {"out-of-memory": {"memory": "30MB"}, "out-of-time": {"minutes": 0.005}}


@pytest.mark.parametrize("code", CAPS)
def test_a_job_beyond_its_caps_is_ended_and_says_so(make: Make, shop: Path, code: str) -> None:
    jobs = make(**CAPS[code])
    jobs.start()
    job = until(jobs, jobs.add("run", task(shop))[0].id, *ENDED)
    assert job.state == "failed"
    assert job.error is not None
    assert job.error["code"] == code
    assert left_over(jobs) == []
    assert jobs.working


def left_over(jobs: Jobs) -> list[str]:
    """What a job left where runs are saved, or in its own folder."""
    beside = [path.name for path in jobs.folder.iterdir() if path.name.startswith(".unfinished")]
    return beside + [str(path) for path in jobs.work.glob("*/tmp")]


def test_a_worker_that_is_killed_fails_alone(make: Make, shop: Path) -> None:
    jobs = make()
    jobs.start()
    id = jobs.add("run", task(shop))[0].id
    until(jobs, id, "running")
    while id not in jobs._running:
        jobs.wait(0.01)
    os.kill(jobs._running[id].pid, signal.SIGKILL)
    job = until(jobs, id, "failed")
    assert job.error is not None
    assert (job.error["code"], "SIGKILL" in job.error["fact"]) == ("worker-killed", True)
    assert left_over(jobs) == []
    assert jobs.working


def test_what_is_in_line_is_cancelled_at_once_and_what_runs_is_ended(make: Make, shop: Path) -> None:
    jobs = make(at_once=1)
    first, second = (jobs.add("run", task(shop))[0].id for _ in range(2))
    jobs.start()
    until(jobs, first, "running")
    assert jobs.cancel(second).state == "cancelled"
    assert jobs.cancel(first).state == "cancelled"
    assert left_over(jobs) == []
    with pytest.raises(InputError, match="The job is cancelled already"):
        jobs.cancel(first)
    jobs.remove(first)
    with pytest.raises(InputError, match="There is no such job"):
        jobs.get(first)


def test_a_stop_puts_what_runs_back_in_line_and_the_next_start_does_it(make: Make, shop: Path) -> None:
    jobs = make(at_once=1)
    running, waiting = jobs.add("look", task(shop))[0].id, jobs.add("run", BROKEN)[0].id
    jobs.start()
    until(jobs, running, "running")
    jobs.stop()
    again = make(at_once=1)
    assert again.get(running).state in ("queued", "done")
    again.start()
    assert until(again, running, *ENDED).result is not None
    assert until(again, waiting, *ENDED).state == "failed"


def test_what_ran_when_the_server_died_has_failed_and_what_waited_is_done(make: Make) -> None:
    jobs = make(at_once=1)
    ran, waited = (jobs.add("run", BROKEN)[0].id for _ in range(2))
    assert jobs.index.take("runs") is not None  # as a server that died right after
    (jobs.place(ran) / "tmp").mkdir(parents=True)
    again = make(at_once=1)
    again.start()
    died = again.get(ran)
    assert died.error is not None
    assert (died.state, died.error["code"]) == ("failed", "server-died")
    assert until(again, waited, *ENDED).error == {**(again.get(waited).error or {}), "code": "file-missing"}
    assert left_over(again) == []


def test_a_worker_ends_when_the_server_is_gone(make: Make, shop: Path) -> None:
    jobs = make()
    jobs.start()
    id = jobs.add("run", task(shop))[0].id
    while id not in jobs._running:
        jobs.wait(0.01)
    process = jobs._running[id]
    assert process._child.stdin is not None
    process._child.stdin.close()  # as it is closed when the server dies
    assert until(jobs, id, "failed").error is not None
    assert process._child.returncode == -signal.SIGKILL


def test_the_same_key_is_the_same_job_whoever_asks_first(make: Make) -> None:
    jobs, found = make(), list[tuple[str, bool]]()

    def ask() -> None:
        job, new = jobs.add("run", BROKEN, key="k")
        found.append((job.id, new))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({id for id, _ in found}) == 1
    assert sum(new for _, new in found) == 1
    with pytest.raises(InputError, match="key-reused"):
        jobs.add("run", {**BROKEN, "title": "another"}, key="k")


def test_what_was_over_long_ago_is_forgotten(make: Make) -> None:
    jobs = make()
    id = jobs.add("look", BROKEN)[0].id
    jobs.cancel(id)
    jobs.expire(1)
    assert jobs.get(id).state == "cancelled"
    jobs.expire(-1)
    assert jobs.all() == []


def test_a_full_disk_ends_no_lane(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    jobs = make(at_once=1)
    monkeypatch.setattr(queue, "AGAIN", 0.01)
    end, failures = jobs.index.end, [sqlite3.OperationalError("database or disk is full")] * 3

    def full(*given: Any, **named: Any) -> bool:
        if failures:
            raise failures.pop()
        return end(*given, **named)

    monkeypatch.setattr(jobs.index, "end", full)
    ids = [jobs.add("run", BROKEN)[0].id for _ in range(2)]
    jobs.start()
    assert [until(jobs, id, "failed").state for id in ids] == ["failed", "failed"]
    assert jobs.working and not failures
