"""Conditions in words, in SQL and on a sample say the same."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from coterie.explain.conditions import Condition, merged, offered, words_of_all
from coterie.records import Feature
from coterie.registry import load_all

FEATURES = {f.name: f for family in load_all("features").values() for f in family}
CARD = Feature("card", "Card", "", "", "", "category", "attribute")
INCOME = Feature("Annual Income (k$)", "Annual Income (k$)", "", "", ",.0f", "numeric", "attribute")
EURO = dataclasses.replace(FEATURES["money"], unit="€")


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        (Condition(FEATURES["recency"], None, 40.0), "ordered within 40 days"),
        (Condition(FEATURES["recency"], 200.0), "last ordered at least 200 days ago"),
        (Condition(FEATURES["recency"], 30.0, 60.0), "last ordered 30 to 60 days ago"),
        (Condition(FEATURES["frequency"], 8.0), "placed at least 8 orders"),
        (Condition(FEATURES["frequency"], None, 1.0), "placed at most 1 order"),
        (Condition(FEATURES["frequency"], 1.0, 1.0), "placed 1 order"),
        (Condition(FEATURES["frequency"], 1.0, 5.0), "placed 1 to 5 orders"),
        (Condition(EURO, 1500.0), "spent at least €1,500"),
        (Condition(EURO, 20.0, 1500.0), "spent €20 to €1,500"),
        (Condition(FEATURES["basket"], None, 1.5), "buy at most 1.5 lines per order"),
        (Condition(FEATURES["return_share"], 0.05), "send back at least 5% of what is bought"),
        (Condition(INCOME, 20.0, 35.0), "Annual Income (k$) is 20 to 35"),
        (Condition(CARD, levels=("gold",)), "Card is gold"),
        (Condition(CARD, levels=("gold", "silver", "blue")), "Card is gold, silver or blue"),
    ],
)
def test_words(condition, words):
    assert condition.words == words


@pytest.mark.parametrize("feature", FEATURES.values(), ids=list(FEATURES))
def test_every_feature_can_be_spoken_of(feature):
    said = [Condition(feature, *bounds).words for bounds in ((0.5, None), (None, 0.5), (0.5, 0.75))]
    assert len(set(said)) == 3
    assert not any(sign in text for text in said for sign in "{}")


def test_bounds_on_one_feature_become_one_condition():
    told = merged([Condition(FEATURES["frequency"], 2.0), Condition(CARD, levels=("gold",)), Condition(FEATURES["frequency"], None, 5.0)])
    assert words_of_all(told) == "placed 2 to 5 orders and Card is gold"


@pytest.mark.parametrize(
    "condition",
    [Condition(INCOME, 20.0), Condition(INCOME, None, 35.5), Condition(INCOME, 20.0, 35.5), Condition(CARD, levels=("gold", "o'n"))],
    ids=lambda c: c.sql,
)
def test_the_sql_and_the_sample_agree_and_what_is_missing_is_never_caught(engine, condition):
    income, card = [10.0, 20.0, 35.5, 36.0, None], ["gold", "o'n", None, "blue", "gold"]
    engine.run('CREATE TABLE known ("Annual Income (k$)" DOUBLE, card VARCHAR)')
    for one, other in zip(income, card, strict=True):
        engine._connection.execute("INSERT INTO known VALUES (?, ?)", [one, other])
    in_sql = [row[0] for row in engine.rows(f"SELECT coalesce({condition.sql}, false) FROM known")]
    values = np.array(card, dtype=object) if condition.levels else np.array([np.nan if v is None else v for v in income])
    assert condition.holds(values).tolist() == in_sql


def test_bounds_are_numbers_that_one_can_say():
    money = np.random.default_rng(0).lognormal(5, 1, 500)
    bounds = {b for _, c in offered(FEATURES["money"], money, money > 200) for b in (c.low, c.high) if b is not None}
    assert bounds
    assert all(float(f"{b:.2g}") == b for b in bounds)
    assert all(c.words.count(".") == 0 for _, c in offered(FEATURES["frequency"], np.arange(500.0), money > 200))


def test_levels_are_offered_the_commonest_first_and_no_value_is_no_level():
    card = np.array(["gold", "gold", "blue", None, "blue", "blue"], dtype=object)
    found = [c.levels for _, c in offered(CARD, card, np.array([True, True, True, True, False, False]))]
    assert found == [("gold",), ("gold", "blue")]
