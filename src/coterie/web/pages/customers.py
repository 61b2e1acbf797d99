"""Customers: all of a run, and one of them."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from coterie.web.pages._forms import Sent
from coterie.web.pages._listed import listed
from coterie.web.pages._shown import helpers
from coterie.web.rendering import page
from coterie.web.server import Here

router = APIRouter()


@router.get("/runs/{run}/customers")
def everyone(request: Request, run: str, here: Here) -> Response:
    """All customers of a run."""
    with here.runs.open(run) as found:
        told = listed(found, request.query_params, None)
        return page(request, "customers.html", run=here.runs.path(run).name, **told, **helpers(found.story))


@router.post("/runs/{run}/customers")
def search(request: Request, run: str, here: Here, form: Sent) -> Response:
    """Those whose id holds what was typed; it comes in the body, for addresses are written down in many places."""
    with here.runs.open(run) as found:
        told = listed(found, {}, None, form.one("search"))
        return page(request, "customers.html", run=here.runs.path(run).name, **told, **helpers(found.story))


@router.get("/runs/{run}/customers/{position}")
def one(request: Request, run: str, position: Annotated[int, Path(lt=10**9)], here: Here) -> Response:
    """One customer, by the place among all: an id may say who it is, and has no business in an address."""
    with here.runs.open(run) as found:
        person, story, needs = found.customer(position), found.story, found.scorer.needs
    orders = person.orders.to_pylist() if person.orders is not None else None
    known: dict[str, Any] = {"position": position, "person": person, "orders": orders, "needs": needs}
    return page(request, "customer.html", run=here.runs.path(run).name, **known, **helpers(story))
