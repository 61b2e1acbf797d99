import pytest

from coterie.explain.concepts import facets, money_feature
from coterie.records import Feature


def columns(*names, family="attribute"):
    return [Feature(n, n, "", "", "", "numeric", family) for n in names]


@pytest.mark.parametrize(
    ("name", "facet"),
    [
        ("Age", "age"),
        ("customer_age", "age"),
        ("Annual Income (k$)", "income"),
        ("Spending Score (1-100)", "spending"),
        ("BALANCE", "balance"),
        ("accountBalance", "balance"),
        ("CREDIT_LIMIT", "limit"),
        ("CASH_ADVANCE", "cash"),
        ("PURCHASES", "spending"),
        ("Total Spent", "money"),
        ("Monetary", "money"),
        ("visits", "visits"),
    ],
)
def test_an_attribute_is_recognised_by_its_name(name, facet):
    assert facets(columns(name)) == {facet: name}


@pytest.mark.parametrize("name", ["BALANCE_FREQUENCY", "PURCHASES_TRX", "Grocery", "age_group_id", "postage", "Milk", "minimum payments"])
def test_a_name_about_something_else_is_not(name):
    assert facets(columns(name)) == {}


def test_the_plainest_name_wins():
    assert facets(columns("Spouse income", "Income"))["income"] == "Income"


def test_features_of_orders_keep_their_names_before_attributes():
    both = [*columns("recency", "money", family="recency"), *columns("Revenue", "Age")]
    assert facets(both) == {"recency": "recency", "money": "money", "age": "Age"}


@pytest.mark.parametrize(
    ("names", "money"),
    [
        (("Age", "Annual Income (k$)", "Spending Score (1-100)"), ""),
        (("Salary", "Age"), ""),
        (("BALANCE", "PURCHASES", "CREDIT_LIMIT"), "PURCHASES"),
        (("balance", "age"), "balance"),
        (("Income", "Lifetime value"), "Lifetime value"),
        (("Fresh", "Milk"), ""),
        (("Average spending",), ""),
    ],
)
def test_money_is_what_can_be_added_up(names, money):
    assert money_feature(columns(*names), orders=False) == money


def test_with_orders_money_is_theirs():
    assert money_feature([*columns("Income"), *columns("money", family="money")], orders=True) == "money"
    assert money_feature(columns("Income"), orders=True) == ""
