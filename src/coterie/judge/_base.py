"""What all yardsticks share. A new yardstick is a file that assigns a `Judge` to MEMBER: what it is, and a function.

A score that makes no sense for a candidate (with one segment there is nothing to tell apart) is NaN.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from coterie.judge._reference import reference
from coterie.kernels.groups import Groups, groups, traces
from coterie.kernels.sampling import drawn
from coterie.kernels.silhouettes import silhouettes
from coterie.records import Candidate, Candidates, Points, Space, Yardstick

if TYPE_CHECKING:
    from coterie.records import Floats, Integers, Stability, Usefulness

    Name = tuple[str, int]  # method and k of a candidate
    Curve = tuple[tuple[int, float], ...]

BEND = 0.1
NOTHING = 1e-4


@dataclass(frozen=True)
class Context:
    """What is found out once for all candidates.

    `sample` are positions of customers, `silhouettes` their mean silhouette per method and k; `curves` the sum of
    squares over k per method, and `knees` where such a curve bends, for the methods where it does; `threads` may be used.
    `reference` is, per k, what the gap statistic compares with, and its error. Of the finalists only: `stability`, `usefulness`.
    """

    sample: Integers
    silhouettes: Mapping[Name, float]
    curves: Mapping[str, Curve]
    knees: Mapping[str, int]
    threads: int | None = None
    reference: Mapping[int, tuple[float, float]] = field(default_factory=dict)
    stability: Mapping[Name, Stability] = field(default_factory=dict)
    usefulness: Mapping[Name, Usefulness] = field(default_factory=dict)


@dataclass(frozen=True)
class Judge:
    """A yardstick, and the function that gives a candidate its score; a `costly` one is asked of the finalists only.

    Customers whom the candidate leaves in no segment are judged by no yardstick: the function never sees their points.
    """

    yardstick: Yardstick
    score: Callable[[Candidate, Context], float]
    costly: bool = False


def prepared(space: Space, candidates: Candidates, sample: int, seed: int = 0, threads: int | None = None) -> Context:
    """The context of all candidates."""
    taken = drawn(len(space.matrix), sample)
    curves = _curves(candidates)
    knees = {method: k for method, curve in curves.items() if (k := knee(curve)) is not None}
    sampled = {(c.method, c.k): customers(c)[taken] for c in candidates.fitted}
    told = {name: labels for name, labels in sampled.items() if len(np.unique(labels[labels >= 0])) > 1}
    means = [float(np.nanmean(each)) for each in silhouettes(space.matrix[taken], list(told.values()), threads)]
    compared = reference(space.matrix, [1, *(c.k for c in candidates.fitted)], seed)
    return Context(taken, dict(zip(told, means, strict=True)), curves, knees, threads, compared)


def customers(candidate: Candidate) -> Integers:
    """The label of every customer, in order of position; −1 for noise."""
    return candidate.labels[candidate.points.cell] if candidate.customer_labels is None else candidate.customer_labels


def inside(candidate: Candidate) -> Candidate:
    """The candidate as yardsticks see it: without the customers who are in no segment."""
    real = candidate.labels >= 0
    if real.all():
        return candidate
    points, number = candidate.points, np.cumsum(real) - 1
    held = Points(points.mean[real], points.weight[real], points.scatter[real], number[points.cell[real[points.cell]]], points.exact)
    return replace(candidate, labels=candidate.labels[real], points=held)


def spread(candidate: Candidate) -> Floats:
    """The sum of squares inside each point."""
    return traces(candidate.points.scatter)


def parts(candidate: Candidate) -> tuple[Integers, Groups]:
    """The label of every point, without gaps, and what each label amounts to."""
    own = np.unique(candidate.labels, return_inverse=True)[1]
    return own, groups(candidate.points.mean, candidate.points.weight, own, spread(candidate))


def _curves(candidates: Candidates) -> dict[str, Curve]:
    """Per method the sum of squares within segments over k; from one segment on, which needs no fit."""
    curves: dict[str, dict[int, float]] = {}
    for candidate in map(inside, candidates.fitted):
        if not candidate.rule:
            curve = curves.setdefault(candidate.method, {})
            curve[candidate.k] = float(parts(candidate)[1].within.sum())
            if candidate.k == 2:
                whole = np.zeros(len(candidate.labels), dtype=np.int64)
                curve[1] = float(groups(candidate.points.mean, candidate.points.weight, whole, spread(candidate)).within[0])
    return {method: tuple(sorted(curve.items())) for method, curve in curves.items()}


def knee(curve: Curve) -> int | None:
    """The k from which more segments stop paying off, if there is such a k.

    It is where the logarithm of the sum of squares lies farthest below the straight line from its first to its last
    point: there, a further segment begins to take away a smaller share of what is left. (Without the logarithm the
    first splits hide all later ones: measured on planted groups, the error is twice as large.)

    >>> knee(((1, 100.0), (2, 60.0), (3, 20.0), (4, 15.0), (5, 10.0)))
    3
    >>> knee(((1, 16.0), (2, 8.0), (3, 4.0), (4, 2.0)))
    """
    k, within = np.array(curve, dtype=float).T
    if len(k) < 3 or within[0] <= within[-1]:
        return None
    left = np.log(np.maximum(within, within[0] * NOTHING))
    below = 1 - (k - k[0]) / (k[-1] - k[0]) - (left - left[-1]) / (left[0] - left[-1])
    return int(k[below.argmax()]) if below.max() > BEND else None
