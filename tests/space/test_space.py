"""The stage: which features become coordinates, how they are scaled, and what is said about the rest."""

from __future__ import annotations

import csv

import numpy as np
import pytest

from coterie.errors import InputError
from coterie.kernels.coordinates import coordinates
from coterie.sql.coordinates import matrix_sql

SPENDING = ["Fresh", "Milk", "Grocery", "Frozen", "Detergents_Paper", "Delicassen"]
PUBLISHED = [0.4430, 0.2638, 0.1231, 0.1012]


def shop(n: int = 2000, seed: int = 0) -> dict[str, object]:
    """Customers with a skewed, an even and a gappy number, and a city."""
    rng = np.random.default_rng(seed)
    gap = rng.normal(30, 5, n)
    gap[rng.random(n) < 0.4] = np.nan
    cities = rng.choice(["Rome", "Oslo", "Bonn"], n, p=[0.6, 0.3, 0.1])
    return {"money": np.exp(rng.normal(4, 1.5, n)), "age": rng.integers(18, 90, n).astype(float), "gap": gap, "city": cities.tolist()}


def parameter(found, name):
    return next(p for p in found.model.parameters if p.feature == name)


def variances(found) -> dict[str, float]:
    """What each feature weighs: the variance of all its coordinates together."""
    weights: dict[str, float] = {}
    for axis, variance in zip(found.model.axes, found.matrix.var(axis=0), strict=True):
        name = axis.split(" ")[0]
        weights[name] = weights.get(name, 0.0) + float(variance)
    return weights


# ------------------------------------------------ figures that others published


def test_published_components_of_the_wholesale_customers(placed, shared) -> None:
    # The published figures take ln(x); our own logarithm is ln(1 + x), so ln(x) is fed and no transform is asked for.
    found = placed({name: np.log(values) for name, values in wholesale(shared).items()}, transform="none", **PLAINEST)
    assert [round(share, 4) for share in found.model.explained] == PUBLISHED
    assert found.model.axes == ("pc1", "pc2", "pc3", "pc4")


def test_our_own_logarithm_is_close_to_the_published_components(placed, shared) -> None:
    found = placed(wholesale(shared), transform="log", **PLAINEST)
    assert found.model.explained == pytest.approx(PUBLISHED, abs=0.002)


PLAINEST = {"scale": "none", "clip": 0, "redundant": 1, "pca": 4}


def wholesale(shared) -> dict[str, np.ndarray]:
    with (shared / "wholesale_customers.csv").open() as file:
        rows = [row for number, row in enumerate(csv.DictReader(file)) if number not in (65, 66, 75, 128, 154)]
    return {name: np.array([float(row[name]) for row in rows]) for name in SPENDING}


# ------------------------------------------------ scale, transform, fill


def test_standard_scale_gives_every_feature_the_same_weight(placed) -> None:
    found = placed(shop(), clip=0)
    weights = variances(found)
    assert weights["money"] == pytest.approx(1)
    assert weights["age"] == pytest.approx(1)
    assert weights["city"] == pytest.approx(1)
    assert found.matrix.mean(axis=0) == pytest.approx(np.zeros(7), abs=0.01)


def test_a_gappy_feature_never_weighs_more_than_a_full_one(placed) -> None:
    found = placed(shop(), clip=0)
    missing = float(np.isnan(shop()["gap"]).mean())
    assert found.model.axes[2:4] == ("gap", "gap (missing)")
    assert variances(found)["gap"] == pytest.approx(1 - missing**2, abs=0.01)
    steps = np.unique(found.matrix[:, 3])
    assert steps[1] - steps[0] == pytest.approx(1)  # being missing is one standard deviation away from not being


