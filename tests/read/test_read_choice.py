"""Which of several tables is read: the named one, else the likeliest; and what is refused where there is one table only."""

from __future__ import annotations

import pytest

from coterie.errors import InputError
from coterie.plan import Plan, make_plan
from coterie.read._choice import choose
from coterie.read._door import open_table

SHOP = {
    "notes": ("text",),
    "customers": ("id", "email", "name", "created_at"),
    "products": ("id", "title", "price"),
    "orders": ("id", "customer_id", "created_at", "total_price"),
    "order_items": ("order_id", "product_id", "quantity", "price"),
}
COUNTRIES = {"ES": ("customer", "date", "amount"), "DE": ("customer", "date", "amount")}
SIZES = {"ES": 10, "DE": 20}


@pytest.mark.parametrize(
    "tables, slot, settings, chosen",
    [
        (SHOP, "read_data", {}, "orders"),
        (SHOP, "read_customers", {}, "customers"),
        (SHOP, "read_data", {"table": "order_items"}, "order_items"),
        (SHOP, "read_customers", {"table": "order_items"}, "customers"),
        (SHOP, "read_customers", {"customer_table": "products"}, "products"),
        (COUNTRIES, "read_data", {}, "DE"),
        ({"a": ("x",), "b": ("y",)}, "read_data", {}, "a"),
    ],
)
def test_the_chosen_table(tables, slot, settings, chosen):
    name, notes = choose(tables, lambda name: SIZES.get(name, 0), make_plan(**settings), slot, place="shop.db", word="table")
    assert name == chosen
    assert len(notes) == (0 if settings.keys() & ({"table"} if slot == "read_data" else {"customer_table"}) else 1)


def test_the_note_names_the_choice_and_the_others():
    _, (note,) = choose(COUNTRIES, SIZES.__getitem__, Plan(), "read_data", place="shop.xlsx", word="sheet")
    assert note == "The sheet 'DE' was read. There are also 'ES': name another one with table (--table)."


def test_a_long_list_is_cut():
    _, (note,) = choose({str(n): ("x",) for n in range(20)}, int, Plan(), "read_data", place="shop.xlsx", word="sheet")
    assert "and 11 more" in note


def test_an_unknown_name_gets_the_nearest_one():
    with pytest.raises(InputError, match=r"There is no sheet 'oders': shop.xlsx\. Did you mean 'orders'\? \[no-such-table\]"):
        choose(SHOP, SIZES.__getitem__, Plan(table="oders"), "read_data", place="shop.xlsx", word="sheet")


@pytest.mark.parametrize(
    "settings, code",
    [({"query": "SELECT 1"}, "query-of-no-database"), ({"table": "Orders"}, "table-of-one"), ({"customer_table": "Orders"}, None)],
)
def test_one_table_takes_neither_name_nor_query(engine, tmp_path, settings, code):
    path = tmp_path / "orders.csv"
    path.write_text("a,b\n1,2\n")
    if code is None:
        open_table(engine, path, "read_data", make_plan(**settings))
        return
    with pytest.raises(InputError) as refusal:
        open_table(engine, path, "read_data", make_plan(**settings))
    assert (refusal.value.code, refusal.value.place) == (code, str(path))


def test_a_table_and_a_query_at_once_are_refused():
    with pytest.raises(InputError, match=r"\[table-and-query\]"):
        make_plan(table="orders", query="SELECT 1")
