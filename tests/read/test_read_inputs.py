"""The stage as a whole: what the real files are, which shape a table has, and what is refused."""

from __future__ import annotations

import pyarrow as pa
import pytest

from coterie.errors import InputError
from coterie.plan import Plan
from coterie.read import read
from coterie.records import Given

DATE = ["2024-01-05", "2024-01-06"]


def test_online_retail(source, shared, engine):
    orders = source(shared / "online_retail.csv.gz")
    values = {role: orders.column(role).value for role in ("customer", "order", "time", "quantity", "price")}
    figures = (
        f"SELECT count(*) AS rows, count(DISTINCT customer) AS customers, count(DISTINCT orderid) AS orders,"
        f" sum(quantity * price) AS revenue, count(moment) AS dated FROM (SELECT {values['customer']} AS customer,"
        f" {values['order']} AS orderid, {values['time']} AS moment,"
        f" {values['quantity']} AS quantity, {values['price']} AS price FROM {orders.relation} WHERE _fault IS NULL)"
        f" WHERE customer IS NOT NULL AND orderid NOT LIKE 'C%' AND quantity > 0 AND price > 0"
    )
    found = engine.row(figures)
    assert found == {"rows": 397884, "customers": 4338, "orders": 18532, "revenue": found["revenue"], "dated": 397884}
    assert float(found["revenue"]) == pytest.approx(8911407.904, abs=1e-6)
    assert engine.rows(f"SELECT count(*), count(_fault) FROM {orders.relation}") == [(541909, 0)]
    assert engine.rows(f"SELECT max({values['customer']}) FROM {orders.relation}") == [("18287",)]


@pytest.mark.parametrize(
    "file, table, rows, roles",
    [
        ("mall_customers.csv", "customers", 200, {"customer"}),
        ("wholesale_customers.csv", "customers", 440, set()),
        ("rfm_orders.csv", "orders", 4906, {"customer", "time", "amount", "email", "name"}),
    ],
)
def test_the_classic_files(source, shared, engine, file, table, rows, roles):
    found = source(shared / file)
    assert (found.table, set(found.roles)) == (table, roles)
    assert engine.rows(f"SELECT count(*), count(_fault) FROM {found.relation}") == [(rows, 0)]
    assert engine.rows(f"SELECT min(_line), max(_line) FROM {found.numbered}") == [(2, rows + 1)]


def test_orders_and_customers(engine, shared):
    inputs = read(engine, Plan(), Given(shared / "rfm_orders.csv", shared / "mall_customers.csv"))
    assert [s.table for s in inputs.sources] == ["orders", "customers"]
    assert inputs.orders.relation != inputs.customers.relation


@pytest.mark.parametrize(
    "columns, lacks, recognised",
    [
        ({"customer_id": ["1", "1"], "order_id": ["a", "b"], "amount": ["1.5", "2"]}, "time", "customer = 'customer_id'"),
        ({"order_id": ["a", "b"], "order_date": DATE, "amount": ["1.5", "2"]}, "customer", "order = 'order_id'"),
        ({"order_date": DATE, "revenue": ["1.5", "2"]}, "customer", "time = 'order_date'"),
        ({"customer": ["x", "y"] * 20, "date": DATE * 20}, "amount", "time = 'date'"),
        ({"product": ["a", "b"], "order_date": DATE, "customer": ["x", "x"]}, "amount", "product = 'product'"),
    ],
)
def test_orders_that_lack_a_role_are_refused(source, columns, lacks, recognised):
    with pytest.raises(InputError) as refusal:
        source(columns)
    assert refusal.value.code == "missing-role"
    assert f"no column was recognised as {lacks}" in str(refusal.value)
    assert recognised in str(refusal.value) and f"--roles {lacks}=" in refusal.value.remedy


@pytest.mark.parametrize(
    "name, cells, money, told",
    [
        ("amount_cents", ["1250", "99"], [12.5, 0.99], True),
        ("Amount (cents)", ["1250", "-99"], [12.5, -0.99], True),
        ("amount_cents", ["12.50", "99"], [12.5, 99], False),
        ("amount", ["1250", "99"], [1250, 99], False),
        ("amount_cents", [1250, 99], [12.5, 0.99], True),
    ],
)
def test_money_in_hundredths_is_made_whole_and_said(source, engine, name, cells, money, told):
    orders = source({"customer_id": ["a", "a"], "order_date": DATE, name: cells})
    assert orders.roles["amount"] == name
    found = engine.rows(f"SELECT {orders.column('amount').value} FROM {orders.relation}")
    assert [float(value) for (value,) in found] == money
    assert [f"The column '{name}' counts hundredths" in note for note in orders.notes] == [True] * told


@pytest.mark.parametrize("names", [["2024-01", "2024-02", "2024-03"], ["Jan 2024", "Feb 2024", "März 2024"], ["2021", "2022", "2023"]])
def test_a_pivot_table_is_told_that_orders_say_more(source, tmp_path, names):
    rows = "".join(f"K{n},{n % 7},{n % 5},{n % 3 * 10}\n" for n in range(30))
    (tmp_path / "pivot.csv").write_text(f"customer_id,{','.join(names)}\n{rows}", encoding="utf-8")
    people = source(tmp_path / "pivot.csv")
    assert people.table == "customers" and [c.name for c in people.columns[1:]] == names
    assert any(f"'{names[0]}' to '{names[2]}' seem to be periods" in note for note in people.notes)


