"""Segments from features alone are those of the run, for whole tables and one at a time."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas
import polars
import pyarrow
import pytest
from hypothesis import given
from hypothesis import strategies as st

import coterie
from coterie import scorer
from coterie.demo import make_world
from coterie.errors import InputError
from coterie.kernels import coordinates

PLANS: dict[str, dict[str, Any]] = {
    "kmeans": {"method": "kmeans", "k": 3},
    "quantiles and a weightier past": {"method": "kmeans", "k": 3, "scale": "quantile", "transform": "none"},
    "principal components": {"method": "kmeans", "k": 3, "pca": 2},
    "mixture": {"method": "mixture", "k": 3},
    "dbscan": {"method": "dbscan"},
    "rfm-grid": {"method": "rfm-grid"},
    "rfm-klaviyo": {"method": "rfm-klaviyo"},
    "own-map": {"method": "own-map", "name_map": {"Recent": ["[45][12345]"], "Others": ["[123][12345]"]}},
    "scores in the space": {"method": "kmeans", "k": 3, "features": "r_score,frequency,money"},
}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shop")
    make_world("shop", folder, customers=90)
    return folder


@pytest.mark.parametrize("plan", PLANS)
def test_the_features_of_the_run_give_its_segments(shop: Path, plan: str) -> None:
    result = coterie.segment(shop / "orders.csv", customers=shop / "customers.csv", value="off", starts=1, **PLANS[plan])
    known = result._engine.arrow(result._customers)
    found = result.scorer.table(known.select(["customer", *result.scorer.needs]))
    for column in ("customer", "segment", "name", "confidence"):
        assert found[column].to_pylist() == known[column].to_pylist(), column
    rows = known.select(list(result.scorer.needs)).to_pylist()[:20]
    assert [vars(one) for one in result.scorer.each(rows)] == found.slice(0, 20).drop("customer").to_pylist()
    assert [result.scorer.one(row) for row in rows] == result.scorer.each(rows)


AGES = [20 + i % 3 + 40 * (i % 2) for i in range(60)]
PEOPLE = pandas.DataFrame({"customer_id": [f"c{i}" for i in range(60)], "age": AGES, "city": ["A", "B", "A"] * 20})


@pytest.fixture(scope="module")
def people() -> coterie.Segmentation:
    return coterie.segment(PEOPLE, k=2, method="kmeans")


def test_any_kind_of_frame_gives_one_of_its_kind(people: coterie.Segmentation) -> None:
    columns = {"age": [19, None, 65], "city": ["B", None, "Z"]}
    expected = people.score_features(pyarrow.table(columns))
    assert isinstance(people.score_features(pandas.DataFrame(columns)), pandas.DataFrame)
    assert isinstance(people.score_features(polars.DataFrame(columns)), polars.DataFrame)
    for data in (pandas.DataFrame(columns), polars.DataFrame(columns), polars.LazyFrame(columns), columns):
        assert list(people.score_features(data)["segment"]) == expected["segment"].to_pylist()


def test_names_of_the_user_are_given(people: coterie.Segmentation) -> None:
    result = coterie.segment(PEOPLE, k=2, method="kmeans").rename({2: "People of B"})
    assert result.scorer.one({"age": 60, "city": "B"}).name == "People of B"


WRONG: dict[str, tuple[dict[str, Any], str, str]] = {
    "nothing of it": ({}, "missing-feature", "age"),
    "a part of it": ({"age": 3}, "missing-feature", "city"),
    "a text for a number": ({"age": "old", "city": "A"}, "bad-feature", "age"),
    "true for a number": ({"age": True, "city": "A"}, "bad-feature", "age"),
    "a number for a text": ({"age": 3, "city": 4}, "bad-feature", "city"),
    "no feature": ({"age": 3, "city": "A", "agee": 4}, "unknown-feature", ""),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_named(people: coterie.Segmentation, case: str) -> None:
    values, code, place = WRONG[case]
    with pytest.raises(InputError) as refused:
        people.scorer.one(values)
    assert (refused.value.code, refused.value.place) == (code, place)
    assert "agee" not in values or "Did you mean 'age'?" in str(refused.value)


def test_a_column_of_texts_is_no_number_and_what_is_no_table_is_refused(people: coterie.Segmentation) -> None:
    with pytest.raises(InputError, match="age is 'string', but it must be a number"):
        people.score_features({"age": ["old"], "city": ["A"]})
    with pytest.raises(InputError, match="unknown-table"):
        people.score_features(7)


def test_what_a_frame_has_for_nothing_is_nothing(people: coterie.Segmentation) -> None:
    one = people.scorer.one({"age": np.int64(60), "city": np.nan})
    assert one == people.scorer.one({"age": 60.0, "city": None})
    assert people.scorer.one({"age": float("inf"), "city": "A"}) == people.scorer.one({"age": 10**400, "city": "A"})


def test_no_row_and_many_chunks_are_scored_alike(people: coterie.Segmentation, monkeypatch: pytest.MonkeyPatch) -> None:
    columns = {"age": list(range(100)), "city": ["A", "B", "C", None] * 25}
    whole = people.score_features(pyarrow.table(columns))
    monkeypatch.setattr(scorer, "CHUNK", 7)
    assert people.score_features(pyarrow.table(columns)).equals(whole)
    assert people.score_features(pyarrow.table(columns).slice(0, 0)).num_rows == 0
    assert people.scorer.each([]) == []


@given(st.lists(st.floats(1.0, 1e300), min_size=1))
def test_logarithms_are_those_of_the_c_library_however_many_there_are(values: list[float]) -> None:
    few = coordinates._ln(np.array(values))
    many = coordinates._ln(np.resize(np.array(values), max(coordinates.MANY, len(values))))
    assert few.tolist() == many[: len(values)].tolist()
