"""Gap statistic: how much tighter the segments are than those of customers without any structure."""

from __future__ import annotations

import math

from coterie.judge._base import Context, Judge, parts
from coterie.judge._reference import log_spread
from coterie.records import Candidate, Yardstick


def score(candidate: Candidate, context: Context) -> float:
    """The logarithm of the spread that is expected without structure, less that of the segments."""
    found = parts(candidate)[1]
    k, customers = len(found.weight), found.weight.sum()
    expected, _ = context.reference.get(k, (math.nan, math.nan))
    return expected - log_spread(found.within.sum(), customers, k) if customers > k else math.nan


MEMBER = Judge(
    Yardstick(
        name="gap",
        title="Gap statistic",
        sentence="How much tighter the segments are than those of customers spread evenly over the same range, on a logarithmic scale.",
        higher_is_better=True,
        weight=0.0,
    ),
    score,
)
