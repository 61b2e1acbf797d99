"""Roles are recognised from names and contents; what the user says wins; what is unclear is asked for."""

from __future__ import annotations

import pytest

import coterie
from coterie.errors import InputError
from coterie.read._roles import as_words, roles_of

DATE = ["2024-01-05", "2024-01-06"]


ORDERS = [
    (
        {"InvoiceNo": ["1", "C2"], "StockCode": ["85A", "71"], "Description": ["x", "y"], "Quantity": ["6", "-1"], "InvoiceDate": DATE},
        {"UnitPrice": ["2.55", "1"], "CustomerID": ["17850.0", "17850.0"], "Country": ["UK", "UK"]},
        {
            "order": "InvoiceNo",
            "product": "StockCode",
            "product_name": "Description",
            "quantity": "Quantity",
            "time": "InvoiceDate",
            "price": "UnitPrice",
            "customer": "CustomerID",
            "country": "Country",
        },
    ),
    (
        {"Invoice": ["1", "2"], "StockCode": ["a", "b"], "Quantity": ["1", "2"], "InvoiceDate": DATE, "Price": ["1.5", "2"]},
        {"Customer ID": ["1", "1"], "Country": ["UK", "UK"]},
        {
            "order": "Invoice",
            "product": "StockCode",
            "quantity": "Quantity",
            "time": "InvoiceDate",
            "price": "Price",
            "customer": "Customer ID",
            "country": "Country",
        },
    ),
    (
        {
            "customer_id": ["Bo Stark", "Al Ash"],
            "order_date": DATE,
            "revenue": ["32", "36"],
            "first_name": ["Bo", "Al"],
            "last_name": ["Stark", "Ash"],
        },
        {"email": ["b@x.org", "a@x.org"]},
        {"customer": "customer_id", "time": "order_date", "amount": "revenue", "name": "last_name", "email": "email"},
    ),
    (
        {
            "Order ID": ["1", "2"],
            "Order Date": DATE,
            "Ship Date": DATE,
            "Customer ID": ["A1", "A1"],
            "Customer Name": ["Al", "Al"],
            "Segment": ["x", "x"],
        },
        {
            "Category": ["c", "c"],
            "Sub-Category": ["d", "d"],
            "Product ID": ["p", "q"],
            "Sales": ["1.5", "2.5"],
            "Quantity": ["1", "2"],
            "Discount": ["0", "0.2"],
        },
        {
            "order": "Order ID",
            "time": "Order Date",
            "customer": "Customer ID",
            "name": "Customer Name",
            "category": "Category",
            "product": "Product ID",
        }
        | {"amount": "Sales", "quantity": "Quantity", "discount": "Discount"},
    ),
    (
        {"Name": ["#1001", "#1002"], "Email": ["b@x.org", "a@x.org"], "Customer": ["7", "8"], "Paid at": DATE, "Currency": ["EUR", "EUR"]},
        {
            "Subtotal": ["1", "2"],
            "Shipping": ["1", "1"],
            "Taxes": ["0", "0"],
            "Total": ["2.5", "3"],
            "Created at": DATE,
            "Lineitem quantity": ["1", "1"],
        },
        {
            "order": "Name",
            "email": "Email",
            "customer": "Customer",
            "currency": "Currency",
            "amount": "Total",
            "time": "Created at",
            "quantity": "Lineitem quantity",
        },
    ),
]


@pytest.mark.parametrize("left, right, roles", ORDERS)
def test_the_roles_of_orders(source, left, right, roles):
    found = source({**left, **right})
    assert found.table == "orders"
    assert found.roles == roles


@pytest.mark.parametrize(
    "columns, roles",
    [
        (
            {"CustomerID": ["1", "2"], "Age": ["19", "21"], "Annual Income (k$)": ["15", "16"], "Spending Score (1-100)": ["39", "81"]},
            {"customer": "CustomerID"},
        ),
        ({"Channel": ["2", "1"], "Region": ["3", "3"], "Fresh": ["12", "13"], "Milk": ["9", "8"]}, {}),
        (
            {"id": ["1", "2"], "name": ["Al", "Bo"], "email": ["a@x.org", "b@x.org"], "country": ["UK", "FR"], "balance": ["1", "2"]},
            {"customer": "id", "name": "name", "email": "email"},
        ),
        (
            {"customer_id": ["1", "2"], "signup_date": DATE, "age": ["3", "4"], "total_spent": ["5", "6"]},
            {"customer": "customer_id", "time": "signup_date"},
        ),
        ({"Email Address": ["a@x.org", "b@x.org"], "Rating": ["1", "2"]}, {"customer": "Email Address"}),
        ({"Email Address": ["a@x.org", "a@x.org"], "Rating": ["1", "2"]}, {"email": "Email Address"}),
        ({"Email Address": ["a@x.org", ""], "Rating": ["1", "2"]}, {"email": "Email Address"}),
        ({"Income": ["1", "2"], "Education": ["x", "y"], "Dt_Customer": DATE}, {"time": "Dt_Customer"}),
    ],
)
def test_the_roles_of_customers(source, columns, roles):
    found = source(columns)
    assert found.table == "customers"
    assert found.roles == roles
    assert [c.name for c in found.columns] == list(columns)


