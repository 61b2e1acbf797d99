"""Two runs side by side: who moved, and whether the earlier segments still fit."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from coterie import report
from coterie.web.rendering import page
from coterie.web.server import Here

router = APIRouter()


@router.get("/runs/{run}/since/{before}")
def since(request: Request, run: str, before: str, here: Here) -> Response:
    """What became of the customers of the earlier run."""
    found = here.runs.comparison(run, before)
    known: dict[str, Any] = {"run": here.runs.path(run).name, "before": here.runs.path(before).name, "moves": found.found.moves}
    known |= {"then": found.found.names, "sentences": found.sentences}
    return page(request, "since.html", **known, **report.parts(found.story, only=("migration",)))
