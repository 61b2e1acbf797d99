"""Charts: as specifications for a page, as pictures for a document."""

from __future__ import annotations

from typing import Literal

from starlette.responses import Response

from coterie.charts import FORMATS, draw, draw_all, picture
from coterie.records import Chart
from coterie.web.api._router import RunId, files, problems, routes, said
from coterie.web.server import Here

router = routes("charts")
TYPES = {"svg": "image/svg+xml", "png": "image/png"}
assert set(TYPES) == set(FORMATS)


@router.get("/runs/{run}/charts", responses=problems(404), summary="The charts of a run")
def listed(run: RunId, here: Here) -> Response:
    """Those that have something to show, each with the sentence that says what."""
    with here.runs.open(run) as found:
        drawn = draw_all(found.story)
    return said({"charts": [{"name": chart.name, "title": chart.title, "sentence": chart.sentence, "alt": chart.alt} for chart in drawn]})


@router.get("/runs/{run}/charts/{chart}", responses=problems(404), summary="A chart as a Vega-Lite specification")
def one(run: RunId, chart: str, here: Here) -> Response:
    """With its data, its sentence and its alt text."""
    drawn = _drawn(run, chart, here)
    return said({"name": drawn.name, "title": drawn.title, "sentence": drawn.sentence, "alt": drawn.alt, "spec": drawn.spec})


@router.get(
    "/runs/{run}/charts/{chart}/picture",
    responses=problems(404) | files(*TYPES.values()),
    response_class=Response,
    summary="A chart as a picture",
)
def still(run: RunId, chart: str, here: Here, format: Literal["svg", "png"] = "svg") -> Response:
    """On a white ground."""
    return Response(picture(_drawn(run, chart, here), format), media_type=TYPES[format])


def _drawn(run: str, chart: str, here: Here) -> Chart:
    with here.runs.open(run) as found:
        return draw(chart, found.story)
