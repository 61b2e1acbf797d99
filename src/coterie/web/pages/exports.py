"""Taking a run along: the report, the segments for other services, the query for a warehouse."""

from __future__ import annotations

from fastapi import APIRouter, Request
from pydantic import ValidationError
from starlette.responses import Response

from coterie.errors import InputError
from coterie.portable import DIALECTS
from coterie.registry import load_all, members
from coterie.store import runs
from coterie.web.api.exports import Export, task_of_export
from coterie.web.pages._forms import Sent, back
from coterie.web.pages._shown import helpers
from coterie.web.problems import of_validation
from coterie.web.rendering import page
from coterie.web.server import Here

router = APIRouter()


@router.get("/runs/{run}/export")
def ask(request: Request, run: str, here: Here) -> Response:
    """Where to, who, and what is held out."""
    id = here.runs.path(run).name
    with here.runs.open(run) as found:
        story = found.story
    ending = {name: destination.ending for name, destination in load_all("activate").items()}
    others = [each for each in runs(here.folder)[::-1] if each.id != id]
    return page(
        request,
        "export.html",
        run=id,
        destinations=members("activate"),
        ending=ending,
        others=others,
        uploads=here.uploads.all(),
        forms=members("report"),
        dialects=DIALECTS,
        **helpers(story),
    )


@router.post("/runs/{run}/export")
def start(request: Request, run: str, here: Here, form: Sent) -> Response:
    """Put the export in line."""
    size = form.one("min_size") or "0"
    if not (size.isascii() and size.isdecimal() and len(size) < 10):
        raise InputError("bad-min-size", "The smallest size is no number", place="min_size", remedy="Give a whole number.")
    try:
        wish = Export(
            to=form.one("to"),
            out=form.one("out"),
            segments=form.all("segments"),
            contacts=form.one("contacts") or None,
            changes_since=form.one("changes_since") or None,
            control=form.one("control"),
            min_size=int(size),
            pseudonyms=bool(form.one("pseudonyms")),
            table=form.one("table") or "segments",
        )
    except ValidationError as error:
        raise of_validation(error) from error
    job, _ = here.jobs.add("export", task_of_export(here, run, wish))
    return back(request, f"/jobs/{job.id}")


@router.post("/runs/{run}/contacts")
async def contacts(request: Request, run: str, here: Here) -> Response:
    """Take a file with contacts, to be chosen for an export; it is read at that moment, and never part of a run."""
    await here.uploads.receive(request.headers.get("content-type", ""), request.stream())
    return back(request, f"/runs/{here.runs.path(run).name}/export")
