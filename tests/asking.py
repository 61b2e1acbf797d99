"""What tests ask a server for, in more words than one."""

from __future__ import annotations

import time
from typing import Any

from starlette.testclient import TestClient


def until_over(client: TestClient, job: str, seconds: float = 60.0) -> dict[str, Any]:
    """The job when it is over."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found: dict[str, Any] = client.get(f"/api/v1/jobs/{job}").json()
        if found["state"] in ("done", "failed", "cancelled"):
            return found
        time.sleep(0.05)
    raise AssertionError(f"the job is still {found['state']}")


def uploaded(client: TestClient, content: bytes, name: str = "orders.csv") -> str:
    """The id of an upload."""
    answer = client.post("/api/v1/uploads", files={"file": (name, content)})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["uploads"][0]["id"])
