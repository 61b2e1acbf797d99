"""Another method or k for the customers of a run: from its saved features and points, without reading the input again."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from coterie.pipeline import AGAIN, walk
from coterie.plan import Plan, make_plan
from coterie.rebuilt import customers_again, orders_again, space_again
from coterie.records import NO_SEGMENT, Given, Leaderboard, Previous, Standing, Story
from coterie.words import counted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from coterie.engines.duckdb import DuckDBEngine
    from coterie.pipeline import Watch

NO_PRODUCTS = "What these segments buy is not told: the lines of the orders are not saved."


def plan_instead(story: Story, method: str | None, k: Any) -> Plan:
    """The plan of a run with another method or k; of a method alone that has been tried, with the k that did best."""
    k = k or (_best_k(story.leaderboard, method) if method else None)
    given = {"method": (method or story.model.method,), **({"k": k} if k else {})}
    return make_plan(None, **{**story.settings, **given})


def _best_k(board: Leaderboard, method: str) -> int | None:
    """The k with which a method stands highest, if it was tried."""
    return next((s.k for s in board.standings if s.method == method and not s.note), None) or next(
        (s.k for s in board.standings if s.method == method), None
    )


def instead(
    engine: DuckDBEngine,
    former: Story,
    plan: Plan,
    previous: Previous,
    *,
    placed: str,
    orders: str,
    points: Mapping[str, NDArray[Any]],
    watch: Watch | None,
) -> Story:
    """The story of the same customers with the method and k of the plan; segments that are the same people keep ids and names."""
    known = walk(
        AGAIN,
        watch,
        engine=engine,
        plan=plan,
        given=Given(None, None, None, previous),
        cleaned=orders_again(engine, former, orders),
        features=customers_again(engine, former, placed),
        exploration=former.exploration,
        space=space_again(engine, former, points),
        model=former.model,
    )
    value, told = known["value"], known["segments"].segments
    return replace(
        former,
        settings={**former.settings, **plan.model_dump(mode="json", include={"method", "k"})},
        features=known["features"],
        leaderboard=joined(former.leaderboard, known["leaderboard"]),
        model=replace(known["model"], names={**known["model"].names, **{s.id: s.name for s in told}}),
        segments=known["segments"],
        notes=(*former.notes, *([NO_PRODUCTS] if _knew_products(former) else [])),
        value=replace(value, reason=former.value.reason, check=former.value.check, notes=former.value.notes, model=None, forecast=None),
    )


def _knew_products(story: Story) -> bool:
    """Whether the run told what segments buy."""
    return any(s.tastes for s in story.segments.segments if s.id != NO_SEGMENT)


def joined(before: Leaderboard, found: Leaderboard) -> Leaderboard:
    """The leaderboard of then with another one chosen, and with the candidates that were not on it, behind the others.

    Totals are relative to the best on a board, so that those who come later have none.
    """
    chosen, known = found.standings[0], {(s.method, s.k) for s in before.standings}
    mine = [replace(s, chosen=(s.method, s.k) == (chosen.method, chosen.k)) for s in before.standings]
    scored = [replace(s, scores=_filled(s.scores, chosen.scores)) if s.chosen else s for s in mine]
    late = [_unranked(s) for s in found.standings if (s.method, s.k) not in known]
    return replace(
        found,
        standings=(*scored, *late),
        reason=_reason(chosen, before),
        knees={**found.knees, **before.knees},
        elbows={**found.elbows, **before.elbows},
        refused=tuple(dict.fromkeys((*before.refused, *found.refused))),
        chosen=None,
    )


def _filled(scores: Mapping[str, float], found: Mapping[str, float]) -> dict[str, float]:
    """The scores of then, and those that only finalists had."""
    return {name: found.get(name, score) if math.isnan(score) else score for name, score in scores.items()}


def _unranked(standing: Standing) -> Standing:
    """A candidate that came later."""
    return replace(standing, ranks=dict.fromkeys(standing.ranks, math.nan), total=math.nan)


def _reason(chosen: Standing, before: Leaderboard) -> str:
    """Why this one: somebody wanted to see it."""
    best = before.standings[0]
    if (best.method, best.k) == (chosen.method, chosen.k):
        return f"{_named(chosen)} was asked for, and is first on the leaderboard too."
    return f"{_named(chosen)} was asked for; first on the leaderboard is {_named(best)}."


def _named(standing: Standing) -> str:
    """A candidate as a sentence calls it."""
    return f"{standing.title or standing.method} with {counted(standing.k, 'segment')}"
