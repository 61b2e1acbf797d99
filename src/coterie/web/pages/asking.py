"""What a run is asked: what if a customer's numbers were others, and who is in a region of the map."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from coterie.segmentation import Segmentation
from coterie.web.pages._listed import number, whole
from coterie.web.pages._shown import helpers
from coterie.web.rendering import page
from coterie.web.server import Here

router = APIRouter()


@router.get("/runs/{run}/what-if")
def what_if(request: Request, run: str, here: Here) -> Response:
    """A customer, or anyone, with other numbers."""
    asked = request.query_params
    position = whole(asked["customer"]) if "customer" in asked else None
    with here.runs.open(run) as found:
        own = _own(found, position)
        given = _given(found, asked)
        told = found.what_if(own, {n: v for n, v in given.items() if own.get(n) != v}) if given else None
        known: dict[str, Any] = {"needs": found.scorer.needs, "own": own, "given": given, "told": told, "position": position}
        return page(request, "what_if.html", run=here.runs.path(run).name, **known, **helpers(found.story))


def _own(found: Segmentation, position: int | None) -> dict[str, Any]:
    """The features of the customer at a place; of nobody in particular, the medians of everyone."""
    if position is not None:
        return {known.feature: known.value for known in found.customer(position).features}
    shapes = {d.feature: d for d in found.story.exploration.distributions if d.feature in found.scorer.needs}
    return {name: d.quantiles["median"] if d.quantiles else next((level for level, _ in d.levels), None) for name, d in shapes.items()}


def _given(found: Segmentation, asked: Mapping[str, str]) -> dict[str, Any]:
    """What was typed, as the features have it."""
    numbers = {f.name for f in found.story.features.columns if f.kind == "numeric"}
    typed = {name: asked.get(f"f.{name}", "").strip() for name in found.scorer.needs}
    return {name: number(text, name) if name in numbers else text for name, text in typed.items() if text}


@router.get("/runs/{run}/region")
def region(request: Request, run: str, here: Here) -> Response:
    """Who is in a region of the map, or of two features; a script asks for a part of a page."""
    asked = request.query_params
    axes = (asked.get("across", ""), asked.get("up", ""))
    x, y = ((number(asked.get(f"{axis}0", ""), axis), number(asked.get(f"{axis}1", ""), axis)) for axis in "xy")
    with here.runs.open(run) as found:
        bounded = any(bound is not None for bound in (*x, *y))
        told = found.region(x, y, features=axes if all(axes) else None) if bounded else None
        story = found.story
    name = "region_part.html" if asked.get("part") else "region.html"
    return page(request, name, run=here.runs.path(run).name, told=told, asked=dict(asked), **helpers(story))
