"""Usefulness: how much segments learnt on an earlier day told of the spending since."""

from __future__ import annotations

import math

from coterie.judge._base import Context, Judge
from coterie.records import Candidate, Yardstick


def score(candidate: Candidate, context: Context) -> float:
    """The share of the differences in later spending that they explain; NaN where nobody knows what came later."""
    found = context.usefulness.get((candidate.method, candidate.k))
    return found.explained if found else math.nan


MEMBER = Judge(
    Yardstick(
        name="usefulness",
        title="Usefulness",
        sentence=(
            "The share of the differences in spending (in its rank) that segments learnt on an earlier day explain, of customers"
            " who were left out. Only the best candidates by the other yardsticks are tried, and only where orders reach back far enough."
        ),
        higher_is_better=True,
        weight=0.0,
    ),
    score,
    costly=True,
)
