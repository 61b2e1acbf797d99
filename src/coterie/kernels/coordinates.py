"""The space in NumPy: from a customer's features to coordinates, operation for operation what `sql/coordinates.py` says in SQL."""

from __future__ import annotations

import functools
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from coterie.records import LARGEST, Parameter, SpaceModel

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from coterie.records import Floats

MANY = 100_000  # values from which on importing SciPy takes less time than it spares
_one_by_one = np.frompyfunc(math.log, 1, 1)


class Knot(NamedTuple):
    """A bend of a piecewise linear transform: the height below it, at it and above it, and the width up to the next bend."""

    value: float
    below: float
    at: float
    above: float
    width: float
    rise: float


def axis_names(parameters: Sequence[Parameter]) -> tuple[str, ...]:
    """The names of the coordinates that these parameters give, before any PCA; no two are the same.

    >>> axis_names([Parameter("age", "numeric", indicator=(0.1, 1.0)), Parameter("sex", "category", levels=("F", ""))])
    ('age', 'age (missing)', 'sex = F', 'sex = (missing)')
    """
    names: list[str] = []
    taken = {p.feature.casefold() for p in parameters} | {"position"}
    for p in parameters:
        if p.kind == "numeric":
            names.append(p.feature)
        derived = [f"{p.feature} (missing)"] if p.indicator else [f"{p.feature} = {level or '(missing)'}" for level in p.levels]
        for name in derived:
            free = name
            while free.casefold() in taken:
                free += "'"
            taken.add(free.casefold())
            names.append(free)
    return tuple(names)


def coordinates(model: SpaceModel, columns: Mapping[str, NDArray[Any]]) -> Floats:
    """The coordinates (customers × axes) of customers whose features are given as arrays.

    >>> model = SpaceModel((Parameter("age", "numeric", fill=40.0, center=40.0, scale=10.0),), ("age",))
    >>> coordinates(model, {"age": np.array([50.0, np.nan])}).tolist()
    [[1.0], [0.0]]
    """
    axes = [axis for p in model.parameters for axis in _axes(p, columns[p.feature])]
    if model.components:
        centered = [axis - center for axis, center in zip(axes, model.pca_center, strict=True)]
        axes = [functools.reduce(np.add, [load * axis for load, axis in zip(row, centered, strict=True)]) for row in model.components]
    return np.column_stack(axes)


def plain_coordinates(model: SpaceModel, columns: Mapping[str, NDArray[Any]]) -> Floats:
    """The coordinates before any PCA.

    >>> turned = SpaceModel((Parameter("age", "numeric", scale=10.0),), ("pc1",), ((-1.0,),), (0.0,))
    >>> plain_coordinates(turned, {"age": np.array([50.0])}), coordinates(turned, {"age": np.array([50.0])})
    (array([[5.]]), array([[-5.]]))
    """
    return coordinates(replace(model, components=()), columns)


def features_of_axes(parameters: Sequence[Parameter]) -> tuple[str, ...]:
    """The feature that each coordinate comes from, before any PCA.

    >>> features_of_axes([Parameter("age", "numeric", indicator=(0.1, 1.0)), Parameter("sex", "category", levels=("F", ""))])
    ('age', 'age', 'sex', 'sex')
    """
    widths = ((p.feature, len(p.levels) if p.kind == "category" else 1 + bool(p.indicator)) for p in parameters)
    return tuple(feature for feature, width in widths for _ in range(width))


def transformed(parameter: Parameter, values: Floats) -> Floats:
    """Numbers under the parameter's transform, before clipping and scaling.

    >>> transformed(Parameter("money", "numeric", transform="log"), np.array([-1.0, 0.0])).round(4).tolist()
    [-0.6931, 0.0]
    """
    if parameter.transform == "log":
        logs: Floats = np.sign(values) * _ln(1 + np.abs(values))
        return logs
    return _on_knots(knots_of(parameter.knots), values) if parameter.transform == "knots" else values


def _ln(values: Floats) -> Floats:
    """One logarithm per value, from the C library as engines use it; NumPy's own differs from it in the last bit."""
    if len(values) < MANY:
        return np.asarray(_one_by_one(values), dtype=float)
    from scipy.special import xlogy  # 1 × the logarithm of the C library, for a whole array at once

    many: Floats = xlogy(1.0, values)
    return many


def knots_of(values: Sequence[float]) -> list[Knot]:
    """The bends through evenly ranked values; where several are equal, the height at them is halfway up the step.

    >>> [(k.value, k.at) for k in knots_of((1.0, 1.0, 3.0))]
    [(1.0, 0.25), (3.0, 1.0)]
    """
    last = len(values) - 1
    ends = {value: rank / last for rank, value in enumerate(values)}
    starts = {value: rank / last for rank, value in reversed(list(enumerate(values)))}
    distinct = sorted(ends)
    following = [*distinct[1:], distinct[-1]]
    return [
        Knot(v, starts[v], (starts[v] + ends[v]) / 2, ends[v], after - v, starts[after] - ends[v])
        for v, after in zip(distinct, following, strict=True)
    ]


def _on_knots(knots: list[Knot], values: Floats) -> Floats:
    """Piecewise linear between the knots, 0 below the first and 1 above the last."""
    value, _, at, above, width, rise = np.array(knots).T
    place = np.searchsorted(value, values, side="right") - 1
    inside = np.clip(place, 0, len(knots) - 1)
    beyond = np.clip(values, value[0], value[-1]) - value[inside]
    between = above[inside] + beyond / np.where(width > 0, width, 1.0)[inside] * rise[inside]
    return np.select([place < 0, values == value[inside], values > value[-1]], [0.0, at[inside], 1.0], between)


def _axes(parameter: Parameter, column: NDArray[Any]) -> Iterator[Floats]:
    """The coordinates of one feature."""
    if parameter.kind == "category":
        yield from _category(parameter, column)
        return
    raw: Floats = np.ma.filled(column.astype(float), np.nan) if np.ma.isMaskedArray(column) else np.asarray(column, dtype=float)
    known = np.abs(raw) <= LARGEST
    value = transformed(parameter, np.where(known, raw, parameter.fill))
    if parameter.low is not None and parameter.high is not None:
        value = np.minimum(np.maximum(value, parameter.low), parameter.high)
    yield (value - parameter.center) / parameter.scale * parameter.weight
    if parameter.indicator:
        center, scale = parameter.indicator
        yield (np.where(known, 0.0, 1.0) - center) / scale * parameter.weight


def _category(parameter: Parameter, column: NDArray[Any]) -> Iterator[Floats]:
    """One coordinate per level; the last one is hit by all others where levels were pooled."""
    cells = np.ma.asarray(column).tolist()  # what is masked becomes None
    texts = np.array(["" if cell is None else str(cell) for cell in cells], dtype=object)
    hits = [texts == level for level in parameter.levels]
    if parameter.other:
        hits[-1] = ~np.logical_or.reduce(hits[:-1], axis=0)
    for hit, center, scale in zip(hits, parameter.centers, parameter.scales, strict=True):
        yield (np.where(hit, 1.0, 0.0) - center) / scale * parameter.weight
