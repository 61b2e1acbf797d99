"""Orders and their items in two tables: which columns they are joined by, and what each column of the items is."""

from __future__ import annotations

import pytest

from coterie.errors import InputError
from coterie.plan import make_plan
from coterie.read import read
from coterie.records import Given
from handmade import ITEMS, ORDERS, text_table

NUMBERED = "order_number,id,email,created_at\n1001,1,ann@x.org,2024-01-05\n1002,2,bob@x.org,2024-01-06\n"


@pytest.mark.parametrize(
    "orders, ids, key",
    [
        (ORDERS, "12", "id"),
        (NUMBERED, "12", "id"),
        (NUMBERED, ("1001", "1002"), "order_number"),
        ("order_id,row,email,created_at\nA1,1,ann@x.org,2024-01-05\nA2,2,bob@x.org,2024-01-06\n", ("A1", "A2"), "order_id"),
    ],
)
def test_orders_and_items_are_joined_by_what_the_columns_hold(engine, orders, ids, key):
    items = f"order_id,sku,price\n{ids[0]},x,1\n{ids[1]},y,2\n"
    assert read(engine, make_plan(), Given(text_table(orders), items=text_table(items))).orders.roles["order"] == key


@pytest.mark.parametrize(
    "names, known",
    [
        ("item_id order_id sku name qty_ordered price row_total", "order_id sku qty_ordered price row_total"),
        ("order_item_id order_id product_id product_qty product_net_revenue", "order_id product_id product_qty - product_net_revenue"),
        ("id order_id product_id quantity unit_price", "order_id product_id quantity unit_price -"),
        ("order_id name quantity price total", "order_id name quantity price total"),
        ("Bestellnummer Artikelnummer Menge Einzelpreis", "Bestellnummer Artikelnummer Menge Einzelpreis -"),
        ("order_id line product_id price order_total", "order_id product_id - price -"),
        ("order_id order_item_id product_id seller_id shipping_limit_date price freight_value", "order_id product_id - - price"),
    ],
)
def test_the_roles_of_items_are_known_by_their_names(engine, names, known):
    columns = names.split()
    held = {c: ("Tea", "Cake") if c in ("sku", "product_id", "name", "Artikelnummer") else "12" for c in columns}
    numbered = ("item_id", "id", "order_item_id", "line")
    rows = [[str(n) if c in numbered else held[c][n % 2] for c in columns] for n in range(4)]
    items = "\n".join(",".join(row) for row in (columns, *rows))
    found = read(engine, make_plan(), Given(text_table(ORDERS), items=text_table(items))).parts[1].roles
    assert [found.get(role, "-") for role in ("order", "product", "quantity", "price", "amount")] == known.split()


def test_names_that_both_tables_have_stay_apart(engine):
    orders = "id,email,created_at,note\n1,ann@x.org,2024-01-05,gift\n2,bob@x.org,2024-01-06,\n"
    items = "order_id,id,sku,price,note\n1,7,A,5,red\n2,8,B,6,\n"
    inputs = read(engine, make_plan(), Given(text_table(orders), items=text_table(items)))
    assert [c.name for c in inputs.orders.columns] == ["id", "email", "created_at", "note", "id (items)", "sku", "price", "note (items)"]
    assert [c.name for c in inputs.parts[1].columns] == ["order_id", "id", "sku", "price", "note"]


def test_the_user_says_which_column_is_what(engine):
    orders = "ref,who,day\n1,ann,2024-01-05\n2,bob,2024-01-06\n"
    items = "belongs,what,worth,paid\n1,A,5,4\n2,B,6,5\n"
    of_items = {"order": "belongs", "amount": "worth", "product": "what"}
    given = {"roles": {"order": "ref", "customer": "who", "time": "day"}, "item_roles": of_items}
    inputs = read(engine, make_plan(**given), Given(text_table(orders), items=text_table(items)))
    assert inputs.orders.roles == {"order": "ref", "customer": "who", "time": "day", "product": "what", "amount": "worth"}
    assert inputs.parts[1].roles == {"order": "belongs", "product": "what", "amount": "worth"}


@pytest.mark.parametrize(
    "orders, items, settings, code, said",
    [
        (ORDERS, "order_id,sku,price\nA1,x,5\nA2,x,6\n", {}, "missing-role", "No column of the orders holds the order ids of the items"),
        (ORDERS.replace("id,", "order_id,", 1), "order_id,sku,price\nA1,x,5\nA2,x,6\n", {}, "no-item-known", "no cell of 'order_id'"),
        (ORDERS, "sku,price\nA,5\n", {}, "missing-role", "--item-roles order=COLUMN"),
        (ORDERS, ITEMS, {"item_roles": {"order": "oder_id"}}, "unknown-column", "order_id"),
        (ORDERS, ITEMS, {"item_roles": {"customer": "sku"}}, "unknown-role", "There is no role 'customer' in a table of items"),
        (ORDERS, ITEMS, {"roles": {"price": "total"}}, "role-of-items", "--item-roles price="),
        (ITEMS, ORDERS, {}, "swapped", "seem to be swapped"),
        ("email,created_at,total\nann@x.org,2024-01-05,5\nann@x.org,2024-01-05,5\n", ITEMS, {}, "missing-role", "--roles order=COLUMN"),
    ],
)  # fmt: skip
def test_what_cannot_be_joined_is_refused(engine, orders, items, settings, code, said):
    with pytest.raises(InputError) as refusal:
        read(engine, make_plan(**settings), Given(text_table(orders), items=text_table(items)))
    assert refusal.value.code == code and said in str(refusal.value)
