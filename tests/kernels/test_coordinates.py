"""The space says the same in SQL and in NumPy."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pytest
import sqlglot
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coterie.engines.duckdb import DuckDBEngine
from coterie.kernels.coordinates import axis_names, coordinates, knots_of, transformed
from coterie.records import Parameter, SpaceModel
from coterie.sql.coordinates import coordinates_sql, matrix_sql
from coterie.sql.translate import translate

NUMBERS = st.floats(-1e9, 1e9) | st.sampled_from([0.0, -0.0, 1.0, 1e-9, 1e99, -1e99])
CELLS = NUMBERS | st.sampled_from([None, float("nan"), float("inf"), float("-inf"), 1e101, -1e300])
SCALES = st.floats(1e-3, 1e3)
TEXTS = st.sampled_from(["a", "b", "it's", 'a"; drop table t; --', "(other)", "A", " ", "é"])
NAMES = ["recency", "Recency (missing)", 'a"b', "select"]


@st.composite
def numeric(draw, name: str) -> Parameter:
    low, high = sorted(draw(st.tuples(NUMBERS, NUMBERS)))
    clips = draw(st.booleans())
    return Parameter(
        name,
        "numeric",
        fill=draw(NUMBERS),
        transform=draw(st.sampled_from(["identity", "log", "knots"])),
        knots=tuple(sorted(draw(st.lists(NUMBERS, min_size=2, max_size=6)))),
        low=low if clips else None,
        high=high if clips else None,
        center=draw(NUMBERS),
        scale=draw(SCALES),
        weight=draw(st.sampled_from([1.0, 0.5])),
        indicator=draw(st.none() | st.tuples(st.floats(0, 1), SCALES)),
    )


@st.composite
def category(draw, name: str) -> Parameter:
    levels = draw(st.lists(TEXTS | st.just(""), min_size=1, max_size=4, unique=True))
    figures = st.lists(SCALES, min_size=len(levels), max_size=len(levels)).map(tuple)
    return Parameter(
        name,
        "category",
        levels=tuple(levels),
        other=len(levels) > 1 and draw(st.booleans()),
        centers=draw(figures),
        scales=draw(figures),
        weight=draw(SCALES),
    )


@st.composite
def spaces(draw) -> tuple[SpaceModel, dict[str, np.ndarray]]:
    names = draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=4, unique=True))
    parameters = tuple(draw(numeric(name) | category(name)) for name in names)
    rows = draw(st.integers(1, 6))
    columns = {}
    for p in parameters:
        cells = draw(st.lists(CELLS if p.kind == "numeric" else TEXTS | st.none(), min_size=rows, max_size=rows))
        columns[p.feature] = np.array(cells, dtype=object)
    axes = axis_names(parameters)
    if not draw(st.booleans()):
        return SpaceModel(parameters, axes), columns
    loads = st.lists(st.floats(-1, 1), min_size=len(axes), max_size=len(axes)).map(tuple)
    components = tuple(draw(st.lists(loads, min_size=1, max_size=3)))
    pcs = tuple(f"pc{i + 1}" for i in range(len(components)))
    return SpaceModel(parameters, pcs, components, pca_center=draw(loads)), columns


@pytest.fixture(scope="module")
def one_engine() -> Iterator[DuckDBEngine]:
    with DuckDBEngine(threads=1) as engine:
        yield engine


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(spaces())
def test_both_renderers_give_the_same_bits(one_engine, made) -> None:
    model, columns = made
    types = {p.feature: pa.float64() if p.kind == "numeric" else pa.string() for p in model.parameters}
    table = {name: pa.array(cells.tolist(), types[name]) for name, cells in columns.items()}
    rows = len(next(iter(table.values())))
    one_engine.load("features", pa.table({"position": pa.array(range(rows)), **table}))
    said = one_engine.matrix(matrix_sql(model, "features"))
    assert said.shape == (rows, len(model.axes))
    assert np.array_equal(coordinates(model, columns), said)
    assert one_engine.columns(coordinates_sql(model, "features")) == ["position", *model.axes]


@settings(max_examples=20, deadline=None)
@given(spaces())
@pytest.mark.parametrize("dialect", ["postgres", "spark"])
def test_other_engines_can_parse_it(dialect, made) -> None:
    assert sqlglot.parse_one(translate(coordinates_sql(made[0], "features"), dialect), read=dialect)


def test_arrays_of_the_engine_are_taken_as_they_come(engine) -> None:
    parameters = (
        Parameter("age", "numeric", fill=40.0, indicator=(0.0, 1.0)),
        Parameter("city", "category", levels=("", "Rome"), centers=(0.0, 0.0), scales=(1.0, 1.0)),
    )
    engine.run("CREATE TABLE t AS SELECT * FROM (VALUES (0, 5, 'Rome'), (1, NULL, NULL), (2, 7, 'Oslo')) AS v(position, age, city)")
    model = SpaceModel(parameters, axis_names(parameters))
    expected = [[5, 0, 0, 1], [40, 1, 1, 0], [7, 0, 0, 0]]
    assert coordinates(model, engine.arrays("SELECT age, city FROM t ORDER BY position")).tolist() == expected
    assert engine.matrix(matrix_sql(model, "t")).tolist() == expected


def test_axes_never_share_a_name() -> None:
    parameters = (
        Parameter("gap", "numeric", indicator=(0.1, 1.0)),
        Parameter("GAP (missing)", "numeric"),
        Parameter("city", "category", levels=("", "(missing)", "a", "A")),
    )
    names = axis_names(parameters)
    assert names[0] == "gap"
    assert "GAP (missing)" in names
    assert len({name.casefold() for name in names}) == len(names) == 7


@pytest.mark.parametrize(
    ("x", "height"),
    [(-5.0, 0.0), (0.0, 0.25), (1.0, 0.5 + 0.25 / 2), (2.0, 0.75), (3.0, 0.875), (4.0, 1.0), (9.0, 1.0)],
)
def test_knots_are_ranks_and_ties_stand_in_their_middle(x, height) -> None:
    parameter = Parameter("x", "numeric", transform="knots", knots=(0.0, 0.0, 0.0, 2.0, 4.0))
    assert transformed(parameter, np.array([x])).tolist() == [height]


@settings(deadline=None)
@given(st.lists(NUMBERS, min_size=2, max_size=8), st.lists(NUMBERS, min_size=2, max_size=8))
def test_knots_never_turn_an_order_around(knots, values) -> None:
    parameter = Parameter("x", "numeric", transform="knots", knots=tuple(sorted(knots)))
    heights = transformed(parameter, np.sort(values))
    assert (np.diff(heights) >= -1e-15).all()
    assert ((heights >= 0) & (heights <= 1)).all()
    assert len(knots_of(parameter.knots)) == len(set(knots))
