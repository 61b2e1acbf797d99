"""The evidence of a run: which candidates there were, where every row went, what customers are worth."""

from __future__ import annotations

from starlette.responses import Response

from coterie.web.api._router import RunId, problems, routes, said
from coterie.web.server import Here

router = routes("evidence")


@router.get("/runs/{run}/leaderboard", responses=problems(404), summary="The candidates")
def leaderboard(run: RunId, here: Here) -> Response:
    """The best first, with every yardstick and the reason for the choice; what could not be a candidate is `refused`."""
    with here.runs.open(run) as found:
        return said(found.story.leaderboard)


@router.get("/runs/{run}/ledger", responses=problems(404), summary="Where every row went")
def ledger(run: RunId, here: Here) -> Response:
    """Used, merged, netted or set aside: the four add up."""
    with here.runs.open(run) as found:
        return said(found.story.ledger)


@router.get("/runs/{run}/exploration", responses=problems(404), summary="What the data looks like")
def exploration(run: RunId, here: Here) -> Response:
    """Key figures, distributions, months, findings."""
    with here.runs.open(run) as found:
        return said(found.story.exploration)


@router.get("/runs/{run}/value", responses=problems(404), summary="What customers are worth from here on")
def value(run: RunId, here: Here) -> Response:
    """The model, why to believe it, and the worth of each segment."""
    with here.runs.open(run) as found:
        story = found.story
        return said({"value": story.value, "expected": story.segments.worth, "segments": {s.id: s.worth for s in story.segments.segments}})
