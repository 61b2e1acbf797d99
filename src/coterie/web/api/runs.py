"""Runs: the list, starting one, promoting one, deleting one."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from fastapi import Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from coterie.records import Story
from coterie.store import RunInfo, promote, runs
from coterie.web.api._router import BODY, STARTED, Key, RunId, Sources, problems, routes, said
from coterie.web.api.jobs import accepted
from coterie.web.server import Here
from coterie.web.starting import task_of_run
from coterie.web.webhooks import check_webhook

router = routes("runs")


class Start(Sources):
    """What to segment: ids of uploads, or places that the server may read."""

    settings: dict[str, Any] = Field({}, description="Those of a plan, by name; see /api/v1/settings.")
    title: str | None = Field(None, max_length=200)
    previous: str | None = Field(None, max_length=100, description="The id of an earlier run, whose segments keep their ids and names.")
    webhook: str | None = Field(None, max_length=2000, description="An address that is told, signed, when the job is over.")


class Instead(BaseModel):
    """Another method, another number of segments, or both."""

    model_config = ConfigDict(extra="forbid")

    method: str | None = Field(None, min_length=1, max_length=100, description="One of /api/v1/families/cluster.")
    k: int | None = Field(None, ge=1, le=10_000)


def told(run: RunInfo) -> dict[str, Any]:
    """A run as the list shows it."""
    return {key: value for key, value in asdict(run).items() if key != "path"}


@router.get("/runs", summary="The saved runs")
def listed(here: Here) -> Response:
    """The newest last."""
    return said({"runs": [told(run) for run in runs(here.folder)]})


@router.post("/runs", status_code=202, responses=BODY | STARTED | problems(404), summary="Start a run")
def start(body: Start, request: Request, here: Here, key: Key = "") -> Response:
    """Puts a job in line; when it is done, its result names the run."""
    task = task_of_run(here, body.given, body.settings, title=body.title, previous=body.previous)
    if body.webhook:
        check_webhook(body.webhook, here.settings)
        task["webhook"] = body.webhook
    job, new = here.jobs.add("run", task, key=key)
    return accepted(job, new, request.scope.get("root_path", ""))


@router.get("/runs/{run}", responses=problems(404), summary="A run")
def one(run: RunId, here: Here) -> Response:
    """What it found, in words and in figures."""
    with here.runs.open(run) as found:
        story: Story = found.story
    board = story.leaderboard
    return said(
        {
            "id": here.runs.path(run).name,
            "title": story.title,
            "headline": story.segments.headline,
            "risk": story.segments.risk,
            "customers": story.features.customers,
            "as_of": story.features.as_of,
            "method": story.model.method,
            "k": story.model.k,
            "reason": board.reason,
            "verdict": board.verdict,
            "verdict_sentence": board.verdict_sentence,
            "findings": board.findings,
            "settings": story.settings,
            "roles": story.roles,
            "features": story.features.columns,
            "notes": (*story.ledger.notes, *story.features.notes, *story.notes),
        }
    )


@router.post("/runs/{run}/instead", status_code=202, responses=BODY | STARTED | problems(404), summary="Divide the same customers anew")
def instead(run: RunId, body: Instead, request: Request, here: Here, key: Key = "") -> Response:
    """Puts a job in line that takes seconds: nothing is read again. Its result names a run of its own; segments keep ids and names."""
    task = {"run": here.runs.path(run).name, "method": body.method, "k": body.k}
    return accepted(*here.jobs.add("instead", task, key=key), request.scope.get("root_path", ""))


@router.post("/runs/{run}/promote", responses=problems(404), summary="Say that this run is the one in use")
def promoted(run: RunId, here: Here) -> Response:
    """`promoted` leads to it from now on."""
    return said({"promoted": promote(here.runs.path(run)).name})


@router.delete("/runs/{run}", status_code=204, responses=problems(404), summary="Delete a run")
def remove(run: RunId, here: Here) -> Response:
    """For good."""
    here.runs.remove(run)
    return Response(status_code=204)
