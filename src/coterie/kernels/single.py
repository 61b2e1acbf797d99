"""One customer at a time, without arrays: operation for operation what `coordinates` and `membership` do, for models of centroids.

NumPy takes longer to begin with one row than the arithmetic takes. The numbers are the same to the last bit: a test holds them equal.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from coterie.kernels.nearest import FEW
from coterie.records import LARGEST, Model, Parameter

Axes = Callable[[Any], Iterator[float]]


def single(model: Model) -> Callable[[Mapping[str, Any]], tuple[int, float]] | None:
    """What gives the segment of a customer and how surely it is theirs, by the values of features; None for models of another kind.

    A value is a number, a text, or None for what is not known.
    """
    prototypes = model.prototypes
    beside = (prototypes.shape, prototypes.cost, prototypes.reach, prototypes.strength)
    plain = all(each is None for each in beside) and not model.rule and not model.space.components
    if not plain or len(prototypes.label) > FEW or any(p.transform == "knots" for p in model.space.parameters) or not len(model.centroids):
        return None
    axes = [(p.feature, _category(p) if p.kind == "category" else _numeric(p)) for p in model.space.parameters]
    means, labels = prototypes.mean.tolist(), [int(label) for label in prototypes.label]
    centroids, place = model.centroids.tolist(), {id: number for number, id in enumerate(model.by_value)}

    def placed(values: Mapping[str, Any]) -> tuple[int, float]:
        row = [coordinate for feature, made in axes for coordinate in made(values[feature])]
        squares = [_square(row, mean) for mean in means]
        segment = labels[squares.index(min(squares))]
        return segment, _sure(row, centroids, place[segment])

    return placed


def _square(row: list[float], mean: list[float]) -> float:
    """The squared distance, summed axis by axis."""
    total = 0.0
    for value, middle in zip(row, mean, strict=True):
        gap = value - middle
        total += gap * gap
    return total


def _sure(row: list[float], centroids: list[list[float]], own: int) -> float:
    """1 on the own centroid, 0 as near to another one."""
    squares = [_square(row, centroid) for centroid in centroids]
    mine = math.sqrt(squares.pop(own))
    if not squares:
        return 1.0
    other = math.sqrt(min(squares))
    return 1.0 - mine / other if other > mine else 0.0


def _numeric(p: Parameter) -> Axes:
    """The coordinates of a number."""
    low, high = (p.low, p.high) if p.low is not None and p.high is not None else (-math.inf, math.inf)

    def made(given: Any) -> Iterator[float]:
        known = given is not None and abs(given) <= LARGEST
        value = float(given) if known else p.fill
        if p.transform == "log":
            sign = 0.0 if value == 0 else math.copysign(1.0, value)
            value = sign * math.log(1 + abs(value))
        yield (min(max(value, low), high) - p.center) / p.scale * p.weight
        if p.indicator:
            center, scale = p.indicator
            yield ((0.0 if known else 1.0) - center) / scale * p.weight

    return made


def _category(p: Parameter) -> Axes:
    """The coordinates of a text: one per level, the last one hit by all others where levels were pooled."""
    named = p.levels[:-1] if p.other else p.levels

    def made(given: Any) -> Iterator[float]:
        text = "" if given is None else given
        hits = [text == level for level in named]
        if p.other:
            hits.append(not any(hits))
        for hit, center, scale in zip(hits, p.centers, p.scales, strict=True):
            yield ((1.0 if hit else 0.0) - center) / scale * p.weight

    return made
