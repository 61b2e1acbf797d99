"""What is written down of requests: enough to run a server, nothing of customers."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from asking import until_over, uploaded
from coterie.web.serving import Lines

Asked = Callable[..., TestClient]
SECRETS = ["jane.doe@shop.example", "10009", "Jane", "orders-of-jane.csv", "needle-in-the-query"]


def lines(capfd: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capfd.readouterr().err.splitlines() if line.startswith("{")]


def test_no_id_name_or_address_is_in_a_log_or_among_the_numbers(client: TestClient, capfd: pytest.CaptureFixture[str]) -> None:
    client.post("/api/v1/runs/latest/customers", json={"search": "jane.doe@shop.example"})
    client.post("/api/v1/runs/latest/customer", json={"customer": "10009"})
    client.post("/api/v1/forget", json={"customer": "jane.doe@shop.example"})
    client.get("/api/v1/runs/latest/customers", params={"sort": "needle-in-the-query"})
    client.get("/jane.doe@shop.example?customer=10009", headers={"Referer": "http://127.0.0.1/10009"})
    client.patch("/api/v1/runs/latest/segments/1", json={"name": "Jane"})
    id = uploaded(client, b"customer_id,name\n10009,Jane\n", "orders-of-jane.csv")
    job = client.post("/api/v1/looks", json={"data": [id]}).json()["id"]
    until_over(client, job)
    written = lines(capfd)
    assert {line["event"] for line in written} == {"request"}
    assert {"method", "route", "status", "ms", "at"} <= written[0].keys()
    text = json.dumps(written) + client.get("/metrics").text
    assert "/api/v1/runs/{run}/customers" in text
    assert [secret for secret in (*SECRETS, id, job) if secret in text] == []


def test_a_bug_is_told_without_a_word_of_the_inside_and_written_down_without_data(
    client: TestClient, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(run: str) -> Path:
        raise RuntimeError("jane.doe@shop.example")

    monkeypatch.setattr(client.app.state.server.runs, "path", broken)  # type: ignore[attr-defined]
    answer = client.get("/api/v1/runs/latest")
    assert (answer.status_code, answer.json()["code"]) == (500, "bug")
    assert "Traceback" not in answer.text
    assert "runs.py" not in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"
    captured = capfd.readouterr().err
    assert "jane.doe" not in captured
    bug = next(json.loads(line) for line in captured.splitlines() if '"bug"' in line)
    assert bug["kind"] == "RuntimeError"
    assert any(place.startswith("runs.py:") for place in bug["places"])


@pytest.mark.parametrize(
    ("failure", "status", "code"), [(MemoryError(), 503, "out-of-memory"), (OSError(5, "Input/output error"), 503, "system")]
)
def test_what_the_machine_refuses_is_no_bug(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, failure: Exception, status: int, code: str
) -> None:
    def broken(run: str) -> Path:
        raise failure

    monkeypatch.setattr(client.app.state.server.runs, "path", broken)  # type: ignore[attr-defined]
    answer = client.get("/api/v1/runs/latest")
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_the_numbers_are_in_the_format_of_prometheus(client: TestClient) -> None:
    client.get("/health")
    client.get("/nowhere")
    client.get("/nowhere-else")
    answer = client.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    samples = dict(line.rsplit(" ", 1) for line in answer.text.splitlines() if not line.startswith("#"))
    assert samples['coterie_requests_total{route="/health",method="GET",status="200"}'] == "1"
    assert samples['coterie_requests_total{route="none",method="GET",status="404"}'] == "2"
    assert float(samples["coterie_resident_bytes"]) > 1e6
    told = [line.split()[2] for line in answer.text.splitlines() if line.startswith("# TYPE")]
    assert sorted(told) == sorted(set(told))


def test_a_server_that_cannot_work_is_healthy_and_not_ready(client: TestClient) -> None:
    assert client.get("/ready").json() == {"status": "ready"}
    client.app.state.server.jobs.stop()  # type: ignore[attr-defined]
    assert client.get("/health").status_code == 200
    assert (client.get("/ready").status_code, client.get("/ready").json()["code"]) == (503, "not-ready")


def test_what_the_framework_says_is_written_down_without_the_values_in_it(capfd: pytest.CaptureFixture[str]) -> None:
    logger = logging.Logger("framework")
    logger.addHandler(Lines(logging.WARNING))
    try:
        raise ValueError("jane.doe@shop.example")
    except ValueError:
        logger.exception("Exception in ASGI application for %s\n", "jane.doe@shop.example")
    logger.info("nothing that matters")
    (line,) = lines(capfd)
    assert (line["event"], line["level"], line["kind"]) == ("framework", "ERROR", "ValueError")
    assert "jane.doe" not in str(line)
