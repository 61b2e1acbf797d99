"""Uploads and bodies: how much, of what kind, how they are called; each line is a case of the catalogue."""

from __future__ import annotations

import asyncio
import json
import os
import stat
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient
from starlette.types import Message, Receive, Scope, Send

from awaiting import awaited
from coterie.web import bodies, limits, server, uploads
from coterie.web.app import make_app
from coterie.web.problems import RefusedError
from coterie.web.settings import Settings
from coterie.web.uploads import Uploads

CSV = b"customer_id,order_date,revenue\na,2024-01-31,5\n"
PLACE = "/api/v1/uploads"
Asked = Callable[..., TestClient]

CONTENTS = {
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(50), 415, "unknown-format"),
    "a PDF": (b"%PDF-1.7\n", 415, "unknown-format"),
    "a web page": (b"<!doctype html><script>alert(1)</script>", 415, "unknown-format"),
    "a 7-Zip archive": (b"7z\xbc\xaf\x27\x1c", 415, "unknown-format"),
    "nothing": (b"", 422, "empty-file"),
    "a table": (CSV, 201, ""),
    "a table called a picture": (CSV, 201, ""),
}


@pytest.mark.parametrize("case", CONTENTS)
def test_what_is_no_table_is_refused_by_content_whatever_it_is_called(client: TestClient, case: str) -> None:
    content, status, code = CONTENTS[case]
    answer = client.post(PLACE, files={"file": ("orders.png" if "called" in case else "orders.csv", content, "text/csv")})
    assert (answer.status_code, answer.json().get("code", "")) == (status, code)
    assert len(folder_of(client)) == (2 if status == 201 else 0)


def folder_of(client: TestClient) -> list[str]:
    """The names of what lies in the folder of uploads."""
    return sorted(path.name for path in client.app.state.server.uploads.folder.iterdir())  # type: ignore[attr-defined]


NAMES = {
    "../../etc/passwd": "passwd",
    "..\\..\\x.csv": "x.csv",
    "/absolute.csv": "absolute.csv",
    "a\tb\x00c.csv": "a bc.csv",
    "\u202egpj.csv": "gpj.csv",
    "<script>.csv": "<script>.csv",
    "ж" * 300: "ж" * 100,
}


@pytest.mark.parametrize("given", NAMES)
def test_the_user_names_no_file_of_ours(client: TestClient, given: str) -> None:
    body = b'--b\r\nContent-Disposition: form-data; name="file"; filename="' + given.encode() + b'"\r\n\r\n' + CSV + b"\r\n--b--\r\n"
    answer = client.post(PLACE, content=body, headers={"Content-Type": "multipart/form-data; boundary=b"})
    assert answer.status_code == 201, answer.text
    assert answer.json()["uploads"][0]["name"] == NAMES[given]
    id = answer.json()["uploads"][0]["id"]
    assert folder_of(client) == [id, f"{id}.json"]


def test_nobody_else_on_the_machine_can_read_uploads(client: TestClient) -> None:
    server = client.app.state.server  # type: ignore[attr-defined]
    for folder in (server.private, server.uploads.folder, server.jobs.work):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((server.private / "secret").stat().st_mode) == 0o600


def part(name: str, content: bytes = CSV) -> bytes:
    return b'--b\r\nContent-Disposition: form-data; name="' + name.encode() + b'"; filename="f"\r\n\r\n' + content + b"\r\n"


FORMS = {
    "too many files": (b"".join(part("file") for _ in range(11)) + b"--b--\r\n", 413),
    "too many parts": (b"".join(b'--b\r\nContent-Disposition: form-data; name="x"\r\n\r\n1\r\n' for _ in range(30)) + b"--b--\r\n", 413),
    "a long field": (b'--b\r\nContent-Disposition: form-data; name="x"\r\n\r\n' + b"1" * 20_000 + b"\r\n--b--\r\n", 413),
    "no file": (b'--b\r\nContent-Disposition: form-data; name="x"\r\n\r\n1\r\n--b--\r\n', 422),
    "breaks off": (part("file")[:-5], 400),
    "no boundary inside": (b"hello", 400),
    "many headers": (b"--b\r\n" + b"X-A: 1\r\n" * 5000 + b"\r\n\r\n--b--\r\n", 400),
    "a long header": (b"--b\r\nX-A: " + b"1" * 100_000 + b"\r\n\r\n\r\n--b--\r\n", 400),
}


