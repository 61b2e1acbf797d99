"""What would count twice: features that move together, and marks of the missing that say the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from coterie.kernels.coordinates import axis_names
from coterie.records import Dropped, Parameter
from coterie.words import listed

if TYPE_CHECKING:
    from coterie.records import Floats


@dataclass(frozen=True)
class Reduced:
    """The parameters that stay, those dropped with the reason, and what was noted only."""

    parameters: tuple[Parameter, ...]
    dropped: tuple[Dropped, ...] = ()
    notes: tuple[str, ...] = ()


def reduced(parameters: Sequence[Parameter], covariance: Floats, limit: float, asked: frozenset[str], titles: Mapping[str, str]) -> Reduced:
    """Leave out what moves with an earlier feature; one that the user asked for stays, and is noted."""
    ends = np.cumsum([len(axis_names([p])) for p in parameters])
    blocks = [slice(int(end) - len(axis_names([p])), int(end)) for p, end in zip(parameters, ends, strict=True)]
    kept: list[int] = []
    dropped: list[Dropped] = []
    notes: list[str] = []
    for i, p in enumerate(parameters):
        twin = max(kept, key=lambda j: likeness(covariance, blocks[i], blocks[j]), default=None)
        if twin is None or (alike := likeness(covariance, blocks[i], blocks[twin])) < limit:
            kept.append(i)
            continue
        moves, other = _moves(covariance, blocks[i], blocks[twin]), titles[parameters[twin].feature]
        reason = f"{titles[p.feature]} {moves} {other} (correlation {alike:.2f})"
        if p.feature in asked:
            notes.append(f"{reason}, so the two count twice; it stays because it was asked for.")
            kept.append(i)
        else:
            dropped.append(Dropped(p.feature, f"{reason}, so it would count twice"))
    stay = _marks_once([parameters[i] for i in kept], [blocks[i] for i in kept], covariance, limit)
    if unmarked := [titles[p.feature] for p, i in zip(stay, kept, strict=True) if p.indicator != parameters[i].indicator]:
        verb = "is" if len(unmarked) == 1 else "are"
        notes.append(f"{listed(unmarked)} {verb} missing for the same customers as another feature, and that counts only once.")
    return Reduced(tuple(stay), tuple(dropped), tuple(notes))


def likeness(covariance: Floats, one: slice, other: slice) -> float:
    """How far two blocks of coordinates say the same: the size of the correlation, and for wider blocks the root of the RV coefficient.

    >>> round(likeness(np.array([[1.0, -1.0], [-1.0, 4.0]]), slice(0, 1), slice(1, 2)), 3)
    0.5
    """
    norm = np.linalg.norm
    own = norm(covariance[one, one]) * norm(covariance[other, other])
    return float(norm(covariance[one, other]) / own**0.5)


def _moves(covariance: Floats, one: slice, other: slice) -> str:
    """How a feature goes with another, in words."""
    single = one.stop - one.start == other.stop - other.start == 1
    return "moves against" if single and covariance[one.start, other.start] < 0 else "moves with"


def _marks_once(parameters: list[Parameter], blocks: list[slice], covariance: Floats, limit: float) -> list[Parameter]:
    """Let a mark of the missing count once, however many features are missing together."""
    marks: list[int] = []
    result = []
    for p, block in zip(parameters, blocks, strict=True):
        own = block.stop - 1
        if p.indicator and any(likeness(covariance, slice(own, own + 1), slice(m, m + 1)) >= limit for m in marks):
            result.append(replace(p, indicator=None))
            continue
        if p.indicator:
            marks.append(own)
        result.append(p)
    return result
