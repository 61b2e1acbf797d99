"""Which features are worked out, and what is said when one cannot be."""

from __future__ import annotations

from dataclasses import replace

import pytest

from coterie.clean import clean
from coterie.errors import InputError
from coterie.features import features
from coterie.plan import Plan
from coterie.records import Earlier, Inputs, Model, SpaceModel
from handmade import make_source

ORDERS = ("who=customer id=order day=time what=product pieces=quantity each=price", ["A|1|2024-01-01|mug|2|5", "B|2|2024-01-02|mug|1|5"])
PEOPLE = ("who=customer Age city Money joined", ["A|30|Rome|1|2020-01-01", "B|40.5|Oslo|2|2021-01-01", "C|50|Rome|3|2022-01-01"])
OF_AMOUNTS = {"money", "order_value", "trend", "return_share", "m_score"}
OF_PRODUCTS = {"units", "products", "repeat_share", "price_level"}
KINDS = {"Age": "number", "Money": "number", "joined": "time"}


def names(features, space: bool | None = None) -> list[str]:
    return [f.name for f in features.columns if space is None or f.space == space]


def test_all_that_the_roles_allow(made) -> None:
    assert names(made(ORDERS)) == [
        *("recency", "frequency", "money"),
        *("basket", "units", "products", "order_value", "return_share", "gap", "gap_regularity", "tenure", "trend"),
        *("at_weekend", "main_weekday", "repeat_share", "price_level"),
        *("r_score", "f_score", "m_score"),
    ]


def test_how_customers_behave_is_told_and_makes_no_segment_unless_it_is_asked_for(made) -> None:
    features = made(ORDERS)
    assert [f.name for f in features.columns if f.aside] == ["at_weekend", "main_weekday", "repeat_share", "price_level"]
    assert not {"at_weekend", "main_weekday", "repeat_share", "price_level"} & set(names(features, space=True))
    assert names(made(ORDERS, features="at_weekend,price_level"), space=True) == ["at_weekend", "price_level"]
    assert "main_weekday" not in names(made(ORDERS, features="at_weekend"))


@pytest.mark.parametrize(
    ("header", "row", "missing"),
    [
        ("who=customer day=time", "A|2024-01-01", {*OF_AMOUNTS, *OF_PRODUCTS}),
        ("who=customer day=time paid=amount", "A|2024-01-01|5", OF_PRODUCTS),
    ],
)
def test_less_where_a_role_is_missing(made, header, row, missing) -> None:
    all_of_them = set(names(made(ORDERS)))
    assert set(names(made((header, [row])))) == all_of_them - missing


def test_no_return_share_where_returns_are_dropped(made) -> None:
    assert "return_share" not in names(made(ORDERS, returns="drop"))


def test_the_named_ones_cluster_and_the_scores_stay_for_rules_and_display(made) -> None:
    features = made(ORDERS, features="tenure,frequency")
    assert names(features, space=True) == ["frequency", "tenure"]
    assert names(features, space=False) == ["recency", "money", "r_score", "f_score", "m_score"]


def test_an_unknown_name_is_refused_with_the_nearest_one(made) -> None:
    with pytest.raises(InputError, match=r"no feature 'recence'\. Did you mean 'recency'"):
        made(ORDERS, features="recence")
    with pytest.raises(InputError, match=r"no feature 'Agee'\. Did you mean 'Age'"):
        made(ORDERS, PEOPLE, KINDS, features="Agee")
    with pytest.raises(InputError, match=r"no attribute 'Ag'\. Did you mean 'Age'"):
        made(ORDERS, PEOPLE, KINDS, attributes="Ag")


def test_a_feature_that_lacks_its_role_is_said(made) -> None:
    with pytest.raises(InputError, match=r"'products' needs orders with these roles: product\. .*\[feature-lacks-role\]"):
        made(("who=customer day=time paid=amount", ["A|2024-01-01|5"]), features="products")


def test_attributes_join_the_orders(engine, made) -> None:
    features = made(ORDERS, PEOPLE, KINDS, features="recency")
    assert names(features, space=True) == ["recency", "Age", "city", "Money (attribute)"]
    assert engine.rows(f'SELECT customer, "Age", city, "Money (attribute)", money FROM {features.table}') == [
        ("A", 30.0, "Rome", 1.0, 10.0),
        ("B", 40.5, "Oslo", 2.0, 5.0),
    ]
    age, city = features.feature("Age"), features.feature("city")
    assert (age.kind, age.family, age.title, age.show, age.needs) == ("numeric", "attribute", "Age", ",.2f", frozenset())
    assert (city.kind, city.title, city.sql) == ("category", "City", '"city"')
    assert "joined is a date; dates are no features." in features.notes


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"features": "recency,Age"}, ["recency", "Age"]),
        ({"features": "city"}, ["city"]),
        ({"features": "Age,recency", "attributes": "city"}, ["recency", "Age", "city"]),
        ({"features": "Money"}, ["Money (attribute)"]),
    ],
)
def test_attributes_may_be_named_among_the_features(engine, made, asked, found) -> None:
    features = made(ORDERS, PEOPLE, KINDS, **asked)
    assert names(features, space=True) == found
    again = made(ORDERS, PEOPLE, KINDS, model_of(features))
    assert again.columns == features.columns


