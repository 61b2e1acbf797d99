"""Records come back from JSON as they were."""

from __future__ import annotations

import json
from datetime import date

import numpy as np
import pytest

from coterie.records import Cuts, Feature, KeyFigure, LedgerLine, Model, Month, Parameter, Prototypes, SpaceModel
from coterie.store.codec import from_plain, to_plain

FEATURE = Feature("age", "Age", "Years.", "years", ".0f", "numeric", "attribute", needs=frozenset({"b", "a"}))
RECORDS = [
    FEATURE,
    Cuts("r_score", "recency", (1.0, 2.5), 5, reverse=True),
    LedgerLine("orders", "used", "Used", "used", 3, 1.5),
    Month(date(2024, 2, 1), 1, 2, 3.25, 1),
    KeyFigure("n", "N", float("nan"), ",.0f", "Many."),
    Parameter("age", "numeric", indicator=(0.1, 2.0), knots=(0.0, 1.0)),
    SpaceModel((Parameter("age", "numeric"),), ("age",), components=((1.0, 0.5),)),
]


@pytest.mark.parametrize("record", RECORDS, ids=lambda r: type(r).__name__)
def test_records_survive_json(record: object) -> None:
    text = json.dumps(to_plain(record, {}), allow_nan=False)
    back = from_plain(type(record), json.loads(text), {})
    assert back == record or repr(back) == repr(record)  # a NaN is like no other, and a set has no order


def test_arrays_go_aside_and_come_back() -> None:
    model = Model(
        features=(FEATURE,),
        cuts=(),
        space=SpaceModel((), ("age",)),
        method="kmeans",
        k=2,
        prototypes=Prototypes(np.array([[0.1], [0.2]]), np.array([1, 2]), reach=np.array([1.0, 2.0])),
        centroids=np.array([[0.1], [0.2]]),
        as_of=date(2024, 1, 1),
        names={1: "A", 2: "B"},
    )
    arrays: dict[str, np.ndarray] = {}
    back = from_plain(Model, json.loads(json.dumps(to_plain(model, arrays))), arrays)
    assert set(arrays) == {"prototypes.mean", "prototypes.label", "prototypes.reach", "centroids"}
    assert np.array_equal(back.prototypes.mean, model.prototypes.mean)
    assert np.array_equal(back.prototypes.reach, model.prototypes.reach)
    assert back.prototypes.shape is None
    assert (back.names, back.as_of, back.features) == (model.names, model.as_of, model.features)
