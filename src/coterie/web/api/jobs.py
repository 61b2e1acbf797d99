"""Jobs: what takes long, its state, its news, what it made."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import asdict
from typing import Annotated, Any

from fastapi import Header, Query, Request
from starlette.responses import FileResponse, Response, StreamingResponse

from coterie.errors import InputError
from coterie.web.api._router import JobId, problems, routes, said
from coterie.web.jobs import ENDED, Job
from coterie.web.server import Here, Server

router = routes("jobs")
BEAT = 15.0  # seconds after which a stream without news says that it is still there
LOOK = 0.25  # seconds between two looks for news


def told(job: Job) -> dict[str, Any]:
    """A job as the API says it."""
    return {key: value for key, value in asdict(job).items() if key != "task"} | {"title": job.task.get("title")}


@router.get("/jobs", summary="The jobs")
def listed(here: Here) -> Response:
    """The newest first."""
    return said({"jobs": [told(job) for job in here.jobs.all()]})


@router.get("/jobs/{job}", responses=problems(404), summary="A job")
def one(job: JobId, here: Here) -> Response:
    """Its state (queued, running, done, failed, cancelled), how many are `ahead` of it in line, its result or its error."""
    return said(told(here.jobs.get(job)))


@router.get("/jobs/{job}/events", responses=problems(404), summary="What is told of a job")
def events(job: JobId, here: Here, after: Annotated[int, Query(ge=0, le=2**31)] = 0) -> Response:
    """All events with a number above `after`: `state`, `stage` (begun or done), `progress` (done of total bytes)."""
    here.jobs.get(job)
    return said({"events": here.jobs.events(job, after)})


@router.get(
    "/jobs/{job}/stream",
    responses=problems(404) | {200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}}},
    response_class=StreamingResponse,
    summary="The same, as it comes",
)
async def stream(job: JobId, request: Request, here: Here, last_event_id: Annotated[str, Header(max_length=20)] = "") -> Response:
    """Server-Sent Events until the job is over; a browser that loses the line goes on after the last one it had."""
    here.jobs.get(job)
    after = int(last_event_id) if last_event_id.isascii() and last_event_id.isdecimal() else 0
    return StreamingResponse(_stream(here, job, after), media_type="text/event-stream", headers={"X-Accel-Buffering": "no"})


async def _stream(here: Server, job: str, after: int) -> AsyncIterator[str]:
    """The events as lines."""
    quiet = 0.0
    yield "retry: 2000\n\n"
    while True:
        over = here.jobs.get(job).state in ENDED or here.leaving()
        for event in here.jobs.events(job, after):
            after, quiet = event.number, 0.0
            yield f"id: {event.number}\nevent: {event.kind}\ndata: {json.dumps({**event.data, 'at': event.at})}\n\n"
        if over:
            return
        await asyncio.sleep(LOOK)
        quiet += LOOK
        if quiet >= BEAT:
            quiet = 0.0
            yield ": still here\n\n"


@router.post("/jobs/{job}/cancel", responses=problems(404, 409), summary="Cancel a job")
def cancel(job: JobId, here: Here) -> Response:
    """Out of the line at once, or ended with all that it started; nothing half-written stays."""
    return said(told(here.jobs.cancel(job)))


@router.delete("/jobs/{job}", status_code=204, responses=problems(404, 409), summary="Forget a job that is over")
def remove(job: JobId, here: Here) -> Response:
    """What it made for download goes too; a run that it saved stays."""
    here.jobs.remove(job)
    return Response(status_code=204)


@router.get(
    "/jobs/{job}/result", responses=problems(404, 409) | {200: {"content": {"application/octet-stream": {}}}}, summary="What it made"
)
def result(job: JobId, here: Here) -> Response:
    """The record of a look as JSON, the table of a score as CSV or Parquet."""
    found = here.jobs.get(job)
    if found.state != "done":
        raise InputError("job-not-done", f"The job is {found.state}", remedy="Wait until it is done.")
    name = (found.result or {}).get("file")
    path = here.jobs.place(job) / name if name else None
    if path is None or not path.is_file():
        raise InputError("no-result", "The job made nothing to download", remedy="A run is asked for by its id.")
    if path.suffix == ".json":
        return Response(path.read_bytes(), media_type="application/json")
    return FileResponse(path, filename=path.name, media_type="application/octet-stream")


def accepted(job: Job, new: bool, root: str) -> Response:
    """The answer to what started a job: where to ask for it."""
    headers = {"Location": f"{root}/api/v1/jobs/{job.id}"}
    record: Mapping[str, Any] = told(job)
    return said(record, 202 if new else 200, headers)
