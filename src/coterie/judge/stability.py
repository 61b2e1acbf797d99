"""Stability: how surely the segments are found again among other customers."""

from __future__ import annotations

import math

from coterie.judge._base import Context, Judge
from coterie.records import Candidate, Yardstick


def score(candidate: Candidate, context: Context) -> float:
    """The mean overlap of its segments with those found again; NaN where nothing can be found again."""
    found = context.stability.get((candidate.method, candidate.k))
    return sum(each.overlap for each in found.segments) / len(found.segments) if found else math.nan


MEMBER = Judge(
    Yardstick(
        name="stability",
        title="Stability",
        sentence=(
            "How far the segments overlap with those found again in half of the customers, from 0 to 1;"
            " above 0.85 is highly stable, up to 0.5 they dissolve. Only the best candidates by the other yardsticks are tried."
        ),
        higher_is_better=True,
        weight=0.0,
    ),
    score,
    costly=True,
)
