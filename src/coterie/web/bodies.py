"""JSON as we take it: with its content type, within limits, no number that is none, no key twice."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute

from coterie.web.problems import RefusedError

DEEPEST = 20


def parsed(body: bytes) -> Any:
    r"""What a body says.

    >>> parsed(b'{"a": [1, 2.5, null]}')
    {'a': [1, 2.5, None]}
    >>> parsed(b'{"a": 1, "a": 2}')
    Traceback (most recent call last):
    ...
    coterie.web.problems.RefusedError: The key is there twice: a. Give it once. [key-twice]
    """
    try:
        found = json.loads(body, parse_constant=_constant, parse_float=_number, parse_int=_whole, object_pairs_hook=_object)
    except (ValueError, RecursionError) as error:
        fact = "The body nests too deeply" if isinstance(error, RecursionError) else "The body is no JSON"
        raise RefusedError(400, "broken-json", fact, remedy="Send JSON in UTF-8, as RFC 8259 has it.") from error
    _check_depth(found)
    return found


def _constant(text: str) -> Any:
    raise RefusedError(422, "no-number", f"{text} is no number", remedy="Send null for what is missing.")


def _number(text: str) -> float:
    found = float(text)
    if not math.isfinite(found):
        raise _too_large(text)
    return found


def _whole(text: str) -> int:
    if len(text) > 25:
        raise _too_large(text)
    return int(text)


def _too_large(text: str) -> RefusedError:
    return RefusedError(422, "no-number", f"The number {text[:40]} is too large", remedy="Send null for what is missing.")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        often = Counter(key for key, _ in pairs)
        twice = next(key for key, times in often.items() if times > 1)
        raise RefusedError(422, "key-twice", "The key is there twice", place=twice[:40], remedy="Give it once.")
    return found


def _check_depth(found: Any) -> None:
    """Refuse what nests deeper than anything that we ask for."""
    level, depth = [found], 0
    while level := [
        inner for each in level if isinstance(each, dict | list) for inner in (each.values() if isinstance(each, dict) else each)
    ]:
        depth += 1
        if depth > DEEPEST:
            raise RefusedError(
                400, "too-deep", f"The body nests deeper than {DEEPEST} levels", remedy="Send what the document of the API asks for."
            )


async def body_of(request: Request) -> Any:
    """What the body of a request says, where a route reads it itself."""
    check_kind(request)
    return parsed(await request.body())


def check_kind(request: Request) -> None:
    """Refuse a body that does not say that it is JSON."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        remedy = "Send the header Content-Type: application/json"
        raise RefusedError(415, "no-json", "The body must be application/json", remedy=remedy)


class JSONRoute(APIRoute):
    """A route whose body is JSON as we take it."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Look at the body before the route does."""
        handle = super().get_route_handler()

        async def handled(request: Request) -> Response:
            if self.body_field is not None:
                request = _Strict(request.scope, request.receive)
                request.said = await body_of(request)
            return await handle(request)

        return handled


class _Strict(Request):
    """A request whose JSON was read by us: what is wrong with it the framework would only call an error."""

    said: Any = None

    async def json(self) -> Any:
        """What the body says."""
        return self.said
