"""The way of single scores past the framework, which takes longer to find a route than the score takes to make.

It is the same route: the same checks lie around it, and it is the same function that answers.
"""

from __future__ import annotations

import re

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from coterie.errors import CoterieError
from coterie.web.api.scores import PLACE, answer
from coterie.web.place import inner
from coterie.web.problems import answered
from coterie.web.runs import ID
from coterie.web.server import Server

PATH = re.compile(PLACE.replace("{run}", f"({ID})"))


class _Route:
    """What the log and the numbers call it."""

    path = PLACE


class Quick:
    """Answers what asks for scores from features, and hands all else on."""

    def __init__(self, app: ASGIApp, server: Server) -> None:
        self.app, self.server = app, server

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or hand on."""
        found = PATH.fullmatch(inner(scope)) if scope["type"] == "http" and scope["method"] == "POST" else None
        if not found:
            return await self.app(scope, receive, send)
        scope["route"] = _Route
        request = Request(scope, receive)
        try:
            response = await answer(found[1], request, self.server)
        except CoterieError as error:
            response = answered(request, error)
        return await response(scope, receive, send)
