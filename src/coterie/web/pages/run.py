"""A run: the report, and what can be done with it."""

from __future__ import annotations

import copy
from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from coterie import report
from coterie.charts import draw
from coterie.errors import InputError
from coterie.records import Chart, Story
from coterie.registry import members
from coterie.web.pages._forms import Sent, back
from coterie.web.rendering import page
from coterie.web.server import Here

router = APIRouter()
ASIDE = 100  # rows on a page
WAYS = {
    "Choose a region": ({"name": "region", "select": {"type": "interval"}}, "Drag a box to see who is in it."),
    "Move and zoom": ({"name": "moved", "select": {"type": "interval"}, "bind": "scales"}, "Drag to move, turn the wheel to zoom."),
}


@router.get("/runs/{run}")
def one(request: Request, run: str, here: Here) -> Response:
    """Who the customers are, how sure that is, what the data is like."""
    with here.runs.open(run) as found:
        story, id = found.story, here.runs.path(run).name
    live = f"{request.scope.get('root_path', '')}/runs/{id}"
    known = {**report.parts(story, ways=_ways(story)), "live": live}
    return page(request, "run.html", run=id, methods=members("cluster"), **known)


def _ways(story: Story) -> dict[str, dict[str, Chart]]:
    """The map to choose a region on, and to move about on."""
    try:
        drawn = draw("map", story)
    except InputError:
        return {}
    return {"map": {title: _with(drawn, param, words) for title, (param, words) in WAYS.items()}}


def _with(chart: Chart, param: dict[str, Any], words: str) -> Chart:
    """The chart with one more thing that the mouse does, and the words for it."""
    spec = copy.deepcopy(dict(chart.spec))
    spec["params"] = [*spec.get("params", ()), param]
    return replace(chart, spec=spec, sentence=f"{chart.sentence} {words}", alt=f"{chart.alt} {words}")


@router.post("/runs/{run}/instead")
def instead(request: Request, run: str, here: Here, form: Sent) -> Response:
    """Another method or number of segments, as a job."""
    k = form.one("k")
    if k and not (k.isascii() and k.isdecimal() and len(k) < 10):
        raise InputError("k-range", "The number of segments is no number", place="k", remedy="Give a whole number, such as 5.")
    if form.one("method") and form.one("method") not in members("cluster"):
        raise InputError("unknown-method", "There is no such method", place="method", remedy="Choose one of the list.")
    task = {"run": here.runs.path(run).name, "method": form.one("method") or None, "k": int(k) if k else None}
    job, _ = here.jobs.add("instead", task)
    return back(request, f"/jobs/{job.id}")


@router.get("/runs/{run}/set-aside")
def set_aside(request: Request, run: str, here: Here, number: int = 1) -> Response:
    """Every row that was set aside, with its file, line and reason."""
    with here.runs.open(run) as found:
        table = found.set_aside
    last = max(1, -(-table.num_rows // ASIDE))
    number = min(max(1, number), last)
    rows = table.slice((number - 1) * ASIDE, ASIDE).to_pylist()
    known = {"rows": rows, "total": table.num_rows, "number": number, "last": last}
    return page(request, "set_aside.html", run=here.runs.path(run).name, **known)
