"""Customers: a page at a time, one of them, and what if. An id may be an address, so it stands in bodies and in no path."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from coterie.browsing import LARGEST_PAGE, Page
from coterie.web.api._router import BODY, RunId, problems, routes, said
from coterie.web.server import Here

router = routes("customers")
Column = Annotated[str, Field(max_length=300)]
Bound = float | Annotated[str, Field(max_length=1000)] | None
Id = Annotated[str, Field(min_length=1, max_length=1000)]


class Plain(BaseModel):
    """Which customers are wanted, in which order."""

    model_config = ConfigDict(extra="forbid")

    segment: int | None = Field(None, ge=0, le=100_000)
    sort: Column = ""
    descending: bool = False
    page: int = Field(1, ge=1, le=10**9)
    size: int = Field(50, ge=1, le=LARGEST_PAGE)


Asked = Annotated[Plain, Query()]


class Wanted(Plain):
    """The same with filters."""

    where: dict[Column, Annotated[list[Bound], Field(max_length=1000)]] = Field(
        {}, max_length=100, description="Per column from and to, either of which may be null; or of texts, those that it may be."
    )
    search: str = Field("", max_length=300, description="What an id holds.")
    columns: Annotated[list[Column], Field(max_length=1000)] = Field([], description="Those to show, by default all.")


class One(BaseModel):
    """Whom to look up."""

    model_config = ConfigDict(extra="forbid")

    customer: Id


class Changed(BaseModel):
    """A customer by id or by features, and what would be otherwise."""

    model_config = ConfigDict(extra="forbid")

    customer: Id | None = None
    features: dict[Column, Any] = {}
    changes: dict[Column, Any] = {}


Side = tuple[float | None, float | None]


class Region(BaseModel):
    """A box on the map, or on two features: from and to, either of which may be null."""

    model_config = ConfigDict(extra="forbid")

    x: Side = (None, None)
    y: Side = (None, None)
    features: tuple[Column, Column] | None = None


@router.get("/runs/{run}/customers", responses=problems(404), summary="A page of the customers")
def listed(run: RunId, here: Here, asked: Asked) -> Response:
    """Of a segment or of all, sorted by any column; without a wish in the order of the ids."""
    with here.runs.open(run) as found:
        return _page(found.browse(**asked.model_dump()))


@router.post("/runs/{run}/customers", responses=BODY | problems(404), summary="The customers that fit")
def wanted(run: RunId, body: Wanted, here: Here) -> Response:
    """The same with filters, and with a search for a part of the id."""
    with here.runs.open(run) as found:
        return _page(found.browse(**body.model_dump()))


@router.post("/runs/{run}/customer", responses=BODY | problems(404), summary="One customer")
def one(run: RunId, body: One, here: Here) -> Response:
    """Orders, features, segment, why it is this one, and which single changes would give another."""
    with here.runs.open(run) as found:
        person = found.customer(body.customer)
        orders = None if person.orders is None else person.orders.to_pylist()
        return said({**vars(person), "orders": orders})


@router.post("/runs/{run}/what-if", responses=BODY | problems(404), summary="What if a customer's numbers were others")
def what_if(run: RunId, body: Changed, here: Here) -> Response:
    """The segment before and after, by the model that scores."""
    with here.runs.open(run) as found:
        told = found.what_if(body.customer or body.features, body.changes)
    return said({**vars(told), "before": vars(told.before), "after": vars(told.after)})


@router.post("/runs/{run}/region", responses=BODY | problems(404), summary="Who is in a region of the map")
def region(run: RunId, body: Region, here: Here) -> Response:
    """How many, their money, what sets them apart, and which segments they are in."""
    with here.runs.open(run) as found:
        return said(found.region(body.x, body.y, features=body.features))


def _page(page: Page) -> Response:
    """A page as the API says it."""
    return said({"customers": page.customers.to_pylist(), "page": page.number, "pages": page.pages, "size": page.size, "total": page.total})
