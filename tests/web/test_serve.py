"""The server itself, started as a user starts it: that it answers, that others cannot start it unsafely, and how it ends."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from coterie.cli.app import status
from started import running

TOKEN = "a-token-for-the-tests"


def asked(port: int, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
    """The status and what is said."""
    request = Request(f"http://127.0.0.1:{port}{path}", None if body is None else json.dumps(body).encode())
    for name, value in {"Content-Type": "application/json", **headers}.items():
        request.add_header(name.replace("_", "-"), value)
    try:
        with urlopen(request, timeout=30) as answer:
            return answer.status, json.loads(answer.read() or b"null")
    except HTTPError as error:
        return error.code, json.loads(error.read())


def test_it_answers_below_a_path_with_a_token_and_ends_in_good_order(folder: Path, shop: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with running(folder, "--root-path", "/coterie", "--source", str(shop), "--quiet", COTERIE_TOKEN=TOKEN) as (child, port):
        known = {"Authorization": f"Bearer {TOKEN}"}
        assert asked(port, "/coterie/ready") == (200, {"status": "ready"})
        assert asked(port, "/coterie/api/v1/runs")[0] == 401
        code, runs = asked(port, "/coterie/api/v1/runs", **known)
        assert (code, len(runs["runs"])) == (200, 1)
        features = dict.fromkeys(("recency", "frequency", "money"))
        code, problem = asked(port, "/coterie/api/v1/runs/latest/score", {"features": features}, **known)
        assert (code, problem["code"]) == (422, "missing-feature")
        code, job = asked(port, "/coterie/api/v1/looks", {"data": [str(folder)]}, **known)
        assert (code, job["code"]) == (422, "not-a-source")
        assert status(["serve", str(folder), "--port", "0"]) == 3
        assert "[served-already]" in capfd.readouterr().err
        body = {"data": [str(shop / "orders.csv")], "settings": {"k": "2:10", "starts": 50}}
        code, job = asked(port, "/coterie/api/v1/runs", body, **known)
        assert code == 202
        stream = urlopen(Request(f"http://127.0.0.1:{port}/coterie/api/v1/jobs/{job['id']}/stream", headers=known), timeout=30)
        assert stream.readline() == b"retry: 2000\n"
        child.send_signal(signal.SIGTERM)
        said, log = child.communicate(timeout=30)
    assert child.returncode == 0
    assert b"queued" in stream.read()
    assert "The server has stopped" in said
    events = [json.loads(line) for line in log.splitlines()]
    assert (events[0]["event"], events[-1]["event"]) == ("start", "stop")
    assert "framework" not in {event["event"] for event in events}, "who follows a job kept the server from ending"
    assert TOKEN not in log


ROOT = os.geteuid() == 0 and bool(shutil.which("setpriv") and shutil.which("unshare"))
# A Python in the home of root is for nobody else; there the server is root without any of its rights.
OPEN = all(folder.stat().st_mode & 1 for folder in Path(sys.executable).resolve().parents)
NOBODY = 65534 if OPEN else 0
ELSE = f"setpriv --reuid {NOBODY} --regid {NOBODY} --clear-groups --no-new-privs --bounding-set -all --inh-caps -all"


@pytest.mark.skipif(not ROOT, reason="needs root, to be somebody else")
def test_it_runs_as_nobody_on_a_machine_where_only_its_folder_can_be_written_to(shop: Path, tmp_path: Path) -> None:
    """As in the container and the unit: another user, no rights, the whole file system for reading only, but for one folder."""
    if subprocess.run(["unshare", "--mount", "true"], check=False, capture_output=True).returncode:
        pytest.skip("mounts are not ours to make")
    folder = Path("/var/tmp") / f"coterie-{os.getpid()}"
    shutil.copytree(shop / "results", folder / "results", symlinks=True)
    shutil.copy(shop / "orders.csv", folder / "orders.csv")
    for path in (folder, *folder.rglob("*")):
        os.chown(path, NOBODY, NOBODY, follow_symlinks=False)
    script = f'mount --bind {folder} {folder} && mount -o remount,bind,ro / && exec {ELSE} "$@"'
    before = ("unshare", "--mount", "sh", "-c", script, "sh")
    environment = {"HOME": str(folder), "TMPDIR": str(folder), "XDG_CACHE_HOME": str(folder)}
    try:
        with running(folder / "results", "--source", str(folder), before=before, **environment) as (_, port):
            program = {"X_Requested_With": "tests"}
            body = {"data": [str(folder / "orders.csv")], "settings": {"k": 2, "method": "kmeans", "value": "off", "starts": 1}}
            job = asked(port, "/api/v1/runs", body, **program)[1]["id"]
            for _ in range(300):
                found = asked(port, f"/api/v1/jobs/{job}")[1]
                if found["state"] not in ("queued", "running"):
                    break
                time.sleep(0.1)
            assert (found["state"], found["error"]) == ("done", None)
            assert asked(port, "/api/v1/runs/latest")[1]["k"] == 2
    finally:
        shutil.rmtree(folder)


REFUSED = {
    "no-token": ("--host", "0.0.0.0"),
    "weak-token": ("--host", "0.0.0.0", "--token", "short"),
    "bad-size": ("--memory", "much"),
}


@pytest.mark.parametrize("code", REFUSED)
def test_it_does_not_start_unsafely(code: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert status(["serve", str(tmp_path / "results"), *REFUSED[code]]) == 2
    assert f"[{code}]" in capfd.readouterr().err
    assert not (tmp_path / "results").exists()


def test_a_port_that_is_taken_is_said(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert status(["serve", str(tmp_path / "results"), "--port", str(port)]) == 3
    assert re.search(rf"{port}.*\[port-taken\]", capfd.readouterr().err)


def test_a_damaged_line_of_jobs_is_said(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (folder / ".serve").mkdir(mode=0o700)
    (folder / ".serve" / "jobs.sqlite").write_bytes(b"no database at all" * 100)
    assert status(["serve", str(folder), "--port", "0"]) == 3
    said = capfd.readouterr().err
    assert "jobs.sqlite" in said
    assert "[jobs-unreadable]" in said
