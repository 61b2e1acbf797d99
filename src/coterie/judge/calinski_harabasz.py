"""Calinski–Harabasz: how far segments lie apart against how wide they are."""

from __future__ import annotations

import math

from coterie.judge._base import Context, Judge, parts
from coterie.records import Candidate, Yardstick


def score(candidate: Candidate, context: Context) -> float:
    """Between over within; NaN with one segment, infinite where nothing differs within segments."""
    _, found = parts(candidate)
    count, k, within = found.weight.sum(), len(found.weight), found.within.sum()
    if k < 2:
        return math.nan
    if within == 0 or count <= k:
        return math.inf
    middle = (found.weight[:, None] * found.mean).sum(axis=0) / count
    between = (found.weight * ((found.mean - middle) ** 2).sum(axis=1)).sum()
    return float((between / (k - 1)) / (within / (count - k)))


MEMBER = Judge(
    Yardstick(
        name="calinski-harabasz",
        title="Calinski–Harabasz",
        sentence="The variance between segments over the variance within them, per degree of freedom.",
        higher_is_better=True,
        weight=0.25,
    ),
    score,
)