@pytest.mark.parametrize(
    "name, words",
    [
        ("CustomerID", "customer id"),
        ("customer_id", "customer id"),
        ("order-date", "order date"),
        ("HTTPCode", "http code"),
        ("Ünïts", "units"),
        ("$$", ""),
    ],
)
def test_names_as_words(name, words):
    assert as_words(name) == words


SALES = {"client": ["a", "a"], "person": ["x", "y"], "date": DATE, "amount": ["1.5", "2.5"]}


def test_the_user_wins(source):
    assert source(SALES).roles["customer"] == "client"
    assert source(SALES, roles={"customer": "person"}).roles["customer"] == "person"


@pytest.mark.parametrize(
    "roles, code, said",
    [
        ({"customer": "cliemt"}, "unknown-column", "Did you mean 'client'?"),
        ({"custmer": "client"}, "unknown-role", "Did you mean 'customer'?"),
        ({"customer": "client", "product": "client"}, "column-twice", "'client' is given more than one role"),
        ({"time": "person"}, "no-dates", "'person' is to be the time, but its values are no dates, such as 'x'"),
    ],
)
def test_a_wrong_mapping_is_refused(source, roles, code, said):
    with pytest.raises(InputError) as refusal:
        source(SALES, roles=roles)
    assert refusal.value.code == code
    assert said in str(refusal.value)


@pytest.mark.parametrize(
    "role, columns",
    [
        ("customer", {"customer_id": ["1", "1"], "client_id": ["2", "2"], "date": DATE, "amount": ["1", "2"]}),
        ("time", {"customer_id": ["1", "1"], "order_date": DATE, "purchase_date": DATE, "amount": ["1", "2"]}),
        ("amount", {"customer_id": ["1", "1"], "order_date": DATE, "amount": ["1", "2"], "revenue": ["1", "2"]}),
    ],
)
def test_two_that_are_as_likely_are_asked_for(source, role, columns):
    with pytest.raises(InputError) as refusal:
        source(columns)
    assert refusal.value.code == "ambiguous-role"
    chosen = list(columns)[0 if role == "customer" else 1]
    assert f"--roles {role}=" in refusal.value.remedy and f'roles={{"{role}": ' in refusal.value.remedy
    if role == "customer":
        assert source(columns, roles={role: chosen}).roles[role] == chosen


def test_contents_that_contradict_the_name_score_low(source):
    found = source({"customer": ["1", "1"], "date": ["soon", "later"], "order_time": DATE, "amount": ["1", "2"]})
    assert found.roles["time"] == "order_time"
    guess = next(g for g in found.guesses if (g.column, g.role) == ("date", "time"))
    assert guess.score < 0.35 and "no dates" in guess.reason


def test_guesses_come_best_first_with_reasons(source):
    scores = [g.score for g in source(SALES).guesses]
    assert scores == sorted(scores, reverse=True)
    assert all(g.reason for g in source(SALES).guesses)


def test_every_role_has_words():
    roles = "customer order time clock amount refund quantity price product product_name category channel discount country currency"
    roles += " status kind cancelled email name"
    assert set(roles_of("orders")) == set(roles.split())


def test_where_a_code_is_the_product_its_words_are_its_name(tmp_path):
    rows = [f"A{n % 4},{n},2024-01-{1 + n % 28:02},SKU-{n % 5:03},{('tea', 'pot', 'cup', 'book', 'pen')[n % 5]},{n}.50" for n in range(40)]
    path = tmp_path / "orders.csv"
    path.write_text("\n".join(["customer_id,order_id,order_date,sku,description,amount", *rows]))
    roles = coterie.look(path).inputs.orders.roles
    assert (roles["product"], roles["product_name"]) == ("sku", "description")
    bare = [",".join(row.split(",")[:3] + row.split(",")[4:]) for row in rows]
    path.write_text("\n".join(["customer_id,order_id,order_date,description,amount", *bare]))
    roles = coterie.look(path).inputs.orders.roles
    assert roles["product"] == "description" and "product_name" not in roles
