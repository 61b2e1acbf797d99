"""Orders and their items in two tables: each row is counted once, and each sum once."""

from __future__ import annotations

import random
from collections import Counter
from decimal import Decimal

import pytest

from coterie.clean import clean
from coterie.plan import make_plan
from coterie.read import read
from coterie.records import Given
from handmade import ITEMS, ORDERS, text_table


def cleaned(engine, orders, items, **settings):
    """The ledger (rows and money per rule) and the orders (money, lines) of two tables given as texts, frames or paths."""
    plan = make_plan(max_unreadable=1, **settings)
    given = [
        text_table(thing, "|" if "|" in thing else ",") if isinstance(thing, str) and "\n" in thing else thing for thing in (orders, items)
    ]
    inputs = read(engine, plan, Given(given[0], items=given[1]))
    made = clean(engine, plan, inputs, None)
    lines = {line.rule: (line.rows, round(line.money, 4)) for line in made.ledger.lines}
    found = engine.rows(f"SELECT customer, order_id, amount, lines FROM {made.orders} WHERE purchase ORDER BY order_id")
    return inputs, made.ledger, lines, [(customer.partition("@")[0], order, float(amount), n) for customer, order, amount, n in found]


CASES = {
    "each item with its order": (ORDERS, ITEMS, {"used": (4, 60.5), "order-with-items": (3, 0)}, {"1": 28, "2": 20, "3": 12.5}),
    "an amount per item": (
        ORDERS,
        "order_id,product,line_total\n1,A,20\n1,B,8\n2,A,20\n3,C,12.5\n",
        {"used": (4, 60.5), "order-with-items": (3, 0)},
        {"1": 28, "2": 20, "3": 12.5},
    ),
    "items without money share that of their order": (
        ORDERS,
        "order_id,product,qty\n1,A,1\n1,B,1\n1,C,1\n2,A,2\n3,C,1\n",
        {"used": (5, 62.5), "order-with-items": (3, 0)},
        {"1": 30, "2": 20, "3": 12.5},
    ),
    "no money anywhere": (
        "id,email,created_at\n1,ann@x.org,2024-01-05\n2,bob@x.org,2024-01-06\n",
        "order_id,product\n1,A\n2,B\n",
        {"used": (2, 0), "order-with-items": (2, 0)},
        {"1": 0, "2": 0},
    ),
    "an order without items keeps its own amount": (
        f"{ORDERS}4,cat@x.org,2024-02-07,paid,9\n",
        ITEMS,
        {"used": (5, 69.5), "order-with-items": (3, 0)},
        {"1": 28, "2": 20, "3": 12.5, "4": 9},
    ),
    "the same beside an amount per item": (
        f"{ORDERS}4,cat@x.org,2024-02-07,paid,9\n",
        "order_id,product,line_total\n1,A,20\n1,B,8\n2,A,20\n3,C,12.5\n",
        {"used": (5, 69.5), "order-with-items": (3, 0)},
        {"1": 28, "2": 20, "3": 12.5, "4": 9},
    ),
    "an order without items and without an amount is set aside": (
        "id,email,created_at\n1,ann@x.org,2024-01-05\n2,bob@x.org,2024-01-06\n",
        "order_id,product,price\n1,A,5\n",
        {"used": (1, 5), "order-with-items": (1, 0), "missing-amount": (1, 0)},
        {"1": 5},
    ),
    "an item of an unknown order is set aside with its money": (
        ORDERS,
        f"{ITEMS}15,99,B,1,8\n16,,B,1,7\n",
        {"used": (4, 60.5), "order-with-items": (3, 0), "unknown-order": (2, 15)},
        {"1": 28, "2": 20, "3": 12.5},
    ),
    "an order that stands there twice counts once": (
        f"{ORDERS}1,ann@x.org,2024-01-05,paid,30\n",
        ITEMS,
        {"used": (4, 60.5), "order-with-items": (3, 0), "repeated-order": (1, 0)},
        {"1": 28, "2": 20, "3": 12.5},
    ),
    "of two rows of one order the newest counts": (
        f"{ORDERS}1,zoe@x.org,2024-01-07,paid,99\n",
        ITEMS,
        {"used": (4, 60.5), "order-with-items": (3, 0), "conflicting-order": (1, 0)},
        {"1": 28, "2": 20, "3": 12.5},
    ),
    "identical items are one": (
        ORDERS,
        "order_id,sku,qty,price\n1,A,2,10\n1,A,2,10\n1,B,1,8\n2,A,2,10\n3,C,1,12.50\n",
        {"used": (4, 60.5), "order-with-items": (3, 0), "identical-line": (1, 20)},
        {"1": 28, "2": 20, "3": 12.5},
    ),
    "an order without an id is a line of its own": (
        f"{ORDERS},cat@x.org,2024-02-07,paid,9\n",
        ITEMS,
        {"used": (5, 69.5), "order-with-items": (3, 0)},
        {"1": 28, "2": 20, "3": 12.5, "2024-02-07 00:00:00": 9},
    ),
    "a cancelled order takes its items with it": (
        ORDERS.replace("06,paid,20", "06,cancelled,20"),
        ITEMS,
        {"used": (3, 40.5), "order-with-items": (3, 0), "not-a-sale": (1, 20)},
        {"1": 28, "3": 12.5},
    ),
    "what was refunded of an order is taken off its items": (
        "id,email,created_at,total,refunded_amount\n1,ann@x.org,2024-01-05,30,25\n2,bob@x.org,2024-01-06,20,0\n3,cat@x.org,2024-01-06,9,4\n",
        "order_id,sku,qty,price\n1,A,2,10\n1,B,1,8\n1,B,1,8\n2,A,2,10\n",
        {"used": (4, 28), "order-with-items": (2, 0), "identical-line": (1, 3)},
        {"1": 3, "2": 20, "3": 5},
    ),
    "the orders' pieces and prices are not those of the items": (
        "id,email,created_at,quantity,price,total\n1,ann@x.org,2024-01-05,3,30,30\n2,bob@x.org,2024-01-06,2,20,20\n",
        "order_id,sku,qty,price\n1,A,2,10\n1,B,1,8\n2,A,2,10\n",
        {"used": (3, 48), "order-with-items": (2, 0)},
        {"1": 28, "2": 20},
    ),
    "a price alone is for one piece": (
        ORDERS,
        "order_id,sku,price\n1,A,10\n1,B,8\n2,A,10\n3,C,12.5\n",
        {"used": (4, 40.5), "order-with-items": (3, 0)},
        {"1": 18, "2": 10, "3": 12.5},
    ),
    "decimals are read in each table as that table writes them": (
        "id,email,created_at,total\n1,ann@x.org,2024-01-05,30.75\n2,bob@x.org,2024-01-06,7.25\n",
        "order_id|sku|qty|price\n1|A|2|10,5\n1|B|1|8,25\n",
        {"used": (3, 36.5), "order-with-items": (1, 0)},
        {"1": 29.25, "2": 7.25},
    ),
}


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("case", CASES)
def test_every_row_and_every_sum_is_in_one_place_whatever_the_order_of_the_rows(engine, case, seed):
    orders, items, ledger, money = CASES[case]
    shuffled, rows = [], 0
    for text in (orders, items):
        header, *lines = text.split("\n")[:-1]
        if seed:
            random.Random(seed).shuffle(lines)
        shuffled.append("\n".join([header, *lines]) + "\n")
        rows += len(lines)
    inputs, kept, lines, found = cleaned(engine, *shuffled)
    assert lines == ledger
    assert kept.rows_in == {"orders": rows} == {"orders": sum(rows for rows, _ in ledger.values())}
    assert {order: amount for _, order, amount, _ in found} == money
    assert [source.table for source in inputs.sources] == ["orders", "items"]


