"""From what a request names to a task for a worker: uploads by their ids, places that the server allows, settings that are known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coterie.errors import InputError, shown
from coterie.plan import make_plan
from coterie.web.addresses import below
from coterie.web.problems import RefusedError

if TYPE_CHECKING:
    from coterie.web.server import Server

OURS = ("threads", "memory", "previous")  # what the server decides, or what is given in another way
TABLES = ("data", "customers", "items")  # of a task; an export has contacts too
ADDRESS = "://"


def task_of(server: Server, given: Mapping[str, Sequence[str]], settings: Mapping[str, Any]) -> dict[str, Any]:
    """A task over files: `given` are ids of uploads, or places, for `data`, `customers`, `items`."""
    for name in OURS:
        if name in settings:
            raise RefusedError(
                422, "not-a-setting-here", f"The setting {name} is the server's", place=f"settings.{name}", remedy="Leave it out."
            )
    make_plan(None, **settings)  # what is wrong with them is told now, not when the job begins
    tables = {name: [_thing(server, said) for said in given.get(name, ())] for name in TABLES}
    if not tables["data"]:
        raise RefusedError(422, "no-data", "No orders and no customers are given", place="data", remedy="Upload a file, and give its id.")
    folders = [str(server.uploads.folder), *(source for source in server.settings.sources if ADDRESS not in source)]
    return {**{name: things for name, things in tables.items() if things}, "settings": dict(settings), "folders": folders}


def task_of_run(
    server: Server, given: Mapping[str, Sequence[str]], settings: Mapping[str, Any], *, title: str | None, previous: str | None
) -> dict[str, Any]:
    """The task of a run, which may follow an earlier one."""
    follows = {"previous": server.runs.path(previous).name} if previous else {}
    return {**task_of(server, given, settings), **follows, "title": title or None}


def uploads_of(task: Mapping[str, Any]) -> set[str]:
    """The uploads that a task waits for."""
    return {Path(thing["path"]).name for name in (*TABLES, "contacts") for thing in task.get(name, ()) if isinstance(thing, Mapping)}


def _thing(server: Server, said: str) -> Any:
    """An upload with the name that it is known by; or a place below one that the server was told to allow."""
    if "/" not in said and ADDRESS not in said:
        upload = server.uploads.get(said)
        return {"path": str(server.uploads.path(said)), "name": upload.name}
    for source in server.settings.sources:
        if ADDRESS in source:
            if below(said, source):
                return said
        elif ADDRESS not in said and Path(said).resolve().is_relative_to(Path(source).resolve()):
            return str(Path(said).resolve())
    fact = f"The server may not read {shown(said)}"
    raise InputError("not-a-source", fact, remedy="Upload the file; or start the server with --source and the folder or address.")
