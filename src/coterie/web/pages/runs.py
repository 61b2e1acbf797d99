"""The first page: the runs, the jobs that go on, and what can be done with both."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from coterie.store import promote, runs
from coterie.web.pages._forms import Sent, back
from coterie.web.rendering import page
from coterie.web.server import Here

router = APIRouter()


@router.get("/")
def first(request: Request, here: Here, q: str = "") -> Response:
    """The newest first; `q` is looked for in titles and ids."""
    there = runs(here.folder)[::-1]
    found = [run for run in there if q.casefold() in f"{run.title} {run.id}".casefold()]
    going = [job for job in here.jobs.all("queued", "running") if job.kind != "look"]
    return page(request, "runs.html", runs=found, q=q, any=bool(there), jobs=going)


@router.post("/runs/{run}/promote")
def promoted(request: Request, run: str, here: Here) -> Response:
    """This run is the one in use from now on."""
    promote(here.runs.path(run))
    return back(request, "/")


@router.get("/runs/{run}/delete")
def ask(request: Request, run: str, here: Here) -> Response:
    """Whether it is meant."""
    path = here.runs.path(run)
    return page(request, "delete.html", run=next(each for each in runs(here.folder) if each.id == path.name))


@router.post("/runs/{run}/delete")
def delete(request: Request, run: str, here: Here) -> Response:
    """For good."""
    here.runs.remove(run)
    return back(request, "/")


@router.get("/forget")
def whom(request: Request) -> Response:
    """The form."""
    return page(request, "forget.html", done=None)


@router.post("/forget")
def forget(request: Request, here: Here, form: Sent) -> Response:
    """Remove a customer from every run. The id comes in the body, for addresses are written down in many places."""
    done = here.forget(form.one("customer"), (run.path for run in runs(here.folder)))
    return page(request, "forget.html", done=[(Path(each.run).name, sum(each.rows.values())) for each in done])


@router.get("/compare")
def compare(request: Request, before: str, after: str) -> Response:
    """From the form that names two runs to the page about them."""
    return RedirectResponse(f"{request.scope.get('root_path', '')}/runs/{after}/since/{before}", 303)
