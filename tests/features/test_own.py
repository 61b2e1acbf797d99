"""A user's own features: worked out, clustered, scored and saved like any other; refused with the fact, the place and the remedy."""

from __future__ import annotations

import pandas
import pytest

import coterie
from coterie.clean import clean
from coterie.cli.app import status
from coterie.config_file import config_text
from coterie.demo import make_world
from coterie.errors import InputError
from coterie.own_sql import blank_tables
from coterie.plan import Plan, make_plan
from coterie.records import Inputs
from handmade import make_source

ORDERS = ("who=customer id=order day=time paid=amount", ["A|1|2024-01-06|5", "A|2|2024-01-08|7", "B|3|2024-01-09|9"])
PEOPLE = ("who=customer Age city", ["A|30|Rome", "B|40|Oslo"])
KINDS = {"Age": "number"}
WEEKEND = "avg(CASE WHEN dayofweek(ordered_at) IN (0, 6) THEN 1 ELSE 0 END)"


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    return make_world("shop", tmp_path_factory.mktemp("shop"), customers=200)


def column(features, engine, name):
    return [value for (value,) in engine.rows(f"SELECT {name} FROM {features.table} ORDER BY position")]


@pytest.mark.parametrize(
    ("sql", "values", "over"),
    [
        (WEEKEND, [0.5, 0.0], "orders"),
        ("max(\"at\" > TIMESTAMP '2024-01-08')", [0.0, 1.0], "orders"),
        ("max(amount) FILTER (WHERE purchase) -- the biggest", [7.0, 9.0], "orders"),
        ("max(gap_days)", [2.0, None], "orders"),
        ("age / 10", [3.0, 4.0], "customers"),
        ("CASE WHEN city = 'Rome' THEN 1 ELSE 0 END", [1.0, 0.0], "customers"),
    ],
)
def test_it_is_worked_out_over_the_orders_or_over_the_customers(made, engine, sql, values, over):
    features = made(ORDERS, PEOPLE, KINDS, own_features={"mine": sql})
    assert column(features, engine, "mine") == values
    feature = features.feature("mine")
    assert (feature.own, feature.space, feature.title) == (over, True, "Mine")


def test_a_table_of_customers_alone_can_have_them(made, engine):
    features = made(None, PEOPLE, KINDS, own_features={"decades": "age / 10"})
    assert column(features, engine, "decades") == [3.0, 4.0]


def test_title_and_unit_can_be_given_and_come_from_the_name_else(made):
    own = {"weekend_share": {"sql": WEEKEND, "unit": "%"}, "biggest": {"sql": "max(amount)", "title": "Biggest order", "unit": "€"}}
    features = made(ORDERS, own_features=own)
    weekend, biggest = features.feature("weekend_share"), features.feature("biggest")
    assert (weekend.title, weekend.show, weekend.unit) == ("Weekend share", ".0%", "")
    assert (biggest.title, biggest.unit) == ("Biggest order", "€")
    assert WEEKEND in weekend.sentence


@pytest.mark.parametrize(
    ("own", "fact"),
    [
        ({"mine": "avg(amont)"}, 'Referenced column "amont" not found'),
        ({"mine": "amount"}, "GROUP BY"),
        ({"mine": "1), (2"}, "it gives INTEGER and INTEGER, not one number"),
        ({"mine": "max(order_id)"}, "it gives VARCHAR, not one number"),
        ({"mine": "max(amount); SELECT 1"}, "cannot be worked out"),
        ({"mine": "max(amount"}, "cannot be worked out"),
        ({"mine": "max(CAST(customer AS INTEGER))"}, "Could not convert"),
        ({"recency": "max(amount)"}, "There is a column 'recency' already"),
        ({"AGE": "max(amount)"}, "There is a column 'AGE' already"),
    ],
    ids=str,
)
def test_what_cannot_be_worked_out_is_refused_with_its_place_and_a_remedy(made, own, fact):
    with pytest.raises(InputError, match=r".") as refused:
        made(ORDERS, PEOPLE, KINDS, own_features=own)
    assert fact in refused.value.fact
    assert refused.value.place == f"own_features.{next(iter(own))}"
    assert refused.value.remedy


