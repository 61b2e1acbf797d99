"""How well each customer of a sample sits in the segment that it got: the silhouettes behind their mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from coterie.kernels.sampling import drawn
from coterie.kernels.silhouettes import silhouettes
from coterie.records import NO_SEGMENT, Band, Silhouettes

if TYPE_CHECKING:
    from coterie.records import Assigned, Floats, Space

DIGITS = 3


def bands(space: Space, assigned: Assigned, sample: int, threads: int | None) -> Silhouettes | None:
    """A band per segment, on the sample on which the candidates were judged; none where it holds one segment only."""
    taken = drawn(len(space.matrix), sample)
    segment = np.where(assigned.segment[taken] == NO_SEGMENT, -1, assigned.segment[taken])
    ids = np.unique(segment[segment >= 0]).tolist()
    if len(ids) < 2:
        return None
    scores = silhouettes(space.matrix[taken], [segment], threads)[0].round(DIGITS) + 0.0
    own = tuple(_band(int(number), scores[segment == number]) for number in ids)
    return Silhouettes(int((segment >= 0).sum()), *_summed(scores[segment >= 0]), own)


def _band(segment: int, scores: Floats) -> Band:
    """One segment's band, the best first."""
    return Band(segment, tuple(np.sort(scores)[::-1].tolist()), *_summed(scores))


def _summed(scores: Floats) -> tuple[float, float]:
    """Their mean, and the share below zero."""
    return round(float(scores.mean()), DIGITS), float((scores < 0).mean())
