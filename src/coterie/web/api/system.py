"""Whether the server is well, and its numbers: asked by whoever runs it."""

from __future__ import annotations

import os

from fastapi import APIRouter
from starlette.responses import PlainTextResponse, Response

from coterie.web.api._router import problems, said
from coterie.web.jobs.process import resident
from coterie.web.server import Here

router = APIRouter(tags=["system"])


@router.get("/health", responses=problems(400), summary="Whether the server answers")
def health() -> Response:
    """It does."""
    return said({"status": "ok"})


@router.get("/ready", responses=problems(400, 503), summary="Whether the server can work")
def ready(here: Here) -> Response:
    """Its folder can be written to and its queue is read."""
    here.check_ready()
    return said({"status": "ready"})


@router.get("/metrics", responses=problems(400, 401), summary="Numbers for Prometheus", response_class=PlainTextResponse)
def metrics(here: Here) -> Response:
    """Requests by route, jobs by state, memory."""
    lines = [*here.counts.lines(), "# HELP coterie_jobs Jobs by state.", "# TYPE coterie_jobs gauge"]
    lines += [f'coterie_jobs{{state="{state}"}} {n}' for state, n in here.jobs.index.counts().items()]
    lines += ["# HELP coterie_resident_bytes Memory of the server and its workers.", "# TYPE coterie_resident_bytes gauge"]
    lines += [f"coterie_resident_bytes {resident(os.getpid())}"]
    return PlainTextResponse("\n".join(lines) + "\n", media_type="text/plain; version=0.0.4")
