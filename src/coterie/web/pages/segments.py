"""A segment: what it is, the user's own words for it, and its customers."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import APIRouter, Request
from starlette.responses import Response

from coterie.records import Story
from coterie.web.api.segments import of
from coterie.web.pages._forms import Sent, back
from coterie.web.pages._listed import listed
from coterie.web.pages._shown import helpers
from coterie.web.rendering import page
from coterie.web.server import Here

router = APIRouter()


@router.get("/runs/{run}/segments/{segment}")
def one(request: Request, run: str, segment: int, here: Here) -> Response:
    """The card, the form for own words, and a page of the customers."""
    with here.runs.open(run) as found:
        own = of(found.story, segment)
        told = listed(found, request.query_params, segment)
        return page(request, "segment.html", run=here.runs.path(run).name, segment=own, **told, **helpers(found.story))


@router.post("/runs/{run}/segments/{segment}")
def reword(request: Request, run: str, segment: int, here: Here, form: Sent) -> Response:
    """The name and the advice of the user's own; what is empty is as it was found."""
    given: dict[str, dict[str, str]] = {}
    for key, text in form.under("advice.").items():
        field, _, part = key.partition(".")
        given.setdefault(field, {})[part] = text
    with here.runs.changing(run) as found:
        was = of(found.found, segment)
        name = form.one("name")
        found.rename({segment: "" if name == was.name else name}, advice={segment: changed(found.found, segment, given)})
    return back(request, f"/runs/{here.runs.path(run).name}/segments/{segment}")


def changed(story: Story, segment: int, given: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str]]:
    """Of the advice that was typed, the fields that say something else than was found."""
    was = {advice.field: advice for advice in of(story, segment).advice}
    return {
        field: dict(parts)
        for field, parts in given.items()
        if field not in was or any(getattr(was[field], part, "") != text for part, text in parts.items())
    }
