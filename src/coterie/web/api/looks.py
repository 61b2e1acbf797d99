"""Looks: what is in uploaded files, before anything is clustered."""

from __future__ import annotations

from typing import Any

from fastapi import Request
from pydantic import Field
from starlette.responses import Response

from coterie.web.api._router import BODY, STARTED, Key, Sources, problems, routes
from coterie.web.api.jobs import accepted
from coterie.web.server import Here
from coterie.web.starting import task_of

router = routes("looks")


class Look(Sources):
    """What to look at: ids of uploads, or places that the server may read."""

    settings: dict[str, Any] = Field({}, description="Those of a plan, by name, such as roles.")


@router.post("/looks", status_code=202, responses=BODY | STARTED | problems(404), summary="Look at files")
def look(body: Look, request: Request, here: Here, key: Key = "") -> Response:
    """Puts a job in line that waits for no run. Its result is what `coterie look --json` gives: roles with scores and reasons, the
    ledger, features, key figures, distributions, findings."""
    task = task_of(here, body.given, body.settings)
    return accepted(*here.jobs.add("look", task, key=key), request.scope.get("root_path", ""))
