"""Scores: the segments of a run for other customers, from features at once, from orders in the request, or from uploaded files."""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal

from fastapi import Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from coterie.web.api._router import BODY, STARTED, Key, RunId, Sources, problems, routes, said
from coterie.web.api.jobs import accepted
from coterie.web.bodies import body_of
from coterie.web.problems import RefusedError
from coterie.web.server import Here, Server
from coterie.web.starting import task_of

router = routes("scores")
PLACE = "/api/v1/runs/{run}/score"
MOST = 100_000  # customers in one request
MOST_ORDERS, MOST_COLUMNS = 20_000, 200
Row = dict[str, str | int | float | bool | None]
NUMBER, TEXT = {"type": "number"}, {"type": "string"}
FEATURES = {
    "type": "object",
    "additionalProperties": {"type": ["number", "string", "null"]},
    "description": "By name; null for what is not known",
}
ONE = {
    "type": "object",
    "required": ["segment", "name", "confidence"],
    "properties": {"segment": {"type": "integer"}, "name": TEXT, "confidence": NUMBER},
}
ASKED = {
    "type": "object",
    "additionalProperties": False,
    "oneOf": [{"required": ["features"]}, {"required": ["customers"]}],
    "properties": {"features": FEATURES, "customers": {"type": "array", "maxItems": MOST, "items": FEATURES}},
}
ANSWER = {"oneOf": [ONE, {"type": "object", "required": ["scores"], "properties": {"scores": {"type": "array", "items": ONE}}}]}
DOCUMENT = {"requestBody": {"required": True, "content": {"application/json": {"schema": ASKED}}}}


class Orders(BaseModel):
    """Orders, or customers, as rows; columns are named as in the run's own data."""

    model_config = ConfigDict(extra="forbid")

    data: Annotated[list[Row], Field(min_length=1, max_length=MOST_ORDERS)]
    customers: Annotated[list[Row], Field(max_length=MOST_ORDERS)] = []
    as_of: Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")] | None = None


class Files(Sources):
    """Files of orders or customers: ids of uploads, or places that the server may read."""

    settings: dict[str, Any] = Field({}, description="Those of a plan, by name, where they are not the run's.")
    format: Literal["csv", "parquet"] = "csv"


@router.post(
    PLACE.removeprefix(router.prefix),
    responses=BODY | problems(404) | {200: {"description": "The segments", "content": {"application/json": {"schema": ANSWER}}}},
    openapi_extra=DOCUMENT,
    response_class=Response,
    summary="Score one or many customers from features",
)
async def score(run: RunId, request: Request, here: Here) -> Response:
    """`features` is one customer and gives one score; `customers` are many and give `scores` in the same order."""
    return await answer(run, request, here)


async def answer(run: str, request: Request, here: Server) -> Response:
    """The scores that a request asks for."""
    rows, alone = _asked(await body_of(request))
    known = here.runs.known_scorer(run)
    scorer = await run_in_threadpool(here.runs.scorer, run) if known is None else known
    if alone and not scorer.model.rule:
        found = [vars(scorer.one(rows[0]))]
    else:
        found = [vars(each) for each in await run_in_threadpool(scorer.each, rows)]
    return Response(json.dumps(found[0] if alone else {"scores": found}, ensure_ascii=False), media_type="application/json")


def _asked(asked: Any) -> tuple[list[dict[str, Any]], bool]:
    """The customers, and whether it is one alone."""
    key = next(iter(asked), "") if isinstance(asked, dict) and len(asked) == 1 else ""
    rows = [asked[key]] if key == "features" else asked[key] if key == "customers" else None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        remedy = "Send {“features”: {name: value, …}}, or {“customers”: [{name: value, …}, …]}."
        raise RefusedError(422, "bad-request", "The body holds no customer by features", place="body", remedy=remedy)
    if len(rows) > MOST:
        remedy = "Send fewer at a time, or upload a file."
        raise RefusedError(413, "too-many", f"More than {MOST:,} customers", place="body.customers", remedy=remedy)
    return rows, key == "features"


@router.post("/runs/{run}/score/orders", responses=BODY | problems(404), summary="Score customers from their orders")
def score_orders(run: RunId, body: Orders, here: Here) -> Response:
    """A row per customer with segment, name and confidence, cleaned and counted as the run's own data; `notes` say what is unusual."""
    found = here.runs.scored(run, _texts(body.data), _texts(body.customers), {"as_of": body.as_of} if body.as_of else {})
    return said({"scores": found.table.to_pylist(), "ledger": found.ledger, "notes": found.notes})


def _texts(rows: list[Row]) -> dict[str, list[str | None]]:
    """Rows as columns of texts, as a file has them: what they are is told by the column, as always."""
    names = dict.fromkeys(name for row in rows for name in row)
    if len(names) > MOST_COLUMNS:
        remedy = "Send the columns of the run's own data."
        raise RefusedError(413, "too-many", f"More than {MOST_COLUMNS} columns", place="body", remedy=remedy)
    return {name: [None if row.get(name) is None else str(row[name]) for row in rows] for name in names}


@router.post("/runs/{run}/scores", status_code=202, responses=BODY | STARTED | problems(404), summary="Score the customers of files")
def score_files(run: RunId, body: Files, request: Request, here: Here, key: Key = "") -> Response:
    """Puts a job in line; its result is a table to download."""
    task = task_of(here, body.given, body.settings)
    made = {**task, "run": here.runs.path(run).name, "format": body.format}
    return accepted(*here.jobs.add("score", made, key=key), request.scope.get("root_path", ""))
