import dataclasses

import numpy as np
import pytest

from coterie.engines.duckdb import DuckDBEngine
from coterie.explain import explain
from coterie.explain.portrait import portrait, sampled
from coterie.explain.profile import measure
from coterie.explore import explore
from coterie.plan import Plan
from coterie.records import Candidates, Given, Inputs, Value
from explained import ALONE, NOBODY, explained, laid, model_of, space_of


def line(segment, feature, level=""):
    return next(p for p in segment.profile if (p.feature, p.level) == (feature, level))


def test_the_profile_is_exact(engine):
    rng = np.random.default_rng(3)
    segment = rng.integers(1, 4, 500)
    age, spend = rng.normal(40, 9, 500), rng.exponential(50, 500)
    city = np.where(rng.random(500) < 0.3, "Oslo", "Rome").tolist()
    found = explained(engine, {"age": age, "spend": spend}, segment)
    for s in found.segments:
        own = segment == s.id
        p = line(s, "age")
        assert (s.customers, s.share) == (own.sum(), own.sum() / 500)
        assert p.mean == pytest.approx(age[own].mean(), abs=1e-8)
        assert p.median == np.sort(age[own])[(own.sum() - 1) // 2]
        assert p.difference == pytest.approx((age[own].mean() - age.mean()) / age.std(), abs=1e-8)
        assert s.money == pytest.approx(spend[own].sum(), abs=1e-6)
        assert s.money_share == pytest.approx(spend[own].sum() / spend.sum())
    assert sum(s.money_share for s in found.segments) == pytest.approx(1)
    assert found.money_title == "Spend"
    assert len(city) == 500


def test_the_share_of_each_level_against_everyone(engine):
    segment = [1, 1, 1, 1, 2, 2, 2, 2]
    plan = ["gold", "gold", "gold", None, "free", "free", "gold", "free"]
    first, _ = explained(engine, {"age": [30.0, 31, 32, 33, 50, 51, 52, 53], "plan": plan}, segment).segments
    gold = line(first, "plan", "gold")
    assert (gold.mean, gold.overall_mean, gold.missing) == (1.0, pytest.approx(4 / 7), 1)
    assert gold.difference == pytest.approx((1 - 4 / 7) / np.sqrt(4 / 7 * 3 / 7))


def test_missing_values_are_counted_and_left_out_of_means(engine):
    features, assigned = laid(engine, {"age": [30.0, None, 40.0, 50.0], "milk": [1.0, 2, 3, 4]}, [1, 1, 2, 2])
    space = space_of(features, {"age": [30.0, 35, 40, 50], "milk": [1.0, 2, 3, 4]})
    exploration = explore(engine, Plan(), Inputs(), ALONE, features)
    found = explain(
        engine=engine,
        plan=Plan(),
        given=Given(None),
        candidates=Candidates(()),
        leaderboard=NOBODY,
        cleaned=ALONE,
        features=features,
        exploration=exploration,
        value=Value(),
        space=space,
        model=model_of(features, space, 2),
        assigned=assigned,
    )
    p = line(found.segments[0], "age")
    assert (p.mean, p.missing, p.overall_mean) == (30.0, 1, 40.0)


def test_one_whale_does_not_decide_the_traits(engine):
    rng = np.random.default_rng(0)
    money = rng.lognormal(3, 0.5, 1000)
    money[0] = 1e7
    visits = np.concatenate([rng.normal(9, 1, 500), rng.normal(3, 1, 500)])
    first = explained(engine, {"shop_money": money, "shop_visits": visits}, [1] * 500 + [2] * 500).segments[0]
    assert first.traits[0].feature == "shop_visits"
    assert abs(next(t for t in first.traits if t.feature == "shop_money").difference) < 0.2


def test_without_anything_like_money_there_is_none(engine):
    found = explained(engine, {"fresh": [1.0, 2, 3, 4], "milk": [5.0, 1, 7, 2]}, [1, 1, 2, 2])
    assert found.money_title == ""
    assert [s.money for s in found.segments] == [0.0, 0.0]


def test_with_orders_money_comes_from_them_even_where_the_feature_is_left_out(engine):
    engine.run(
        """CREATE TABLE orders AS SELECT * FROM (VALUES ('c000000', 10.50::DECIMAL(18, 4)), ('c000000', 4.50), ('c000002', 5.00))
        AS t(customer, amount)"""
    )
    cleaned = dataclasses.replace(ALONE, orders="orders")
    found = explained(engine, {"recency": [1.0, 2, 9, 8], "frequency": [2.0, 2, 1, 1]}, [1, 1, 2, 2], cleaned, family="rhythm")
    assert [s.money for s in found.segments] == [15.0, 5.0]
    assert found.money_title == "Revenue"


def test_orders_without_money_say_nothing_of_it(engine):
    engine.run("CREATE TABLE orders AS SELECT * FROM (VALUES ('c000000', 0::DECIMAL(18, 4)), ('c000002', 0)) AS t(customer, amount)")
    cleaned = dataclasses.replace(ALONE, orders="orders")
    found = explained(engine, {"recency": [1.0, 2, 9, 8], "frequency": [2.0, 2, 1, 1]}, [1, 1, 2, 2], cleaned, family="rhythm")
    assert found.money_title == ""
    assert "revenue" not in found.headline


def test_who_waits_longer_than_usual_is_counted(engine):
    columns = {"recency": [50.0, 5, 90, 80], "gap": [20.0, 20, None, 60], "frequency": [3.0, 3, 1, 2], "money": [100.0, 40, 7, 9]}
    features, assigned = laid(engine, columns, [1, 1, 2, 2], family="rhythm")
    cleaned = dataclasses.replace(ALONE, orders="orders", currency="€")
    (first, second), everyone = measure(engine, cleaned, features, explore(engine, Plan(), Inputs(), ALONE, features), assigned)
    assert (first.quiet, first.quiet_money, first.quiet_share) == (1, 100.0, 0.5)
    assert (second.quiet, second.quiet_money, second.quiet_share) == (0, 0.0, 0.0)
    assert (first.money, second.money, everyone.money_unit) == (140.0, 16.0, "€")


def test_a_rule_keeps_its_names_and_an_empty_segment_is_left_out(engine):
    found = explained(engine, {"fresh": [1.0, 2, 3, 4], "milk": [5.0, 1, 7, 2]}, [1, 1, 3, 3], rule="grid", names={1: "A", 2: "B", 3: "C"})
    assert [(s.id, s.name) for s in found.segments] == [(1, "A"), (3, "C")]


def test_the_portrait_is_bounded_proportional_and_has_no_ids(engine):
    rng = np.random.default_rng(1)
    count = 9000
    segment = np.where(np.arange(count) < 20, 2, 1)
    columns = {"fresh": rng.normal(size=count), "milk": rng.normal(size=count), "frozen": rng.normal(size=count)}
    features, assigned = laid(engine, columns, segment)
    picture = portrait(engine, features, space_of(features, columns), assigned)
    assert len(picture.x) == len(picture.y) == len(picture.segment) <= 3000
    assert picture.segment.count(2) == 20
    assert set(picture.values) == {"fresh", "milk", "frozen"}
    place = sampled(assigned.segment)
    assert picture.values["milk"] == tuple(float(f"{v:.6g}") for v in columns["milk"][place])


def test_the_map_is_the_principal_components_of_all_customers(engine):
    rng = np.random.default_rng(2)
    base = rng.normal(size=(400, 1))
    columns = {
        "milk": (base + 0.2 * rng.normal(size=(400, 1)))[:, 0],
        "grocery": (base + 0.3 * rng.normal(size=(400, 1)))[:, 0],
        "fresh": rng.normal(size=400),
    }
    features, assigned = laid(engine, columns, np.ones(400, dtype=int))
    space = space_of(features, columns)
    picture = portrait(engine, features, space, assigned)
    from sklearn.decomposition import PCA

    known = PCA(2).fit(space.matrix)
    assert picture.shown_share == pytest.approx(known.explained_variance_ratio_.sum())
    for axis, values in enumerate((picture.x, picture.y)):
        assert np.allclose(np.abs(known.transform(space.matrix)[:, axis]), np.abs(values), atol=1e-5)
    assert (picture.x_title, picture.y_title) == ("High Milk and Grocery", "High Fresh")


@pytest.mark.parametrize(("names", "titles"), [(("milk",), ("High Milk", "")), (("milk", "fresh"), ("High Milk", "High Fresh"))])
def test_with_one_or_two_axes_the_map_is_the_space_itself(engine, names, titles):
    columns = {n: [1.0, 2.0, 4.0, 8.0 + i] for i, n in enumerate(names)}
    features, assigned = laid(engine, columns, [1, 1, 2, 2])
    space = space_of(features, columns)
    picture = portrait(engine, features, space, assigned)
    assert (picture.x_title, picture.y_title) == titles
    assert picture.x == pytest.approx(space.matrix[:, 0], abs=1e-5)
    assert picture.shown_share == 1.0


def test_threads_change_nothing():
    def run(threads):
        rng = np.random.default_rng(5)
        with DuckDBEngine(threads=threads) as engine:
            columns = {"fresh": rng.lognormal(3, 1, 5000), "milk": rng.lognormal(2, 1, 5000), "frozen": rng.normal(size=5000)}
            return explained(engine, columns, rng.integers(1, 4, 5000))

    assert run(1) == run(2)
