"""Elbow: how near k is to where more segments stop paying off."""

from __future__ import annotations

import math

from coterie.judge._base import Context, Judge
from coterie.records import Candidate, Yardstick


def score(candidate: Candidate, context: Context) -> float:
    """The smaller over the larger of k and the nearest knee, of any method's curve: the data bends there, not the method."""
    return max((min(candidate.k, knee) / max(candidate.k, knee) for knee in context.knees.values()), default=math.nan)


MEMBER = Judge(
    Yardstick(
        name="elbow",
        title="Closeness to the elbow",
        sentence="1 at the number of segments from which more stop paying off, less the farther from it; nothing where there is no bend.",
        higher_is_better=True,
        weight=0.35,
    ),
    score,
)
