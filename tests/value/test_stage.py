"""The stage: what it refuses, what it leaves alone, and the same bytes whatever the threads and the order of the rows."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import coterie
from coterie.demo import make_world
from coterie.errors import InputError
from coterie.plan import make_plan
from coterie.value import _value


@pytest.fixture(scope="module")
def orders(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    """A small shop's orders: one row per order."""
    world = make_world("shop", tmp_path_factory.mktemp("shop"), customers=150)
    lines = pd.read_csv(world.orders, dtype={"customer_id": str})
    lines = lines[pd.to_datetime(lines.order_date, errors="coerce").notna() & lines.customer_id.notna() & (lines.quantity > 0)]
    return lines[["order_id", "order_date", "customer_id", "quantity", "unit_price"]]


@pytest.fixture(scope="module")
def result(orders: pd.DataFrame) -> coterie.Segmentation:
    return coterie.segment(orders, k=3, method="kmeans")


def short(orders: pd.DataFrame) -> pd.DataFrame:
    return orders[pd.to_datetime(orders.order_date) >= "2025-11-15"]


def once(orders: pd.DataFrame) -> pd.DataFrame:
    return orders.drop_duplicates("customer_id")


@pytest.mark.parametrize(
    ("change", "settings", "words"),
    [
        (short, {}, r"the orders span \d+ days, and it takes 90. Give a longer history."),
        (once, {}, r"only 0 customers had come back by .*, and it takes 30. Give a longer history, or orders of more customers."),
        (lambda orders: orders, {"value": "off"}, 'the plan says value = "off"'),
    ],
    ids=["a short history", "nobody came back", "off"],
)
def test_it_is_refused_with_a_sentence(orders: pd.DataFrame, change, settings: dict[str, str], words: str) -> None:
    found = coterie.segment(change(orders), k=2, method="kmeans", **settings)
    assert pd.Series([found.value.reason]).str.contains(words).all()
    assert found.value.reason in repr(found.value)
    assert "expected_orders" not in found.customers
    assert all(s.worth is None for s in found.story.segments.segments)
    with pytest.raises(InputError, match="no-value"):
        _ = found.value.segments


def test_customers_alone_have_no_value() -> None:
    people = pd.DataFrame({"customer_id": ["a", "b", "c", "d"], "age": [20, 21, 70, 71]})
    found = coterie.segment(people, k=2, method="kmeans")
    assert "there are no orders" in found.value.reason


def test_every_customer_has_a_forecast_that_makes_sense(result: coterie.Segmentation) -> None:
    rows = result.value.customers
    assert len(rows) == len(result.customers) == result.story.features.customers
    assert rows.active.between(0, 1).all()
    assert (rows.orders_low <= rows.orders_high).all() and (rows.spending_low <= rows.spending_high).all()
    assert rows.expected_orders.sum() == pytest.approx(result.value.segments.orders.sum())
    assert rows.expected_spending.sum() == pytest.approx(result.value.segments.money.sum())
    check = result.value.models
    assert check.chosen.tolist() == [True, False, False] and set(check.method) == {"bgnbd", "mbgnbd", "pareto"}
    assert result.value.horizon == 365
    assert set(result.value.parameters.model) == {check.title[0], "Gamma-Gamma"}
    assert (result.value.check.customers > 0).all()


def test_a_model_that_takes_one_order_for_a_proof_is_not_chosen_by_itself(result: coterie.Segmentation, orders: pd.DataFrame) -> None:
    notes = result.value.models.set_index("method").note
    assert "as active for certain" in notes["bgnbd"]
    asked = coterie.segment(orders, k=3, method="kmeans", value="bgnbd", horizon=90)
    assert asked.value.models.method.tolist() == ["bgnbd"]
    rows = asked.customers
    assert rows.active[rows.frequency == 1].isna().all() and rows.active[rows.frequency > 1].notna().any()
    assert asked.value.horizon == 90


def test_saved_and_loaded_it_is_the_same(result: coterie.Segmentation, tmp_path: Path) -> None:
    loaded = coterie.load(result.save(tmp_path))
    assert repr(loaded.value) == repr(result.value)
    for table in ("customers", "segments", "models", "check", "parameters"):
        pd.testing.assert_frame_equal(getattr(loaded.value, table), getattr(result.value, table))


def test_scores_have_the_value_too(result: coterie.Segmentation, orders: pd.DataFrame) -> None:
    scored, known = result.score(orders), result.customers
    columns = list(result.story.value.columns)
    pd.testing.assert_frame_equal(scored[columns], known[columns])
    few = orders[orders.customer_id.isin(known.customer[:20])]
    assert len(result.score(few)) == 20


def test_the_order_of_the_rows_and_the_threads_change_nothing(orders: pd.DataFrame, result: coterie.Segmentation) -> None:
    mixed = orders.sample(frac=1, random_state=3)
    again = coterie.segment(mixed, k=3, method="kmeans", threads=1)
    pd.testing.assert_frame_equal(again.value.customers, result.value.customers, check_exact=True)
    assert again.story.model.value == result.story.model.value


def test_longer_steps_of_time_change_little(orders: pd.DataFrame, result: coterie.Segmentation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_value, "CELLS", 120)
    rough = coterie.segment(orders, k=3, method="kmeans")
    assert rough.story.value.unit > 1 and rough.story.value.cells <= 120
    there, here = rough.value.customers.expected_orders, result.value.customers.expected_orders
    assert there.sum() == pytest.approx(here.sum(), rel=0.1)
    assert np.corrcoef(there, here)[0, 1] > 0.97


def test_a_forecast_is_no_feature_of_its_own_run(orders: pd.DataFrame, result: coterie.Segmentation) -> None:
    with pytest.raises(InputError, match="value-as-feature"):
        coterie.segment(orders, features=["expected_orders", "recency"])
    people = result.customers[["customer", "expected_orders"]].rename(columns={"customer": "customer_id"})
    again = coterie.segment(orders, people, features=["expected_orders", "recency"], k=2, method="kmeans")
    assert {"expected_orders", "expected_orders_forecast"} <= set(again.customers)


@pytest.mark.parametrize(("name", "code"), [("gamma-gamma", "value-of-money"), ("pareto-nbd", "unknown-value")])
def test_a_model_that_cannot_be_is_refused(name: str, code: str) -> None:
    with pytest.raises(InputError, match=code):
        make_plan(value=name)


def test_a_shop_without_money_is_forecast_in_orders(orders: pd.DataFrame) -> None:
    found = coterie.segment(orders[["order_id", "order_date", "customer_id"]], k=2, method="kmeans")
    assert "expected_orders" in found.customers and "expected_spending" not in found.customers
    assert dataclasses.asdict(found.story.segments.worth)["money"] == 0
    assert "orders" in found.story.segments.worth.sentence
