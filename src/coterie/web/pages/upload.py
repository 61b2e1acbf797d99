"""A new run: files in, what is in them, roles that can be corrected, settings, and off it goes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from coterie.errors import InputError, did_you_mean, shown
from coterie.plan import Plan
from coterie.records import KeyFigure
from coterie.store import runs
from coterie.web.jobs import ENDED, Job
from coterie.web.pages._forms import Fields, Sent, back
from coterie.web.pages._settings import given_settings, shown_settings
from coterie.web.problems import RefusedError
from coterie.web.rendering import page
from coterie.web.server import Here, Server
from coterie.web.starting import TABLES, task_of, task_of_run
from coterie.web.uploads import Upload
from coterie.words import shown_figure

router = APIRouter()
# What a column can be, per table; a test holds it against what the reader knows.
ROLES: dict[str, tuple[str, ...]] = {
    "orders": (
        *("customer", "order", "time", "clock", "amount", "refund", "quantity", "price", "product", "product_name", "category"),
        *("channel", "discount", "country", "currency", "status", "kind", "cancelled", "email", "name"),
    ),
    "items": ("order", "product", "product_name", "category", "quantity", "price", "amount", "discount"),
    "customers": ("customer", "time", "email", "name"),
}
SETTING = {"orders": "roles", "customers": "customer_roles", "items": "item_roles"}
PARTS = {"data": "Orders (or a table of customers alone)", "customers": "Customers", "items": "Items of the orders"}


@router.get("/new")
def ask(request: Request) -> Response:
    """The form for the files."""
    return page(request, "new.html")


@router.post("/new")
async def receive(request: Request, here: Here) -> Response:
    """Keep the files, and look at them."""
    uploads, _ = await here.uploads.receive(request.headers.get("content-type", ""), request.stream())
    job = _look(here, _parted(uploads), {}, "")
    return back(request, f"/looks/{job.id}")


def _parted(uploads: Iterable[Upload]) -> dict[str, list[str]]:
    """Which file is for what, as its name says; one file alone is for whatever it holds."""
    found: dict[str, list[str]] = {table: [] for table in TABLES}
    listed = list(uploads)
    for upload in listed:
        name = upload.name.casefold()
        table = "items" if "item" in name or "lines" in name else "customers" if "customer" in name else "data"
        found[table if len(listed) > 1 else "data"].append(upload.id)
    if not found["data"]:
        found["data"], found["customers"] = found["customers"], []
    return found


def _look(here: Server, given: Mapping[str, list[str]], settings: Mapping[str, Any], title: str) -> Job:
    """A job that looks at the files with these settings."""
    reading = {name: value for name, value in settings.items() if name in LOOKED}
    job, _ = here.jobs.add("look", {**task_of(here, given, reading), "given": given, "form": dict(settings), "title": title})
    return job


LOOKED = (
    "roles",
    "customer_roles",
    "item_roles",
    "dates",
    "decimal",
    "encoding",
    "table",
    "customer_table",
    "item_table",
    "query",
    "where",
)


@router.get("/looks/{job}")
def preview(request: Request, job: str, here: Here) -> Response:
    """What is in the files, or how far the look at them is."""
    found = here.jobs.get(job)
    if "form" not in found.task:  # it was asked for in another way
        raise RefusedError(404, "no-look", "This job is no look at files from the page", remedy="Begin with a new run.")
    if found.state not in ENDED:
        return page(request, "job.html", job=found, then=f"/looks/{job}", title="Looking at the files")
    seen = json.loads((here.jobs.place(job) / "look.json").read_text(encoding="utf-8")) if found.state == "done" else None
    given = found.task["given"]
    uploads = [(here.uploads.get(id), part) for part, ids in given.items() for id in ids]
    settings = found.task["form"]
    return page(
        request,
        "look.html",
        job=found,
        seen=seen,
        figures=_figures(seen),
        uploads=uploads,
        parts=PARTS,
        tables=_tables(seen),
        said={table: settings.get(setting, {}) for table, setting in SETTING.items()},
        title=found.task.get("title") or "",
        settings=shown_settings(settings),
        previous=runs(here.folder)[::-1],
    )


def _tables(seen: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    """Per table its columns, with what each can be, what it is taken for, and why."""
    if seen is None:  # nothing is known of columns; what the user said can be said anew
        return []
    tables = []
    for table in seen["roles"]:
        guesses = {(g["column"], g["role"]): g["reason"] for g in seen["guesses"].get(table, ())}
        columns = [
            {**column, "why": guesses.get((column["name"], column["role"]), "")}
            for column in seen["exploration"]["columns"]
            if column["table"] == table
        ]
        tables.append({"name": table, "columns": columns, "roles": ROLES[table]})
    return tables


def _figures(seen: Mapping[str, Any] | None) -> list[dict[str, str]]:
    """The key figures as they are read."""
    found = [KeyFigure(**figure) for figure in seen["exploration"]["figures"]] if seen else []
    return [{"title": f.title, "sentence": f.sentence, "shown": shown_figure(f)} for f in found]


@router.post("/looks")
def again(request: Request, here: Here, form: Sent) -> Response:
    """Look again, with what was corrected."""
    job = _look(here, _given(form), _settings(form), form.one("title"))
    return back(request, f"/looks/{job.id}")


@router.post("/start")
def start(request: Request, here: Here, form: Sent) -> Response:
    """Put the run in line."""
    task = task_of_run(here, _given(form), _settings(form), title=form.one("title"), previous=form.one("previous"))
    job, _ = here.jobs.add("run", task)
    return back(request, f"/jobs/{job.id}")


def _given(form: Fields) -> dict[str, list[str]]:
    """The uploads by what they are for."""
    given: dict[str, list[str]] = {table: [] for table in TABLES}
    for upload, part in form.under("part.").items():
        if part not in given:
            raise InputError("unknown-part", f"There is no part {part!r} of a run", remedy=f"There are: {', '.join(given)}.")
        given[part].append(upload)
    return given


def _settings(form: Fields) -> dict[str, Any]:
    """The settings of the form, and the roles: those of now where they differ from what the page said, else those said before."""
    settings = given_settings(form.under("setting."))
    for table, setting in SETTING.items():
        chosen, known, before = (form.under(f"{what}.{table}.") for what in ("role", "was", "said"))
        said = {role: column for column, role in chosen.items()}
        if len(said) < len(chosen):
            twice = next(role for role in said if list(chosen.values()).count(role) > 1)
            raise InputError("role-twice", f"Two columns are to be the {twice}", remedy="Give each role to one column.")
        if roles := said if chosen != known else before:
            settings[setting] = roles
    for name in settings:
        if name not in Plan.model_fields:
            raise InputError("unknown-setting", f"There is no setting {shown(name)}", remedy=did_you_mean(name, Plan.model_fields))
    return settings
