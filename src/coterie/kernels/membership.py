"""From coordinates to the segment of every row, how surely it is in it, and how far from its middle: the model alone decides."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from coterie.kernels.prototypes import labels_of, surely
from coterie.records import NO_SEGMENT

if TYPE_CHECKING:
    from coterie.records import Floats, Integers, Model, Points


def membership(
    model: Model, matrix: Floats, segment: Integers | None = None, *, threads: int | None = None, points: Points | None = None
) -> tuple[Integers, Floats, Floats]:
    """Segment, confidence and distance of every row; of a rule, which does not look at coordinates, `segment` is given.

    The points that stand for the rows, where there are such, change no answer.
    """
    if segment is None:
        segment = labels_of(model.prototypes, matrix, threads, NO_SEGMENT, points)
    place = np.full(max(model.by_value, default=0) + 1, -1)  # of each id among the centroids
    place[list(model.by_value)] = np.arange(len(model.by_value))
    own = replace(model.prototypes, label=place[model.prototypes.label])
    sure, far = surely(own, matrix, model.centroids, place[segment], threads)
    return segment, sure, far
