"""Two runs side by side: who moved, what drifted, and whether the earlier segments still fit."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Annotated, Literal

from fastapi import Path as InPath
from starlette.responses import Response

from coterie.web.api._router import RunId, files, problems, routes, said
from coterie.web.server import Here

router = routes("comparing")
BeforeId = Annotated[str, InPath(description="The id of the earlier run.")]
TYPES = {"csv": "text/csv; charset=utf-8", "parquet": "application/vnd.apache.parquet"}


@router.get("/runs/{run}/compare/{before}", responses=problems(404), summary="Compare a run with an earlier one")
def compare(run: RunId, before: BeforeId, here: Here) -> Response:
    """The verdict, and in `moves` the migration: customers and money from each segment of then to each of now."""
    return said(here.runs.compared(run, before))


@router.get(
    "/runs/{run}/compare/{before}/customers",
    responses=problems(404) | files(*TYPES.values()),
    response_class=Response,
    summary="Every customer's segment then and now",
)
def customers(run: RunId, before: BeforeId, here: Here, format: Literal["csv", "parquet"] = "csv") -> Response:
    """As a table to download."""
    with tempfile.TemporaryDirectory(dir=here.private) as folder:
        content = here.runs.comparison(run, before).write_customers(Path(folder) / f"migration.{format}").read_bytes()
    return Response(content, media_type=TYPES[format], headers={"Content-Disposition": f'attachment; filename="migration.{format}"'})
