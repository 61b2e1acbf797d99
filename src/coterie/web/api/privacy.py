"""Forgetting one customer."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from coterie.store import runs
from coterie.web.api._router import BODY, problems, routes, said
from coterie.web.server import Here

router = routes("privacy")


class Forget(BaseModel):
    """Whom to forget. The id stands in the body, for addresses are written down in many places."""

    model_config = ConfigDict(extra="forbid")

    customer: Annotated[str, Field(min_length=1, max_length=1000)]
    runs: Annotated[list[str], Field(max_length=1000)] = Field([], description="Ids of runs; by default all.")


@router.post("/forget", responses=BODY | problems(404), summary="Remove one customer from saved runs")
def forget(body: Forget, here: Here) -> Response:
    """From all of them or from none; they load and verify as before. Uploads and downloads that may hold the customer go too."""
    paths = [here.runs.path(run) for run in body.runs] or [run.path for run in runs(here.folder)]
    done = here.forget(body.customer, paths)
    return said({"forgotten": [{"run": Path(each.run).name, "rows": each.rows} for each in done]})
