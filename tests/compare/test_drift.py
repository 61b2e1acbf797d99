"""How far features moved: chance alone gives nothing, a planted shift is seen."""

import numpy as np
import pandas as pd
import pytest

from coterie.compare.drift import drifts, stability_index
from coterie.engines.duckdb import DuckDBEngine
from coterie.records import Feature

AGE, CITY = (Feature(name, name, "", "", ",.0f", kind, "attribute") for name, kind in (("age", "numeric"), ("city", "category")))


def measured(then, now):
    with DuckDBEngine(threads=1) as engine:
        engine.lend("b", then)
        engine.lend("a", now)
        return {d.feature: d for d in drifts(engine, [f for f in (AGE, CITY) if f.name in then], "b", "a")}


def drawn(seed, customers, shift=0.0, city=0.5):
    random = np.random.default_rng(seed)
    age = random.normal(40 + shift, 10, customers).round(1)
    return pd.DataFrame({"age": age, "city": random.choice(["Rome", "Bonn"], customers, p=[city, 1 - city])})


SHIFTS = {
    "none": (0.0, 0.5, "steady", "steady"),
    "age by a deviation": (10.0, 0.5, "changed", "steady"),
    "city": (0.0, 0.9, "steady", "changed"),
}


@pytest.mark.parametrize(("shift", "city", "of_age", "of_city"), SHIFTS.values(), ids=SHIFTS)
def test_a_shift_is_graded(shift, city, of_age, of_city):
    found = measured(drawn(1, 4000), drawn(2, 4000, shift, city))
    assert (found["age"].grade, found["city"].grade) == (of_age, of_city)


def test_what_is_usual_is_told_of_both():
    found = measured(
        pd.DataFrame({"age": [20, 30, 40], "city": ["Bonn"] * 3}), pd.DataFrame({"age": [50, 60, 70], "city": ["Bonn", "Rome", None]})
    )
    assert (found["age"].before, found["age"].after) == (30, 60)
    assert (found["city"].level, found["city"].before, found["city"].after) == ("Bonn", 1.0, pytest.approx(1 / 3))


def test_chance_alone_is_no_drift_however_few_customers():
    alarms = sum(measured(drawn(seed, 80), drawn(seed + 1000, 80))["age"].grade == "changed" for seed in range(60))
    assert alarms <= 3


def test_what_went_missing_moved():
    then, now = drawn(1, 2000), drawn(2, 2000)
    now.loc[:800, "age"] = np.nan
    assert measured(then, now)["age"].grade == "changed"


def test_a_feature_without_values_is_left_out():
    nothing = pd.DataFrame({"age": [np.nan, np.nan]})
    assert measured(nothing, nothing) == {}


def test_the_index_is_the_same_both_ways_round():
    assert stability_index([10, 90], [90, 10]) == pytest.approx(stability_index([90, 10], [10, 90]))