def test_a_month_in_the_first_row_is_no_name(source, tmp_path):
    (tmp_path / "headless.csv").write_text("".join(f"K{n},2024-0{n % 9 + 1},{n}.5\n" for n in range(30)))
    with pytest.raises(InputError, match=r"\[no-header\]"):
        source(tmp_path / "headless.csv")


def test_an_email_is_the_customer_where_there_is_no_id(source, engine):
    data = {"Email": ["Ann@x.org", "ann@x.org "], "Created at": DATE, "Total": ["1.5", "2"]}
    found = source(data)
    assert found.roles["customer"] == "Email"
    assert engine.rows(f"SELECT DISTINCT {found.column('customer').value} FROM {found.relation}") == [("ann@x.org",)]
    assert source(data | {"client": ["1", "2"]}).roles["customer"] == "client"


def test_ids_that_are_kept_from_spreadsheets_lose_the_guard(source, engine):
    found = source({"client": ['="007"', '=""', '="007"'], "date": [*DATE, DATE[0]], "total": ["1", "2", "3"]})
    assert engine.rows(f"SELECT {found.column('customer').value} FROM {found.relation}") == [("007",), (None,), ("007",)]
    mixed = source({"client": ['="007"', "008"], "date": DATE, "total": ["1", "2"]})
    assert engine.rows(f"SELECT {mixed.column('customer').value} FROM {mixed.relation}") == [('="007"',), ("008",)]


def test_a_code_with_noughts_before_it_is_no_number(source):
    found = source({"customer_id": ["1", "2"], "zip": ["01067", "80331"], "points": ["0", "10.5"]})
    assert {c.name: c.kind for c in found.columns} == {"customer_id": "text", "zip": "text", "points": "number"}


def test_money_that_cannot_be_read_is_refused_and_never_left_out(source):
    data = {"order": ["1", "2"], "client": ["a", "b"], "date": DATE, "total": ["5 Taler", "7 Taler"]}
    with pytest.raises(InputError, match=r"'total' should hold the money.*'5 Taler'.*\[no-money\]"):
        source(data)
    assert "amount" not in source(data | {"total": ["", ""]}).roles
    assert source(data | {"paid": ["1", "2"]}, roles={"amount": "paid"}).roles["amount"] == "paid"


def test_customers_who_order_repeatedly_make_orders_of_any_names(source):
    data = {"client": ["a"] * 30, "when": DATE * 15, "spend": ["1.5"] * 30}
    assert source(data).table == "orders"


def test_a_second_table_makes_the_first_one_orders(source):
    mall = {"CustomerID": ["1", "2"], "Age": ["19", "21"]}
    with pytest.raises(InputError, match=r"\[missing-role\]"):
        source(mall, customers=mall_table(mall))


def mall_table(columns):
    import pyarrow as pa

    return pa.table(columns)


def test_customer_roles_say_that_the_only_table_holds_customers(source):
    data = {"code": ["x", "y"], "score": ["1", "2"]}
    assert source(data, customer_roles={"customer": "code"}).roles == {"customer": "code"}


def test_nothing_but_ids_is_refused(source):
    with pytest.raises(InputError, match=r"\[no-attributes\]"):
        source({"customer_id": ["1", "2"], "name": ["Al", "Bo"]})


@pytest.mark.parametrize("text", ["00123", "12345678901234567", "1234567890123456789012345", "1E5", "NA", "null", "ß"])
def test_ids_stay_as_they_are(source, engine, text):
    found = source({"customer_id": [f" {text} ", "2"], "age": ["1", "2"]})
    assert engine.rows(f"SELECT {found.column('customer').value} FROM {found.relation}")[0] == (text,)


def test_the_users_own_names_can_be_used_in_a_condition(source, engine):
    found = source({"customer_id": ["a", "b"], "Annual Income (k$)": ["15", "16"]})
    assert engine.rows(f"""SELECT count(*) FROM {found.relation} WHERE "Annual Income (k$)" = '15'""") == [(1,)]


def test_threads_and_row_order_change_nothing(source):
    data = {
        "customer_id": [f"c{i % 7}" for i in range(50)],
        "order_date": [f"{1 + i % 28}/12/2023" for i in range(50)],
        "amount": [str(i) for i in range(50)],
    }
    turned = {name: values[::-1] for name, values in data.items()}
    assert source(data).columns == source(turned).columns


PEOPLE = {"customer_id": ["a", "b", "c"], "age": ["30", "41", "58"], "city": ["Bonn", "Ulm", "Bonn"]}
SALES = {"customer_id": ["a", "b", "a"], "order_id": ["1", "2", "3"], "order_date": ["2024-01-05"] * 3, "amount": ["5", "6", "7"]}


def test_tables_that_are_swapped_are_refused(engine):
    people, sales = pa.table(PEOPLE), pa.table(SALES)
    with pytest.raises(InputError, match="seem to be swapped: pyarrow Table holds customers") as refusal:
        read(engine, Plan(), Given(people, sales))
    assert refusal.value.code == "swapped"
    assert read(engine, Plan(), Given(sales, people)).customers.roles == {"customer": "customer_id"}
