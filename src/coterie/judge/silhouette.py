"""Silhouette: how much nearer customers are to their own segment than to the next one."""

from __future__ import annotations

import math

from coterie.judge._base import Context, Judge
from coterie.records import Candidate, Yardstick


def score(candidate: Candidate, context: Context) -> float:
    """The mean over the sample; NaN where the sample holds one segment only."""
    return context.silhouettes.get((candidate.method, candidate.k), math.nan)


MEMBER = Judge(
    Yardstick(
        name="silhouette",
        title="Silhouette",
        sentence="From −1 to 1: how much nearer customers are to their own segment than to the next one, on a sample of customers.",
        higher_is_better=True,
        weight=0.30,
    ),
    score,
)
