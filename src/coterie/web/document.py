"""The document of the API, with what is the same for all its routes: how to show who asks."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from coterie.web.guard import PROGRAM, PROOF

SCHEMES = {
    "token": {"type": "http", "scheme": "bearer", "description": "The token that the server was started with."},
    "program": {
        "type": "apiKey",
        "in": "header",
        "name": PROGRAM,
        "description": "Any value, for what changes something, where the server has no token: no foreign page can make a browser send it.",
    },
    "page": {"type": "apiKey", "in": "header", "name": PROOF, "description": "What our own pages carry, with their cookie."},
}


def document(app: FastAPI) -> dict[str, Any]:
    """The document, made once."""
    if app.openapi_schema is None:
        made = get_openapi(title=app.title, version=app.version, summary=app.summary, routes=app.routes)
        made.setdefault("components", {})["securitySchemes"] = SCHEMES
        made["security"] = [{name: []} for name in SCHEMES]
        app.openapi_schema = made
    return app.openapi_schema
