"""Davies–Bouldin: how much each segment overlaps with its most similar one."""

from __future__ import annotations

import math

import numpy as np

from coterie.judge._base import Context, Judge, parts, spread
from coterie.kernels.nearest import squared_distances
from coterie.records import Candidate, Yardstick


def score(candidate: Candidate, context: Context) -> float:
    """The mean over segments; a point that stands for several customers counts with their root mean square distance."""
    labels, found = parts(candidate)
    if len(found.weight) < 2:
        return math.nan
    points = candidate.points
    far = np.sqrt(((points.mean - found.mean[labels]) ** 2).sum(axis=1) + spread(candidate) / points.weight)
    width = np.bincount(labels, weights=points.weight * far) / found.weight
    apart = np.sqrt(squared_distances(found.mean, found.mean))
    np.fill_diagonal(apart, np.inf)
    with np.errstate(divide="ignore", invalid="ignore"):
        overlap = np.where(apart > 0, (width[:, None] + width) / apart, np.inf)
    return float(overlap.max(axis=1).mean())


MEMBER = Judge(
    Yardstick(
        name="davies-bouldin",
        title="Davies–Bouldin",
        sentence="The width of two segments over the distance of their middles, for each segment with the one it overlaps most.",
        higher_is_better=False,
        weight=0.10,
    ),
    score,
)
