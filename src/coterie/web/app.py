"""The app: every route, and the layers around them."""

from __future__ import annotations

import functools
import importlib
import pkgutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from types import ModuleType

from fastapi import APIRouter, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

import coterie.web.api
import coterie.web.pages
from coterie import __version__
from coterie.errors import CoterieError
from coterie.web import sign_in
from coterie.web.document import document
from coterie.web.guard import Guard
from coterie.web.limits import Limits
from coterie.web.observe import Observe
from coterie.web.place import Place
from coterie.web.problems import answered, of_http, of_validation
from coterie.web.quick import Quick
from coterie.web.server import Server
from coterie.web.settings import Settings

STATIC = Path(__file__).parent / "static"


def make_app(settings: Settings) -> FastAPI:
    """The app with its own jobs and runs; it works through its queue while its lifespan lasts."""
    server = Server(settings)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with server.running():
            yield

    layers = [
        Middleware(Observe, counts=server.counts),
        Middleware(Place, settings=settings),
        Middleware(Guard, settings=settings, tickets=server.tickets),
        Middleware(Limits, settings=settings),
        Middleware(Quick, server=server),
    ]
    app = FastAPI(
        title="Coterie",
        version=__version__,
        summary="Customer segments you can act on, from raw orders.",
        lifespan=lifespan,
        middleware=layers,
        openapi_url="/api/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    app.state.server = server
    app.openapi = functools.partial(document, app)  # type: ignore[method-assign]
    app.include_router(sign_in.router)
    for router in _routers(coterie.web.api):
        app.include_router(router)
    for router in _routers(coterie.web.pages):
        app.include_router(router, include_in_schema=False)
    app.mount("/static", _Static(directory=STATIC), name="static")
    app.add_exception_handler(CoterieError, _told)
    app.add_exception_handler(HTTPException, _told)
    app.add_exception_handler(RequestValidationError, _told)
    return app


def _routers(package: ModuleType) -> Iterator[APIRouter]:
    """The router of every file of a folder."""
    for found in pkgutil.iter_modules(package.__path__):
        if not found.name.startswith("_"):
            yield importlib.import_module(f"{package.__name__}.{found.name}").router


async def _told(request: Request, error: Exception) -> Response:
    """An error of the user's or of the surroundings, in the one shape that all have."""
    if isinstance(error, HTTPException):
        return answered(request, of_http(error), error.headers)
    if isinstance(error, RequestValidationError):
        return answered(request, of_validation(error))
    assert isinstance(error, CoterieError)
    return answered(request, error)


class _Static(StaticFiles):
    """Our own styles and scripts, which may be kept for an hour."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file."""
        answer = await super().get_response(path, scope)
        answer.headers["Cache-Control"] = "public, max-age=3600"
        return answer
