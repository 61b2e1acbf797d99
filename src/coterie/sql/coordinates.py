"""The space as SQL: one query from the features table to coordinates, the same arithmetic as `kernels/coordinates.py`."""

from __future__ import annotations

from collections.abc import Iterator

from coterie.kernels.coordinates import axis_names, knots_of
from coterie.records import LARGEST, Parameter, SpaceModel
from coterie.sql import quote


def coordinates_sql(model: SpaceModel, table: str) -> str:
    """A query that gives `position` and one column per axis, in order of position.

    >>> print(coordinates_sql(SpaceModel((Parameter("age", "numeric", fill=40.0, scale=10.0),), ("age",)), "features"))
    WITH "known" AS (
      SELECT "position",
        CASE WHEN abs(CAST("age" AS DOUBLE)) <= 1e+100::DOUBLE THEN CAST("age" AS DOUBLE) ELSE 40.0e0::DOUBLE END AS "age"
      FROM "features"
    ), "placed" AS (
      SELECT "position",
        "age" / 10.0e0::DOUBLE AS "age"
      FROM "known"
    )
    SELECT "position", "age" FROM "placed" ORDER BY "position"
    """
    return _query(model, table, '"position", ')


def matrix_sql(model: SpaceModel, table: str) -> str:
    """The same without `position`: a matrix, its rows in order of position.

    >>> matrix_sql(SpaceModel((Parameter("age", "numeric"),), ("age",)), "features").splitlines()[-1]
    'SELECT "age" FROM "placed" ORDER BY "position"'
    """
    return _query(model, table, "")


def number_sql(feature: str, fill: str = "NULL") -> str:
    """A numeric feature as a floating number; `fill` where it is missing, not finite or beyond what counts as a number.

    >>> number_sql("age")
    'CASE WHEN abs(CAST("age" AS DOUBLE)) <= 1e+100::DOUBLE THEN CAST("age" AS DOUBLE) ELSE NULL END'
    """
    return f"CASE WHEN {_is_number(feature)} THEN CAST({quote.name(feature)} AS DOUBLE) ELSE {fill} END"


def _query(model: SpaceModel, table: str, first: str) -> str:
    """Known values, then places on the axes, then the components where there are some."""
    plain = axis_names(model.parameters)
    names = iter(plain)
    known: list[str] = []
    placed: list[str] = []
    for p in model.parameters:
        own = [next(names) for _ in range(_width(p))]
        known += _known(p, own)
        placed += [f"{place} AS {quote.name(axis)}" for place, axis in zip(_places(p, own), own, strict=True)]
    result = _projected(model, plain) if model.components else [quote.name(axis) for axis in plain]
    return (
        f'WITH "known" AS (\n  SELECT "position",\n    {_lines(known)}\n  FROM {quote.name(table)}\n), "placed" AS (\n'
        f'  SELECT "position",\n    {_lines(placed)}\n  FROM "known"\n)\n'
        f'SELECT {first}{", ".join(result)} FROM "placed" ORDER BY "position"'
    )


def _is_number(feature: str) -> str:
    """False, or unknown, for what counts as missing; NaN is greater than all numbers."""
    return f"abs(CAST({quote.name(feature)} AS DOUBLE)) <= {quote.number(LARGEST)}"


def level_sql(feature: str) -> str:
    """A category as text; the empty text where it is missing.

    >>> level_sql("city")
    'coalesce(CAST("city" AS VARCHAR), \\'\\')'
    """
    return f"coalesce(CAST({quote.name(feature)} AS VARCHAR), '')"


def transformed_sql(parameter: Parameter, x: str) -> str:
    """The number `x` under the parameter's transform, clipped where it clips.

    >>> transformed_sql(Parameter("age", "numeric", transform="log", low=0.0, high=5.0), "x")
    'least(greatest(sign(x) * ln(1 + abs(x)), 0.0e0::DOUBLE), 5.0e0::DOUBLE)'
    """
    value = x
    if parameter.transform == "log":
        value = f"sign({x}) * ln(1 + abs({x}))"
    if parameter.transform == "knots":
        value = _on_knots(parameter, x)
    if parameter.low is None or parameter.high is None:
        return value
    return f"least(greatest({value}, {quote.number(parameter.low)}), {quote.number(parameter.high)})"


def _on_knots(parameter: Parameter, x: str) -> str:
    """Piecewise linear between the knots, 0 below the first and 1 above the last."""
    number = quote.number
    cases, line = [], number(0)
    for knot in knots_of(parameter.knots):
        value = number(knot.value)
        cases += [f"WHEN {x} < {value} THEN {line}", f"WHEN {x} = {value} THEN {number(knot.at)}"]
        line = f"{number(knot.above)} + ({x} - {value}) / {number(knot.width)} * {number(knot.rise)}"
    return f"CASE {' '.join(cases)} ELSE {number(1)} END"


def _width(parameter: Parameter) -> int:
    """How many coordinates a feature gives."""
    return len(parameter.levels) if parameter.kind == "category" else 2 if parameter.indicator else 1


def _known(parameter: Parameter, axes: list[str]) -> Iterator[str]:
    """What is read of one feature: the value with its gaps filled, and a mark where it was missing."""
    feature = quote.name(parameter.feature)
    if parameter.kind == "category":
        yield f"{level_sql(parameter.feature)} AS {feature}"
        return
    yield f"{number_sql(parameter.feature, quote.number(parameter.fill))} AS {feature}"
    if parameter.indicator:
        yield f"CASE WHEN {_is_number(parameter.feature)} THEN 0 ELSE 1 END AS {quote.name(axes[1])}"


def _places(parameter: Parameter, axes: list[str]) -> Iterator[str]:
    """Where one feature puts a customer on its axes."""
    feature, weight = quote.name(parameter.feature), parameter.weight
    if parameter.kind == "numeric":
        yield _scaled(transformed_sql(parameter, feature), parameter.center, parameter.scale, weight)
        if parameter.indicator:
            yield _scaled(quote.name(axes[1]), *parameter.indicator, weight)
        return
    hits = [f"{feature} = {quote.text(level)}" for level in parameter.levels]
    if parameter.other:
        hits[-1] = f"NOT ({' OR '.join(hits[:-1])})" if hits[:-1] else "TRUE"
    for hit, center, scale in zip(hits, parameter.centers, parameter.scales, strict=True):
        yield _scaled(f"CASE WHEN {hit} THEN 1.0::DOUBLE ELSE 0.0::DOUBLE END", center, scale, weight)


def _scaled(value: str, center: float, scale: float, weight: float) -> str:
    """(value − center) / scale × weight, without the steps that change nothing."""
    shifted = f"({value} - {quote.number(center)})" if center else value
    divided = f"{shifted} / {quote.number(scale)}" if scale != 1 else shifted
    return f"{divided} * {quote.number(weight)}" if weight != 1 else divided


def _projected(model: SpaceModel, axes: tuple[str, ...]) -> list[str]:
    """The principal components, each a weighted sum of the centered axes."""
    centered = [f"({quote.name(axis)} - {quote.number(c)})" for axis, c in zip(axes, model.pca_center, strict=True)]
    sums = [" + ".join(f"{quote.number(load)} * {z}" for load, z in zip(row, centered, strict=True)) for row in model.components]
    return [f"{total} AS {quote.name(name)}" for total, name in zip(sums, model.axes, strict=True)]


def _lines(columns: list[str]) -> str:
    """A column a line."""
    return ",\n    ".join(columns)
