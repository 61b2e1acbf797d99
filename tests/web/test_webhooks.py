"""Webhooks: signed, tried again, and never sent to where only the server can reach."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from asking import uploaded
from coterie.errors import InputError, SurroundingsError
from coterie.web import webhooks
from coterie.web.jobs import Job
from coterie.web.settings import Settings
from serving import Request, served

SECRET = "a secret of the two of us"
LOCAL = Settings(webhook_secret=SECRET)
REMOTE = Settings(host="0.0.0.0", token="a-token-for-the-tests", webhook_secret=SECRET)
JOB = Job("00", "run", "done", {}, "then", ended="now", result={"run": "2026-01-01T00-00-00"})
Asked = Callable[..., TestClient]

ADDRESSES = {
    "https://shop.example/hook": ("", ""),
    "http://shop.example/hook": ("", "webhook-address"),
    "file:///etc/passwd": ("webhook-address", "webhook-address"),
    "https://": ("webhook-address", "webhook-address"),
    "https://user:secret@shop.example/": ("webhook-address", "webhook-address"),
    "https://shop.example:0x50/": ("webhook-address", "webhook-address"),
    "nonsense": ("webhook-address", "webhook-address"),
}


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_that_cannot_be_told_is_refused_before_the_job_begins(address: str) -> None:
    for settings, code in zip((LOCAL, REMOTE), ADDRESSES[address], strict=True):
        if not code:
            webhooks.check_webhook(address, settings)
            continue
        with pytest.raises(InputError) as refused:
            webhooks.check_webhook(address, settings)
        assert refused.value.code == code


PRIVATE = ["127.0.0.1", "localhost", "::1", "10.0.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0", "fd00::1", "100.64.0.1"]


@pytest.mark.parametrize("host", PRIVATE)
def test_nothing_is_sent_to_where_only_the_server_can_reach(host: str) -> None:
    with pytest.raises(SurroundingsError, match="private-address"):
        webhooks.reachable(host, 443, private=False)


def test_a_name_of_which_one_number_is_private_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [(2, 1, 6, "", ("93.184.216.34", 443)), (2, 1, 6, "", ("10.0.0.1", 443))]
    monkeypatch.setattr(webhooks.socket, "getaddrinfo", lambda *_, **__: found)
    with pytest.raises(SurroundingsError, match="private-address"):
        webhooks.reachable("rebinding.example", 443, private=False)
    monkeypatch.setattr(webhooks.socket, "getaddrinfo", lambda *_, **__: found[:1])
    assert webhooks.reachable("rebinding.example", 443, private=False) == "93.184.216.34"


class Told:
    """A service that keeps what it is told, and answers with one status after the other."""

    def __init__(self, *statuses: int) -> None:
        self.statuses, self.bodies, self.headers = list(statuses), list[bytes](), list[dict[str, str]]()

    def __call__(self, request: Request) -> None:
        self.bodies.append(request.rfile.read(int(request.headers["Content-Length"])))
        self.headers.append({name.lower(): value for name, value in request.headers.items()})
        status = self.statuses.pop(0)
        request.reply(status=status, **({"Location": "/elsewhere"} if status == 302 else {}))


@pytest.fixture(autouse=True)
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhooks, "PAUSE", 0.0)
    monkeypatch.setattr(Request, "do_POST", Request.do_GET, raising=False)


def test_the_receiver_can_tell_who_sent_it_and_that_it_is_whole() -> None:
    told = Told(503, 204)
    with served(told) as address:
        webhooks._told(JOB, f"{address}/hook?x=1", LOCAL)
    assert told.bodies[0] == told.bodies[1]
    said = json.loads(told.bodies[0])
    assert (said["type"], said["run"], said["error"]) == ("run.done", "2026-01-01T00-00-00", None)
    head = told.headers[1]
    assert abs(time.time() - int(head["webhook-timestamp"])) < 60
    signed = hmac.new(SECRET.encode(), f"{head['webhook-id']}.{head['webhook-timestamp']}.".encode() + told.bodies[1], hashlib.sha256)
    assert head["webhook-signature"] == f"v1,{base64.b64encode(signed.digest()).decode()}"


def test_who_leads_elsewhere_is_not_followed_and_who_is_never_well_is_given_up(capfd: pytest.CaptureFixture[str]) -> None:
    told = Told(302, 500, 500, 500)
    with served(told) as address:
        webhooks._told(JOB, address, LOCAL)
    assert len(told.bodies) == webhooks.TRIES
    line = json.loads(capfd.readouterr().err.splitlines()[-1])
    assert (line["event"], line["state"], line["answer"]) == ("webhook", "given up", 500)
    assert address not in str(line)


def test_a_run_tells_when_it_is_over(asked: Asked, tmp_path: Path) -> None:
    (tmp_path / "orders").mkdir()
    client = asked(webhook_secret=SECRET, sources=(str(tmp_path / "orders"),))
    client.headers["X-Requested-With"] = "tests"
    told = Told(200)
    with served(told) as address:
        job = client.post("/api/v1/runs", json={"data": [str(tmp_path / "orders" / "none.csv")], "webhook": f"{address}/hook"}).json()
        end = time.monotonic() + 30
        while not told.bodies and time.monotonic() < end:
            time.sleep(0.05)
    said = json.loads(told.bodies[0])
    assert (said["job"], said["state"], said["error"]["code"]) == (job["id"], "failed", "file-missing")


def test_without_a_secret_there_is_no_webhook(client: TestClient) -> None:
    id = uploaded(client, b"customer_id,age\n1,2\n")
    answer = client.post("/api/v1/runs", json={"data": [id], "webhook": "https://shop.example/"})
    assert (answer.status_code, answer.json()["code"]) == (422, "no-webhook-secret")