def test_a_name_of_both_is_the_feature_of_orders_where_there_are_such(made) -> None:
    people = ("who=customer money", ["A|1", "B|2"])
    kinds = {"money": "number"}
    assert names(made(ORDERS, people, kinds, features="money"), space=True)[0] == "money"
    assert names(made(None, people, kinds, features="money"), space=True) == ["money (attribute)"]


def test_who_is_not_in_the_customers_table_has_missing_attributes(engine, made) -> None:
    features = made(ORDERS, ("who=customer Age", ["A|30"]), KINDS)
    assert engine.rows(f'SELECT customer, "Age" FROM {features.table}') == [("A", 30.0), ("B", None)]


def test_customers_alone_are_a_row_each(engine, made) -> None:
    features = made(None, PEOPLE, KINDS, attributes="city,Age")
    assert (names(features), features.customers, features.as_of, features.cuts) == (["city", "Age"], 3, None, ())
    assert engine.rows(f"SELECT * FROM {features.table}") == [(0, "A", "Rome", 30.0), (1, "B", "Oslo", 40.5), (2, "C", "Rome", 50.0)]


@pytest.mark.parametrize(
    ("column", "customers", "why"),
    [
        ("mail", 30, "nearly every customer has a value of their own"),
        ("mail=email", 30, "it says who a customer is"),
        ("mail=email", 3, "it says who a customer is"),
        ("mail=name", 3, "it says who a customer is"),
    ],
)
def test_a_column_of_names_is_left_out_unless_it_is_asked_for(made, column, customers, why) -> None:
    people = (f"who=customer {column} Age", [f"{n}|{n}@mail.net|{n}" for n in range(customers)])
    features = made(None, people, KINDS)
    assert (names(features), features.notes) == (["Age"], (f"mail is left out: {why}.",))
    assert names(made(None, people, KINDS, attributes="mail,Age")) == ["mail", "Age"]


def test_nothing_to_tell_customers_apart_by(made) -> None:
    with pytest.raises(InputError, match="no-features"):
        made(None, ("who=customer joined", ["A|2024-01-01"]), KINDS)


def model_of(features) -> Model:
    return Model(features.columns, features.cuts, SpaceModel((), ()), "kmeans", 2, None, None, as_of=features.as_of)


def test_a_model_gives_the_same_features_and_scores(engine, made) -> None:
    first = made(ORDERS, PEOPLE, KINDS)
    before = engine.rows(f"SELECT * FROM {first.table}")
    again = made(ORDERS, PEOPLE, KINDS, model=model_of(first))
    assert replace(again, notes=()) == replace(first, notes=(), earlier=Earlier())  # scoring looks at no earlier day
    assert engine.rows(f"SELECT * FROM {again.table}") == before


def test_scores_of_other_customers_come_from_the_model_s_cut_points(engine, made) -> None:
    header = "who=customer day=time paid=amount"
    model = model_of(made((header, [f"{n}|2024-01-{n:02}|{n}" for n in range(1, 11)])))
    one = made((header, ["X|2024-01-10|9"]), model=model)
    assert engine.rows(f"SELECT r_score, f_score, m_score FROM {one.table}") == [(5.0, 1.0, 5.0)]


@pytest.mark.parametrize(
    ("orders", "customers", "named"),
    [
        (("who=customer day=time paid=amount", ["A|2024-01-01|5"]), PEOPLE, "'units'.*quantity"),
        (ORDERS, ("who=customer Age", ["A|30"]), '"city"'),
        (ORDERS, None, '"Age"'),
        (None, PEOPLE, "made of orders.*a table of customers.*an amount"),
    ],
)
def test_what_the_new_data_cannot_give_is_named(made, orders, customers, named) -> None:
    model = model_of(made(ORDERS, PEOPLE, KINDS))
    with pytest.raises(InputError, match=rf"{named}.*\[missing-feature\]"):
        made(orders, customers, KINDS, model)


def test_the_past_can_be_looked_at_with_the_same_cleaned_tables(engine) -> None:
    header, rows = ORDERS
    cleaned = clean(engine, Plan(), Inputs(make_source(engine, "orders", header, rows)), None)
    past = features(engine, Plan(), replace(cleaned, as_of=cleaned.first), None)
    assert engine.rows(f"SELECT customer, recency FROM {past.table}") == [("A", 0.0)]


def test_money_is_shown_in_its_currency(made) -> None:
    header = "who=customer day=time paid=amount money=currency"
    assert made((header, ["A|2024-01-01|5|EUR"])).feature("money").unit == "€"
    mixed = (header, ["A|2024-01-01|5|EUR", "A|2024-01-02|5|USD"])
    assert made(mixed).feature("money").unit == "€"
    assert made(mixed, rules={"other-currency": "off"}).feature("money").unit == "money"
