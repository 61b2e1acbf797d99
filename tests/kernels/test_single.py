"""One customer without arrays gets the very numbers that arrays give."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coterie.kernels.coordinates import coordinates
from coterie.kernels.membership import membership
from coterie.kernels.single import single
from coterie.records import Model, Parameter, Prototypes, SpaceModel

PARAMETERS = (
    Parameter("plain", "numeric", fill=3.0, center=1.5, scale=0.7, weight=1.3),
    Parameter("logged", "numeric", fill=2.0, transform="log", low=-1.0, high=4.0, center=0.3, scale=1.1, indicator=(0.2, 0.4)),
    Parameter("city", "category", levels=("A", "B", "rest"), other=True, centers=(0.5, 0.3, 0.2), scales=(0.5, 0.4, 0.3)),
    Parameter("sex", "category", levels=("F", ""), centers=(0.5, 0.3), scales=(0.5, 0.4)),
)
numbers = st.none() | st.floats(allow_nan=False) | st.integers(-(10**9), 10**9)
texts = st.none() | st.sampled_from(["A", "B", "rest", "F", "", "Z"])


def model(space: SpaceModel, centroids: list[list[float]], **prototypes: Any) -> Model:
    means = np.array(centroids)
    ids = tuple(range(1, len(centroids) + 1))
    return Model((), (), space, "kmeans", len(ids), Prototypes(means, np.array(ids), **prototypes), means, ids=ids)


middles = st.lists(st.lists(st.floats(-3, 3), min_size=8, max_size=8), min_size=1, max_size=4)


@given(middles, numbers, numbers, texts, texts)
def test_it_is_the_same_to_the_last_bit(centroids: list[list[float]], plain: Any, logged: Any, city: Any, sex: Any) -> None:
    found = model(SpaceModel(PARAMETERS, ("",) * 8), centroids)
    values = {"plain": plain, "logged": logged, "city": city, "sex": sex}
    columns = {
        name: np.array([value], dtype=object) if name in ("city", "sex") else np.array([np.nan if value is None else float(value)])
        for name, value in values.items()
    }
    segment, sure, _ = membership(found, coordinates(found.space, columns))
    one = single(found)
    assert one is not None
    assert one(values) == (segment[0], sure[0])


SPACE = SpaceModel((Parameter("x", "numeric"),), ("x",))
OTHERS = {
    "a reach": model(SPACE, [[0.0], [1.0]], reach=np.array([1.0, 1.0])),
    "shapes": model(SPACE, [[0.0], [1.0]], shape=np.ones((2, 1, 1))),
    "costs": model(SPACE, [[0.0], [1.0]], cost=np.array([1.0, 0.0])),
    "components": model(SpaceModel(SPACE.parameters, ("pc1",), ((1.0,),), (0.0,)), [[0.0], [1.0]]),
    "knots": model(SpaceModel((Parameter("x", "numeric", transform="knots", knots=(0.0, 1.0)),), ("x",)), [[0.0], [1.0]]),
    "many prototypes": model(SPACE, [[float(i)] for i in range(65)]),
}


@pytest.mark.parametrize("case", OTHERS)
def test_other_models_are_left_to_arrays(case: str) -> None:
    assert single(OTHERS[case]) is None