@pytest.mark.parametrize(("missing", "marked"), [(5, False), (20, True), (1900, True)])
def test_missing_values_are_marked_where_their_share_is_worth_it(placed, missing, marked) -> None:
    columns = shop()
    columns["age"] = [None] * missing + columns["age"].tolist()[missing:]
    found = placed(columns)
    assert ("age (missing)" in found.model.axes) is marked
    known = sorted(columns["age"][missing:])
    assert parameter(found, "age").fill == known[(len(known) - 1) // 2]


@pytest.mark.parametrize("scale", ["standard", "robust", "minmax", "quantile", "none"])
def test_a_category_weighs_as_much_as_the_median_number(placed, scale) -> None:
    weights = variances(placed({k: v for k, v in shop().items() if k != "gap"}, scale=scale, clip=0))
    assert weights["city"] == pytest.approx(np.median([weights["money"], weights["age"]]), rel=1e-6)


def test_any_two_levels_are_equally_far_apart(placed) -> None:
    found = placed({"city": shop()["city"]})
    distances = {round(float(np.linalg.norm(a - b)), 9) for a in found.points.mean for b in found.points.mean if (a != b).any()}
    assert len(found.points.mean) == 3
    assert len(distances) == 1


def test_robust_scale_is_median_and_quartiles_and_falls_back_where_they_meet(placed) -> None:
    mostly = [0.0] * 900 + list(np.arange(100.0))
    found = placed({"age": np.arange(1000.0), "mostly": mostly}, scale="robust", transform="none", clip=0)
    assert (parameter(found, "age").center, parameter(found, "age").scale) == (499.0, pytest.approx(500 / 1.349))
    assert (parameter(found, "mostly").center, parameter(found, "mostly").scale) == pytest.approx((np.mean(mostly), np.std(mostly)))


def test_minmax_and_quantile_scales_end_at_0_and_1(placed) -> None:
    for scale in ("minmax", "quantile"):
        found = placed({"money": shop()["money"], "age": shop()["age"]}, scale=scale)
        assert found.matrix.min(axis=0).tolist() == [0, 0]
        assert found.matrix.max(axis=0).tolist() == [1, 1]
    ranks = np.argsort(np.argsort(shop()["money"])) / 1999
    assert np.abs(found.matrix[:, 0] - ranks).max() < 0.05  # between two knots lies a twentieth


@pytest.mark.parametrize(
    ("values", "taken"),
    [
        (np.exp(np.random.default_rng(1).normal(3, 1, 500)), True),
        (1 + np.random.default_rng(1).geometric(0.5, 500) ** 2, True),
        (np.random.default_rng(1).normal(100, 10, 500), False),
        ([0.0] * 450 + [1.0] * 50, False),
        (-np.exp(np.random.default_rng(1).normal(3, 1, 500)), True),
        (100 - np.exp(np.random.default_rng(1).normal(0, 1, 500)), False),
    ],
    ids=["money", "counts", "even", "flag", "debts", "skewed to the left"],
)
def test_logarithms_are_taken_where_they_lower_the_skewness(placed, values, taken) -> None:
    found = placed({"x": np.asarray(values, dtype=float)})
    assert (parameter(found, "x").transform == "log") is taken
    assert ("Compared by logarithms, because the values are very uneven" in "".join(found.notes)) is taken


def test_parameters_come_from_exact_sums(placed) -> None:
    values = np.round(np.random.default_rng(0).normal(50, 9, 5000), 2)
    found = parameter(placed({"x": values}, clip=0, transform="none"), "x")
    assert found.center == pytest.approx(values.mean(), rel=1e-13)
    assert found.scale == pytest.approx(values.std(), rel=1e-11)


# ------------------------------------------------ clipping


@pytest.mark.parametrize(
    ("n", "clip", "clipped"),
    [(999, 0.001, 0), (500, 0.001, 0), (10_000, 0.001, 19), (1000, 0.05, 99), (10_000, 0, 0)],
)
def test_only_the_extreme_is_clipped_and_it_is_counted(placed, n, clip, clipped) -> None:
    found = placed({"x": np.arange(float(n)), "y": np.arange(float(n)) % 7}, clip=clip, redundant=1)
    assert found.clipped.get("x", 0) == clipped <= 2 * n * clip
    assert "y" not in found.clipped


def test_a_whale_is_pulled_in_in_the_space_only(placed) -> None:
    values = np.append(np.random.default_rng(0).normal(100, 10, 4999), 1e9)
    found = placed({"x": values}, transform="none")
    assert np.abs(found.matrix).max() < 4
    assert found.clipped["x"] >= 1


@pytest.mark.parametrize("values", [[0.0] * 970 + [1.0] * 30, [1.0] * 900 + [2.0] * 70 + [3.0] * 30], ids=["flag", "few values"])
def test_clipping_never_takes_all_there_is(placed, values) -> None:
    found = placed({"x": values}, clip=0.2)
    assert found.clipped == {}
    assert len(found.points.mean) == len(set(values))


# ------------------------------------------------ what is left out, and why


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ([5.0] * 1000, "the same for every customer (5.0)"),
        ([5.0] * 900 + [None] * 100, "the same for every customer where it is known (5.0)"),
        ([5.0] * 996 + [1.0, 2.0, 3.0, 4.0], "the same for 99.6% of customers (5.0)"),
        ([None] * 1000, "known for no customer"),
        ([None] * 995 + [1.0, 2.0, 3.0, 4.0, 5.0], "known for only 5 of 1,000 customers"),
        ([float("inf")] * 500 + [1e200] * 500, "known for no customer"),
        (["a"] * 1000, "the same for every customer ('a')"),
        (["a"] * 997 + ["b"] * 3, "the same for 99.7% of customers ('a')"),
        (["a"] * 3 + [None] * 997, "known for only 3 of 1,000 customers"),
        ([f"name {i}" for i in range(1000)], "nearly every customer has their own value (1,000 values, 1,000 customers)"),
        ([f"name {i // 3}" for i in range(1000)], "no value is common: 96.7% of customers have a rare one"),
        ([f"name {i}" for i in range(400)] + [None] * 600, "nearly every customer has their own value (400 values, 400 customers)"),
    ],
)
def test_what_tells_nobody_apart_is_left_out_with_the_reason(placed, values, reason) -> None:
    found = placed({"age": np.arange(1000.0), "x": values})
    reasons = {d.feature: d.reason for d in found.dropped}
    assert reasons == {"x": reason}
    assert found.model.axes == ("age",)


