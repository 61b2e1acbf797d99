"""What the routes of all resources share: their path, their shape of error, how a record is said in JSON."""

from __future__ import annotations

import json
from typing import Annotated, Any

from fastapi import APIRouter, Header, Path
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from coterie.store.codec import to_plain
from coterie.web.bodies import JSONRoute
from coterie.web.problems import MEDIA_TYPE

PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "code", "place", "remedy"],
    "properties": {
        "type": {"type": "string", "description": "urn:coterie:problem: and the code"},
        "title": {"type": "string", "description": "What HTTP calls the status"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "The fact"},
        "code": {"type": "string", "description": "Stays the same from version to version"},
        "place": {"type": "string", "description": "The field, file, line or column"},
        "remedy": {"type": "string", "description": "What to do"},
    },
}
ALWAYS = (400, 401, 403, 422, 503)
WHY = {
    400: "The request cannot be read, or asks by a foreign name",
    401: "The token is missing or wrong",
    403: "Nothing shows that no foreign page asked for this",
    404: "There is no such thing",
    408: "The body came too slowly",
    409: "It is not in the state for this",
    413: "There is too much of it",
    415: "It is not of the kind that is taken here",
    422: "A value, a key or a setting is wrong",
    503: "Memory, disk or another service failed",
    507: "The disk is full",
}
# What cannot be an id is not there, which is for the routes to say: a pattern here would make it a wrong value.
RunId = Annotated[str, Path(description="The id of a run; latest and promoted lead to theirs.", examples=["latest"])]
JobId = Annotated[str, Path(description="The id of a job.")]
UploadId = Annotated[str, Path(description="The id of an upload.")]

Things = Annotated[list[Annotated[str, Field(min_length=1, max_length=2000)]], Field(max_length=100)]
Key = Annotated[str, Header(alias="Idempotency-Key", max_length=255, description="Started again with the same key, it is the same job.")]


class Sources(BaseModel):
    """What is read: ids of uploads, or places that the server may read."""

    model_config = ConfigDict(extra="forbid")

    data: Things = Field(description="The orders, or the customers alone; several are read as one table.")
    customers: Things = []
    items: Things = []

    @property
    def given(self) -> dict[str, list[str]]:
        """What is given for each table of a task."""
        return {"data": self.data, "customers": self.customers, "items": self.items}


def routes(tag: str) -> APIRouter:
    """A router of version 1 of the API."""
    return APIRouter(prefix="/api/v1", tags=[tag], route_class=JSONRoute, responses=problems(*ALWAYS))


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The document's word on the errors of a route."""
    return {s: {"description": WHY[s], "content": {MEDIA_TYPE: {"schema": PROBLEM}}} for s in statuses}


def files(*kinds: str) -> dict[int | str, dict[str, Any]]:
    """The document's word on a route that answers with a file of one of these kinds."""
    schema = {"schema": {"type": "string", "format": "binary"}}
    return {200: {"description": "The file", "content": {kind.partition(";")[0]: schema for kind in kinds}}}


STARTED: dict[int | str, dict[str, Any]] = {200: {"description": "The job that was started with this key before"}}
BODY = problems(408, 413, 415)


def said(record: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """A record as JSON; what is not known is null."""
    text = json.dumps(to_plain(record, {}), ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=str)
    return Response(text, status, headers, media_type="application/json")