def test_the_newest_row_of_an_order_says_who_bought(engine):
    found = cleaned(engine, f"{ORDERS}1,zoe@x.org,2024-01-07,paid,99\n", ITEMS)[-1]
    assert found[0] == ("zoe", "1", 28, 2)


def test_the_rows_set_aside_are_told_with_their_own_file_and_line(engine, tmp_path):
    (tmp_path / "orders.csv").write_text(f"{ORDERS}1,zoe@x.org,2024-01-07,paid,99\n5,,2024-01-07,paid,9\nx\n")
    (tmp_path / "items.csv").write_text(f"{ITEMS}15,99,B,1,8\n17,5,B,1,8\nbad\n")
    _, ledger, lines, _ = cleaned(engine, tmp_path / "orders.csv", tmp_path / "items.csv")
    set_aside = engine.rows('SELECT source, line, code, "column", value FROM set_aside')
    orders, items = str(tmp_path / "orders.csv"), str(tmp_path / "items.csv")
    assert set_aside == [
        (items, 6, "unknown-order", "id", "99"),
        (items, 7, "missing-customer", "email", ""),
        (items, 8, "unreadable-row", "", None),
        (orders, 2, "conflicting-order", "id", "1"),
        (orders, 7, "unreadable-row", "", None),
    ]
    assert ledger.rows_in == {"orders": 13} and sum(rows for rows, _ in lines.values()) == 13


def test_lines_and_sums_of_many_items_are_exact(engine):
    rng = random.Random(5)
    orders = [f"{n},{n % 700}@x.org,2024-01-{n % 28 + 1:02},{n % 97}.25" for n in range(3000)]
    ids = [order for order in range(500, 3500) for _ in range(rng.randint(1, 4))]
    items = [f"{order},{rng.choice('ABCDEFGH')},{rng.randint(1, 5)},{rng.randint(1, 9999) / 100}" for order in ids]
    texts = ["\n".join([header, *rows]) for header, rows in (("id,email,created_at,total", orders), ("order_id,sku,qty,price", items))]
    _, _, lines, found = cleaned(engine, *texts, duplicates="keep")
    known = [line.split(",") for line in items if int(line.split(",")[0]) < 3000]
    money = sum(int(qty) * Decimal(price) for _, _, qty, price in known) + sum(Decimal(f"{n % 97}.25") for n in range(500))
    assert lines["used"] == (len(known) + 500, float(money)) and lines["order-with-items"] == (2500, 0)
    assert lines["unknown-order"][0] == len(items) - len(known)
    assert Counter(order for _, order, _, _ in found) == Counter(str(n) for n in range(3000))


def test_a_condition_sees_the_columns_of_both_tables(engine):
    orders = "id,email,created_at,note\n1,ann@x.org,2024-01-05,gift\n2,bob@x.org,2024-01-06,\n"
    items = "order_id,id,sku,price,note\n1,7,A,5,red\n2,8,B,6,\n"
    found = cleaned(engine, orders, items, where="\"note (items)\" = 'red' AND note = 'gift'")[-1]
    assert found == [("ann", "1", 5, 1)]


def test_the_notes_say_what_was_joined(engine):
    orders = f"{ORDERS}4,cat@x.org,2024-02-07,paid,9\n"
    assert cleaned(engine, orders, ITEMS)[1].notes[:2] == (
        "4 items and 3 orders were joined by 'order_id' and 'id'.",
        "1 order has no items and counts with its own 'total'.",
    )