def test_a_value_that_is_not_finite_counts_as_missing(placed) -> None:
    found = placed({"x": [1.0, 2.0, 3.0, float("inf"), float("-inf"), 1e101, None, float("nan")]})
    assert np.isfinite(found.matrix).all()
    assert parameter(found, "x").indicator is not None
    assert len(np.unique(found.matrix[3:], axis=0)) == 1


def test_a_constant_that_is_sometimes_missing_is_kept_as_a_category(placed) -> None:
    found = placed({"letter": ["yes"] * 60 + [None] * 40})
    assert found.model.axes == ("letter = (missing)", "letter = yes")


@pytest.mark.parametrize("sign", [1, -1])
def test_a_feature_that_moves_with_an_earlier_one_would_count_twice(placed, sign) -> None:
    rng = np.random.default_rng(0)
    money = rng.normal(100, 10, 500)
    units = sign * money + rng.normal(0, 2, 500)
    found = placed({"money": money, "age": rng.normal(50, 9, 500), "units": units})
    word = "with" if sign > 0 else "against"
    assert [(d.feature, d.reason) for d in found.dropped] == [
        ("units", f"units moves {word} money (correlation {abs(np.corrcoef(money, units)[0, 1]):.2f}), so it would count twice")
    ]
    assert found.model.axes == ("money", "age")
    assert found.matrix.shape == (500, 2)
    kept = placed({"money": money, "units": units}, redundant=1)
    assert kept.model.axes == ("money", "units")


def test_a_redundant_feature_that_was_asked_for_stays_and_is_noted(placed) -> None:
    money = np.random.default_rng(0).normal(100, 10, 500)
    found = placed({"money": money, "units": money * 2, "flat": [1.0] * 500}, features=("money", "units", "flat"))
    assert found.model.axes == ("money", "units")
    assert [d.feature for d in found.dropped] == ["flat"]
    assert any("units moves with money" in note and "asked for" in note for note in found.notes)


def test_the_same_category_under_other_names_counts_once(placed) -> None:
    cities = shop()["city"]
    codes = {"Rome": "IT", "Oslo": "NO", "Bonn": "DE"}
    found = placed({"city": cities, "country": [codes[c] for c in cities]})
    assert [d.feature for d in found.dropped] == ["country"]


def test_what_is_missing_together_is_marked_once(placed) -> None:
    rng = np.random.default_rng(0)
    gone = rng.random(1000) < 0.5
    columns = {name: np.where(gone, np.nan, rng.normal(size=1000)) for name in ("gap", "rhythm")}
    found = placed(columns)
    assert found.model.axes == ("gap", "gap (missing)", "rhythm")
    assert "rhythm is missing for the same customers as another feature, and that counts only once." in found.notes


def test_rare_levels_are_pooled_and_missing_stays_a_level(placed) -> None:
    levels = [f"l{i:02}" for i in range(30) for _ in range(60 - i)] + [None]
    found = placed({"city": levels})
    own = parameter(found, "city").levels
    assert own == ("", *[f"l{i:02}" for i in range(10)], "(other)")
    assert found.matrix[-1].argmax() == 0
    assert len(found.points.mean) == 12