@pytest.mark.parametrize(
    ("sql", "near"),
    [
        ("avg(amont)", "Did you mean 'amount'?"),
        ("agv(amount)", "It is SQL"),
        ("max(amount", "It is SQL"),
        ("amount", "It is SQL"),
        ("agee / 10", "Did you mean 'Age'?"),
    ],
    ids=str,
)
def test_a_slip_is_told_before_any_order_is_gathered(engine, sql, near):
    inputs = Inputs(make_source(engine, "orders", *ORDERS), make_source(engine, "customers", *PEOPLE, KINDS))
    with pytest.raises(InputError, match="cannot be worked out") as refused:
        clean(engine, Plan(own_features={"mine": sql}), inputs, None)
    assert refused.value.place == "own_features.mine"
    assert near in refused.value.remedy
    assert engine.rows("SELECT table_name FROM information_schema.tables WHERE table_name LIKE 'clean_%'") == []


@pytest.mark.parametrize(
    "sql",
    [
        "region_code = 3",
        "region_code = '3'",
        "length(region_code) * age",
        "year(born)",
        "date_diff('day', born, TIMESTAMP '2024-01-01')",
        "length(city)",
        "age",
    ],
)
def test_what_cleaning_may_still_change_is_no_slip(made, engine, sql):
    people = ("who=customer age region_code born city", ["A|30|3|1990-01-01|Rome", "B|40|4|1980-02-02|Oslo", "C|50|3|1981-02-02|Bonn"])
    kinds = {"age": "number", "region_code": "number", "born": "time"}
    made(None, people, kinds, own_features={"mine": sql})


@pytest.mark.parametrize("kept", ["orders", "lines"])
def test_tables_without_a_row_have_the_columns_that_cleaning_makes(engine, kept):
    inputs = Inputs(make_source(engine, "orders", *ORDERS), make_source(engine, "customers", *PEOPLE, KINDS))
    cleaned, blank = clean(engine, Plan(max_unreadable=1), inputs, None), blank_tables(inputs)
    described = [{(row[0], row[1]) for row in engine.rows(f"DESCRIBE SELECT * FROM {getattr(c, kept)}")} for c in (cleaned, blank)]
    names = [{name for name, _ in columns} for columns in described]
    assert names[0] == names[1]
    assert {kind for name, kind in described[0] ^ described[1]} <= {"INTEGER", "DECIMAL(18,4)"}  # whole numbers where nothing was returned


@pytest.mark.parametrize(
    "own", [{"a b": "1"}, {'x"': "1"}, {"x": 5}, {"x": ""}, {"x": {"title": "no sql"}}, {"x": {"sql": "1", "units": ""}}]
)
def test_a_setting_that_is_no_feature_is_refused(own):
    with pytest.raises(InputError, match="own_features"):
        make_plan(own_features=own)


def test_a_run_with_them_is_scored_and_loaded_with_them(world, tmp_path):
    config = tmp_path / "coterie.toml"
    config.write_text(f'k = 3\n[own_features]\nweekend_share = "{WEEKEND}"\ndouble_age = {{sql = "2 * age", title = "Twice the age"}}\n')
    result = coterie.segment(world.orders, customers=world.customers, config=config, method="kmeans")
    assert result.story.settings["own_features"]["weekend_share"] == {"sql": WEEKEND}
    loaded = coterie.load(result.save(tmp_path / "results"))
    for run in (result, loaded):
        again = run.score(world.orders, customers=world.customers)
        assert again["segment"].tolist() == result.customers["segment"].tolist()
    assert "Twice the age" in loaded.report(tmp_path / "r.html").read_text()
    people = pandas.read_csv(world.customers).drop(columns="age")
    with pytest.raises(InputError, match="age"):
        loaded.score(world.orders, customers=people)


def test_one_can_be_given_on_the_command_line(world, tmp_path, capsys):
    out = ["--out", str(tmp_path), "--k", "2", "--method", "kmeans", "--quiet"]
    assert status(["run", str(world.orders), "--own-features", "biggest=max(amount) FILTER (WHERE purchase = true)", *out]) == 0
    assert "biggest" in coterie.load(tmp_path / "latest").customers
    assert status(["run", str(world.orders), "--own-features", "biggest", *out]) == 2
    assert "is no feature with its SQL" in capsys.readouterr().err


def test_a_file_of_settings_can_hold_them(tmp_path):
    plan = make_plan(own_features={"mine": "max(amount)", "other": {"sql": "max('a\"b')", "unit": "€"}})
    (tmp_path / "c.toml").write_text(config_text(plan, Inputs()))
    assert make_plan(tmp_path / "c.toml") == plan
