"""What there is to choose from: settings, methods, charts, destinations."""

from __future__ import annotations

from typing import Literal

from starlette.responses import Response

from coterie.plan import Plan
from coterie.registry import members
from coterie.web.api._router import routes, said

router = routes("catalogue")
Family = Literal["cluster", "charts", "activate", "features", "clean", "judge", "value", "report", "read"]


@router.get("/settings", summary="The settings of a run")
def settings() -> Response:
    """As a JSON Schema, with a sentence for each."""
    return said(Plan.model_json_schema())


@router.get("/families/{family}", summary="The members of a family")
def family(family: Family) -> Response:
    """Methods (cluster), charts, destinations (activate), cleaning rules (clean)…: each with its sentence."""
    return said({"members": members(family)})
