"""A job: how far it is, and a way to stop it."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import APIRouter, Request
from starlette.responses import Response

from coterie.web.jobs import Job
from coterie.web.jobs.index import Event
from coterie.web.pages._forms import back
from coterie.web.rendering import page
from coterie.web.server import Here

router = APIRouter()
TITLES = {
    "run": "The run",
    "look": "Looking at the files",
    "score": "Scoring",
    "export": "The export",
    "instead": "Another division",
}


@router.get("/jobs/{job}")
def one(request: Request, job: str, here: Here) -> Response:
    """Its stages so far; what it made, when it is done, is shown at once."""
    found = here.jobs.get(job)
    if found.state == "done" and (made := _made(found)):
        return back(request, made)
    return page(request, "job.html", job=found, events=stages(here.jobs.events(job)), then=f"/jobs/{job}", title=TITLES[found.kind])


def _made(job: Job) -> str:
    """Where what came of it is shown; "" where that is on its own page."""
    result = job.result or {}
    return f"/runs/{result['run']}" if job.kind in ("run", "instead") else f"/looks/{job.id}" if job.kind == "look" else ""


def stages(events: Sequence[Event]) -> list[tuple[str, bool]]:
    """The stages that began, each with whether it is done."""
    found: dict[str, bool] = {}
    for event in events:
        if event.kind == "stage":
            found[event.data["stage"]] = bool(event.data["done"])
    return list(found.items())


@router.post("/jobs/{job}/cancel")
def cancel(request: Request, job: str, here: Here) -> Response:
    """Out of the line, or ended."""
    here.jobs.cancel(job)
    return back(request, f"/jobs/{job}")
