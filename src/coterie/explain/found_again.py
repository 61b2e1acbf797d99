"""How surely each segment is found again: the judge tried the chosen candidate's own groups, which are numbered by value now."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from coterie.records import Assigned, FoundAgain, Leaderboard


def found_again(leaderboard: Leaderboard, assigned: Assigned) -> dict[int, FoundAgain]:
    """Per segment, what the resamples say of the group that most of its customers come from; nothing where none were made."""
    chosen, stability = leaderboard.chosen, leaderboard.stability
    if chosen is None or stability is None:
        return {}
    labels = chosen.labels[chosen.points.cell]
    found = {}
    for segment in np.unique(assigned.segment[labels >= 0]).tolist():
        counts = np.bincount(labels[(assigned.segment == segment) & (labels >= 0)])
        found[segment] = stability.segments[int(counts.argmax())]
    return found
