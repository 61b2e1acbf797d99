"""One shape of error: RFC 9457 for programs, a page with the same for people. Nothing of the inside is told."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from coterie.errors import CoterieError, InputError, SurroundingsError, shown
from coterie.web.place import inner

MEDIA_TYPE = "application/problem+json"
# Errors of the library that say more by their status than that the input is wrong.
STATUS = {
    **dict.fromkeys(
        ("no-run", "no-runs", "no-job", "no-upload", "no-export", "no-result", "unknown-customer", "unknown-segment", "unknown-charts"), 404
    ),
    **dict.fromkeys(("not-kept", "chart-not-applicable", "no-previous"), 404),
    **dict.fromkeys(("unknown-format", "encrypted"), 415),
    **dict.fromkeys(("database-busy", "job-ended", "job-not-ended", "job-not-done", "run-in-use"), 409),
    "disk-full": 507,
}


class RefusedError(InputError):
    """A request that is refused before the library sees it, with the status that HTTP has for it.

    >>> RefusedError(413, "too-large", "The body is too large").status
    413
    """

    def __init__(self, status: int, code: str, fact: str, *, place: str = "", remedy: str = "") -> None:
        self.status = status
        super().__init__(code, fact, place=place, remedy=remedy)


def status_of(error: CoterieError) -> int:
    """The status of an error: 4xx for what the user can mend, 5xx for the surroundings and for bugs of ours.

    >>> status_of(InputError("k-range", "k goes from 9 to 2")), status_of(SurroundingsError("out-of-memory", "Full"))
    (422, 503)
    """
    found = getattr(error, "status", None) or STATUS.get(error.code)
    if found:
        return int(found)
    return 422 if isinstance(error, InputError) else 503 if isinstance(error, SurroundingsError) else 500


def as_problem(error: CoterieError) -> dict[str, Any]:
    """An error as RFC 9457 has it, with our own members beside: code, place, remedy, and choices where it asks."""
    status, record = status_of(error), error.as_record()
    fact = record.pop("fact")
    return {"type": f"urn:coterie:problem:{error.code}", "title": HTTPStatus(status).phrase, "status": status, "detail": fact, **record}


def answered(request: Request, error: CoterieError, headers: Mapping[str, str] | None = None) -> Response:
    """The answer to a request that failed, in the form that whoever asks can read."""
    problem = as_problem(error)
    if problem["status"] == HTTPStatus.UNAUTHORIZED:
        headers = {"WWW-Authenticate": 'Bearer realm="coterie"'}
    if wants_page(request):
        from coterie.web.rendering import page

        return page(request, "problem.html", status_code=problem["status"], problem=problem)
    text = json.dumps(problem, ensure_ascii=False, allow_nan=False)
    return Response(text, problem["status"], dict(headers or {}), media_type=MEDIA_TYPE)


def wants_page(request: Request) -> bool:
    """Whether a browser asks for a page, and no program or script for data."""
    return not inner(request.scope).startswith("/api/") and "text/html" in request.headers.get("accept", "")


def of_http(error: HTTPException) -> CoterieError:
    """What the framework refuses, such as a path that there is not."""
    code = HTTPStatus(error.status_code).phrase.lower().replace(" ", "-")
    remedies = {404: "Check the address.", 405: "See the document of the API for what can be done here."}
    fact = {404: "There is nothing at this address", 405: "This cannot be done at this address"}.get(error.status_code, str(error.detail))
    return RefusedError(error.status_code, code, fact, remedy=remedies.get(error.status_code, ""))


def of_validation(error: RequestValidationError | ValidationError) -> CoterieError:
    """What does not have the shape that the document of the API asks for: the first thing that is wrong, and where."""
    first = error.errors()[0]
    place = ".".join(str(part) for part in first["loc"])
    given = first.get("input")
    value = f" ({shown(given)} was given)" if isinstance(given, str | int | float | bool) and first["type"] != "missing" else ""
    return RefusedError(422, "bad-request", f"{first['msg']}{value}", place=place, remedy="See the document of the API for what it takes.")
