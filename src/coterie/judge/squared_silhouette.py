"""Squared silhouette: the silhouette with squared distances, of all customers instead of a sample."""

from __future__ import annotations

import math

from coterie.judge._base import Context, Judge, parts, spread
from coterie.kernels.silhouettes import squared_silhouette
from coterie.records import Candidate, Yardstick


def score(candidate: Candidate, context: Context) -> float:
    """The mean over all customers, who are seen through their weighted points."""
    labels, _ = parts(candidate)
    if labels.max() == 0:
        return math.nan
    points = candidate.points
    scores = squared_silhouette(points.mean, labels, points.weight, spread(candidate), context.threads)
    return float((scores * points.weight).sum() / points.weight.sum())


MEMBER = Judge(
    Yardstick(
        name="squared-silhouette",
        title="Squared silhouette of all customers",
        sentence="The silhouette with squared distances, of all customers. It checks the sample, and runs higher than the classic one.",
        higher_is_better=True,
        weight=0.0,
    ),
    score,
)