@pytest.mark.parametrize("case", FORMS)
def test_a_form_of_another_shape_is_refused_and_leaves_nothing(client: TestClient, case: str) -> None:
    body, status = FORMS[case]
    answer = client.post(PLACE, content=body, headers={"Content-Type": "multipart/form-data; boundary=b"})
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert folder_of(client) == []


@pytest.mark.parametrize("kind", ["text/csv", "application/json", "multipart/form-data", "multipart/mixed; boundary=b", ""])
def test_an_upload_is_a_form(client: TestClient, kind: str) -> None:
    assert client.post(PLACE, content=part("file") + b"--b--\r\n", headers={"Content-Type": kind}).status_code == 415


def test_an_upload_that_is_too_large_is_refused_as_it_says_and_as_it_comes(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "AROUND", 1000)
    client = asked(max_upload="50KB")
    client.headers["X-Requested-With"] = "tests"
    large = part("file", CSV + b"x" * 100_000) + b"--b--\r\n"
    form = {"Content-Type": "multipart/form-data; boundary=b"}
    assert client.post(PLACE, content=large, headers=form).status_code == 413
    assert client.post(PLACE, content=iter([large[:30_000], large[30_000:]]), headers=form).status_code == 413
    assert (
        client.post("/api/v1/runs", content=iter([b"[" * 5_000_000] * 2), headers={"Content-Type": "application/json"}).status_code == 413
    )
    assert folder_of(client) == []


SLOW = {
    "silent": {"SILENT": 0.02, "PATIENCE": 9.0, "SLOWEST": 1.0},
    "a trickle": {"SILENT": 9.0, "PATIENCE": 0.02, "SLOWEST": 1e6},
}


