"""Handing the customers and their segments over: to a file for download, or to a service that the server may reach."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from coterie.errors import InputError, shown
from coterie.registry import member
from coterie.web.addresses import below
from coterie.web.api._router import BODY, STARTED, Key, RunId, problems, routes
from coterie.web.api.jobs import accepted
from coterie.web.server import Here, Server

router = routes("exports")
Said = Annotated[str, Field(max_length=200)]


class Export(BaseModel):
    """Where to, who, and what is held out."""

    model_config = ConfigDict(extra="forbid")

    to: Said = Field(description="A destination; see /api/v1/families/activate.")
    out: str = Field("", max_length=2000, description="The address, where it is a service.")
    segments: Annotated[list[Said], Field(max_length=1000)] = Field([], description="Ids or names; by default all.")
    contacts: str | None = Field(None, max_length=100, description="The id of an upload with ids and contacts.")
    changes_since: str | None = Field(None, max_length=100, description="The id of an earlier run: only who is new or moved.")
    control: Said = Field("", description="A share of each segment to hold out, such as 10%.")
    min_size: int = Field(0, ge=0, le=10**9, description="Leave smaller segments out.")
    pseudonyms: bool = Field(False, description="Keyed hashes in the place of ids, by the server's COTERIE_PSEUDONYM_KEY.")
    table: Annotated[str, Field(min_length=1, max_length=100)] = "segments"
    seed: int = Field(0, ge=0, lt=2**32)


@router.post("/runs/{run}/exports", status_code=202, responses=BODY | STARTED | problems(404), summary="Export the customers of a run")
def export(run: RunId, body: Export, request: Request, here: Here, key: Key = "") -> Response:
    """Puts a job in line that waits for no run. Its result says how many went, and names the file where there is one to download."""
    task = task_of_export(here, run, body)
    return accepted(*here.jobs.add("export", task, key=key), request.scope.get("root_path", ""))


def task_of_export(here: Server, run: str, wish: Export) -> dict[str, Any]:
    """The task of an export, refused where the server may not do it."""
    service = not member("activate", wish.to).ending
    if service and not any(below(wish.out, place) for place in here.settings.places):
        fact = f"The server may not export to {shown(wish.out.partition('?')[0])}"
        raise InputError("not-a-place", fact, place="out", remedy="Start it with --place and the beginning of the address.")
    if wish.out and not service:
        remedy = "Leave it out: the file is for download."
        raise InputError("not-a-place", f"{wish.to} is a file, and its name is the server's", place="out", remedy=remedy)
    wishes: dict[str, Any] = wish.model_dump(include={"segments", "control", "min_size", "table", "seed"})
    wishes |= {"pseudonyms": "env"} if wish.pseudonyms else {}
    task: dict[str, Any] = {"run": here.runs.path(run).name, "to": wish.to, "address": wish.out, "wishes": wishes}
    task["folders"] = [str(here.uploads.folder)]
    if wish.contacts:
        task["contacts"] = [{"path": str(here.uploads.path(wish.contacts)), "name": here.uploads.get(wish.contacts).name}]
    if wish.changes_since:
        task["since"] = here.runs.path(wish.changes_since).name
    return task
