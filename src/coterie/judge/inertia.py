"""Sum of squares within segments: how far customers are from the middle of their segment."""

from __future__ import annotations

from coterie.judge._base import Context, Judge, parts
from coterie.records import Candidate, Yardstick


def score(candidate: Candidate, context: Context) -> float:
    """The sum over all segments."""
    return float(parts(candidate)[1].within.sum())


MEMBER = Judge(
    Yardstick(
        name="inertia",
        title="Sum of squares within segments",
        sentence="All squared distances from the middle of the segment. It always falls with more segments, so only its bend counts.",
        higher_is_better=False,
        weight=0.0,
    ),
    score,
)