@pytest.mark.parametrize("case", SLOW)
def test_a_body_that_comes_too_slowly_is_given_up(case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in SLOW[case].items():
        monkeypatch.setattr(limits, name, value)
    told: list[Message] = []

    async def drip() -> Message:
        await asyncio.sleep(0.05)
        return {"type": "http.request", "body": b"x", "more_body": True}

    async def tell(message: Message) -> None:
        told.append(message)

    async def route(scope: Scope, receive: Receive, send: Send) -> None:
        try:
            while True:
                await receive()
        except Exception:  # as a framework does that makes something else of it
            await PlainTextResponse("broken", 400)(scope, receive, send)

    scope = {"type": "http", "method": "POST", "path": "/", "headers": [(b"content-type", b"multipart/form-data; boundary=b")]}
    awaited(limits.Limits(route, Settings())(scope, drip, tell))
    assert told[0]["status"] == 408
    assert json.loads(told[1]["body"])["code"] == "too-slow"


def test_uploads_are_thrown_away_when_they_are_old_unless_a_job_waits_for_them(tmp_path: Path) -> None:
    kept = Uploads(tmp_path / "uploads", Settings(keep_hours=1))
    for id, age in (("a" * 32, 2), ("b" * 32, 2), ("c" * 32, 0)):
        (kept.folder / id).write_bytes(CSV)
        expires = time.time() + 3600 - age * 3600
        (kept.folder / f"{id}.json").write_text(f'{{"id": "{id}", "name": "x.csv", "bytes": 1, "expires": {expires}}}')
    (kept.folder / ("d" * 32)).write_bytes(CSV)  # of an upload that broke off with the server
    os.utime(kept.folder / ("d" * 32), (0, 0))
    kept.expire({"b" * 32})
    assert [upload.id[0] for upload in kept.all()] == ["b", "c"]
    assert not (kept.folder / ("d" * 32)).exists()


def test_no_more_is_kept_than_a_few_of_the_largest_uploads(asked: Asked) -> None:
    client = asked(max_upload="1KB")
    client.headers["X-Requested-With"] = "tests"
    kept = [client.post(PLACE, files={"file": ("a.csv", CSV + b"x" * 900)}).status_code for _ in range(8)]
    assert kept == [201] * 6 + [507] * 2


def test_an_upload_can_be_thrown_away_at_once(client: TestClient) -> None:
    id = client.post(PLACE, files={"file": ("a.csv", CSV)}).json()["uploads"][0]["id"]
    assert [each["id"] for each in client.get(PLACE).json()["uploads"]] == [id]
    assert client.delete(f"{PLACE}/{id}").status_code == 204
    assert client.delete(f"{PLACE}/{id}").status_code == 404
    assert uploads.ID
    assert folder_of(client) == []


SCORE = "/api/v1/runs/latest/score"
BODIES = {
    "NaN": (b'{"features": {"recency": NaN}}', 422),
    "Infinity": (b'{"features": {"recency": -Infinity}}', 422),
    "1e400": (b'{"features": {"recency": 1e400}}', 422),
    "a number of a thousand digits": (b'{"features": {"recency": ' + b"9" * 1000 + b"}}", 422),
    "a text for a number": (b'{"features": {"recency": "soon"}}', 422),
    "a list for a number": (b'{"features": {"recency": [1]}}', 422),
    "an unknown feature": (b'{"features": {"recencyy": 3}}', 422),
    "an unknown key": (b'{"feature": {}}', 422),
    "a key more": (b'{"features": {}, "customers": []}', 422),
    "a key twice": (b'{"features": {"recency": 1, "recency": 2}}', 422),
    "nothing for a customer": (b'{"features": null}', 422),
    "no object": (b"[1, 2]", 422),
    "a text": (b'"x"', 422),
    "deep": (b'{"features": ' + b"[" * 50 + b"]" * 50 + b"}", 400),
    "deeper than any stack": (b"[" * 200_000, 400),
    "broken": (b'{"features": ', 400),
    "empty": (b"", 400),
    "no UTF-8": (b'{"features": {"\xff": 1}}', 400),
}


@pytest.mark.parametrize("case", BODIES)
def test_json_is_what_it_should_be(client: TestClient, case: str) -> None:
    body, status = BODIES[case]
    answer = client.post(SCORE, content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == status, answer.text
    assert {"type", "title", "status", "detail", "code", "place", "remedy"} <= answer.json().keys()


@pytest.mark.parametrize("case", ["NaN", "1e400", "a key twice", "broken", "empty", "deep", "no object", "a text"])
def test_json_is_what_it_should_be_wherever_it_is_sent(client: TestClient, case: str) -> None:
    body, status = BODIES[case]
    for place in ("runs", "looks", "runs/latest/exports", "runs/latest/score/orders", "forget"):
        answer = client.post(f"/api/v1/{place}", content=body, headers={"Content-Type": "application/json"})
        assert answer.status_code == status, (place, answer.text)


def test_a_body_that_does_not_say_that_it_is_json_is_refused(client: TestClient) -> None:
    for place in ("runs", "runs/latest/score", "forget"):
        for kind in ("text/plain", "application/x-www-form-urlencoded", "application/xml", ""):
            assert client.post(f"/api/v1/{place}", content=b"{}", headers={"Content-Type": kind}).status_code == 415, (place, kind)


def test_what_cannot_be_thrown_away_now_is_tried_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tries = []

    def fails(_: server.Server) -> None:
        tries.append(1)
        raise OSError("read-only")

    monkeypatch.setattr(server, "SWEEP", 0.01)
    monkeypatch.setattr(server.Server, "expire", fails)
    with TestClient(make_app(Settings(folder=folder)), base_url="http://127.0.0.1") as client:
        end = time.monotonic() + 10
        while len(tries) < 3 and time.monotonic() < end:
            client.get("/health")
    assert len(tries) >= 3


def test_a_doubled_key_among_many_is_found_at_once() -> None:
    body = "{" + ",".join(f'"k{n}": 1' for n in range(200_000)) + ', "k199999": 2}'
    with pytest.raises(RefusedError) as refused:
        bodies.parsed(body.encode())  # to count each key anew would take hours
    assert (refused.value.code, refused.value.place) == ("key-twice", "k199999")
