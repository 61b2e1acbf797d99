"""Segments: who they are, and the names and the advice that the user gives them."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Path
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from coterie.errors import InputError
from coterie.records import Segment, Story
from coterie.web.api._router import BODY, RunId, problems, routes, said
from coterie.web.server import Here

router = routes("segments")
SegmentId = Annotated[int, Path(ge=0, le=100_000, description="The id of a segment.")]
Text = Annotated[str, Field(max_length=2000)]


class Words(BaseModel):
    """The user's own words for a segment; an empty name brings back the one that was found."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, Field(max_length=200)] | None = None
    advice: dict[str, Text | dict[str, Text]] | None = Field(
        None, description="Per field an action, or action, situation, timing, measure."
    )


def of(story: Story, id: int) -> Segment:
    """The segment of that id."""
    found = next((segment for segment in story.segments.segments if segment.id == id), None)
    if found is None:
        raise InputError("unknown-segment", f"There is no segment {id}", remedy="Ask for the list of segments.")
    return found


@router.get("/runs/{run}/segments", responses=problems(404), summary="The segments of a run")
def listed(run: RunId, here: Here) -> Response:
    """The most valuable first: name, size, value, rule, traits, profile, advice."""
    with here.runs.open(run) as found:
        return said({"segments": found.story.segments.segments})


@router.get("/runs/{run}/segments/{segment}", responses=problems(404), summary="A segment")
def one(run: RunId, segment: SegmentId, here: Here) -> Response:
    """All that is known of it."""
    with here.runs.open(run) as found:
        return said(of(found.story, segment))


@router.patch("/runs/{run}/segments/{segment}", responses=BODY | problems(404), summary="Give a segment a name or advice of your own")
def reword(run: RunId, segment: SegmentId, body: Words, here: Here) -> Response:
    """Reports, scores and exports use them, and a run that follows this one keeps them."""
    with here.runs.changing(run) as found:
        of(found.story, segment)
        names: dict[int, str] = {} if body.name is None else {segment: body.name}
        advice: dict[int, Any] = {} if body.advice is None else {segment: body.advice}
        found.rename(names, advice=advice)
        return said(of(found.story, segment))