def test_a_level_called_other_is_not_the_pool(placed) -> None:
    levels = ["(other)"] * 200 + [f"l{i}" for i in range(30) for _ in range(10)]
    found = placed({"city": levels})
    assert len(set(found.model.axes)) == 12
    assert len(found.points.mean) == 12


def test_features_that_are_only_shown_stay_out(engine, laid, placed) -> None:
    from dataclasses import replace

    from coterie.plan import make_plan
    from coterie.space import space

    features = laid({"age": np.arange(50.0), "code": np.arange(50.0) ** 2})
    only = replace(features, columns=(features.columns[0], replace(features.columns[1], space=False)))
    assert space(engine, make_plan(), only).model.axes == ("age",)


@pytest.mark.parametrize(
    "columns",
    [{"x": [None, None]}, {"id": [str(i) for i in range(99)]}, {"id": ["a", "b", "c"]}],
    ids=["empty", "names only", "three names"],
)
def test_nothing_to_compare_is_refused_with_the_reasons(placed, columns) -> None:
    with pytest.raises(InputError) as error:
        placed(columns)
    assert error.value.code == "nothing-to-compare"
    assert next(iter(columns)) in error.value.fact
    assert error.value.remedy


@pytest.mark.parametrize("columns", [{"x": [3.0] * 9, "y": ["a"] * 9}, {"x": [3.0]}, {"y": ["a"] * 4}], ids=["identical", "one", "word"])
def test_customers_who_are_all_the_same_stand_on_one_spot(placed, columns) -> None:
    found = placed(columns)
    assert found.points.weight.tolist() == [len(next(iter(columns.values())))]
    assert np.ptp(found.matrix) == 0
    assert found.points.exact


# ------------------------------------------------ points, renderers, determinism


def test_without_clipping_a_point_is_its_customers_to_the_last_bit(placed) -> None:
    found = placed(shop(300), clip=0)
    assert found.points.exact
    assert np.array_equal(found.points.mean[found.points.cell], found.matrix)


def test_above_the_budget_points_stand_for_all(placed) -> None:
    found = placed(shop(), budget=100)
    assert len(found.points.weight) == 100
    assert found.points.weight.sum() == 2000
    assert not found.points.exact
    assert "2,000 customers stand as 100 points" in found.notes[-1]


@pytest.mark.parametrize("settings", [{}, {"pca": 3}, {"scale": "quantile"}, {"scale": "robust", "transform": "log"}])
def test_the_model_alone_gives_the_matrix_again(placed, engine, settings) -> None:
    found = placed(shop(), **settings)
    assert np.array_equal(engine.matrix(matrix_sql(found.model, "features")), found.matrix)
    columns = engine.arrays('SELECT money, age, gap, city FROM "features" ORDER BY position')
    assert np.array_equal(coordinates(found.model, columns), found.matrix)


@pytest.mark.parametrize("count", [2, 99])
def test_principal_components_are_uncorrelated_and_explained(placed, count) -> None:
    found = placed(shop(), pca=count)
    spread = np.cov(found.matrix.T, bias=True)
    np.testing.assert_allclose(spread, np.diag(np.diag(spread)), atol=1e-10)
    assert found.model.axes == tuple(f"pc{i + 1}" for i in range(min(count, 7)))
    assert any("principal components" in note and f"{sum(found.model.explained):.1%}" in note for note in found.notes)


def test_threads_and_row_order_change_nothing(laid) -> None:
    from coterie.engines.duckdb import DuckDBEngine
    from coterie.plan import make_plan
    from coterie.space import space

    columns = shop(150_000)
    results = []
    for threads, order in [(1, 1), (4, -1)]:
        with DuckDBEngine(threads=threads) as engine:
            features = laid(columns)
            table = {"position": np.arange(150_000), **{k: np.asarray(v) for k, v in columns.items()}}
            engine.load("features", {name: values[::order] for name, values in table.items()})
            results.append(space(engine, make_plan(), features))
    one, other = results
    assert one.model == other.model
    assert one.matrix.tobytes() == other.matrix.tobytes()
    assert one.points.mean.tobytes() == other.points.mean.tobytes()
    assert one.points.scatter.tobytes() == other.points.scatter.tobytes()
