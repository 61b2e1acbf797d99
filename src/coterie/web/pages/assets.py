"""What the pages share with the report: its styles, the script that draws its charts, and the chart library."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import Response

from coterie.report import script, stylesheet
from coterie.report.bundle import bundle

router = APIRouter()
CSS, JS = "text/css; charset=utf-8", "text/javascript; charset=utf-8"
ASSETS: dict[str, tuple[Callable[[], str], str]] = {"report.css": (stylesheet, CSS), "charts.js": (script, JS), "vega.js": (bundle, JS)}


@router.get("/assets/{name}")
def asset(name: str) -> Response:
    """One of them; it may be kept for an hour."""
    if name not in ASSETS:
        raise HTTPException(404)
    make, kind = ASSETS[name]
    return Response(make(), media_type=kind, headers={"Cache-Control": "public, max-age=3600"})
