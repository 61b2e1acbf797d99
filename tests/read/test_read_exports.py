"""Exports of shops, tills and payment services, with made-up rows: what each column is, and what each customer paid."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from coterie.clean import clean
from coterie.engines.duckdb import DuckDBEngine
from coterie.errors import InputError
from coterie.plan import make_plan
from coterie.read import read
from coterie.read._exports import _exports
from coterie.records import Cleaned, Given, Source

CASES = tomllib.loads((Path(__file__).parent / "export_cases.toml").read_text(encoding="utf-8"))["export"]
Bought = Callable[..., tuple[Source, Cleaned, dict[str, Decimal]]]


@pytest.fixture
def bought(engine: DuckDBEngine, tmp_path: Path) -> Bought:
    """What a file of these lines is, and what each of its customers paid."""

    def look(lines: list[str], name: str = "export.csv", **settings: object) -> tuple[Source, Cleaned, dict[str, Decimal]]:
        path = tmp_path / name
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        plan = make_plan(max_unreadable=0, **settings)
        inputs = read(engine, plan, Given(path))
        made = clean(engine, plan, inputs, None)
        assert sum(line.rows for line in made.ledger.lines) == len([line for line in lines if line]) - 1
        money = engine.rows(f"SELECT customer, sum(amount) FROM {made.orders} GROUP BY customer ORDER BY customer")
        return inputs.orders, made, {customer: Decimal(amount).normalize() for customer, amount in money}

    return look


def numbers(money: dict[str, str]) -> dict[str, Decimal]:
    return {customer: Decimal(amount).normalize() for customer, amount in money.items()}


def line(header: str, **cells: str) -> str:
    """A row with these cells; the others stay blank. Names are given with _ for what is no letter or digit."""
    plain = {"".join(c if c.isalnum() else "_" for c in name): "" for name in header.split(",")}
    assert cells.keys() <= plain.keys(), cells.keys() - plain.keys()
    return ",".join((plain | cells).values())


SHOPIFY = (
    "Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Accepts Marketing,Currency,Subtotal,Shipping,Taxes,Total,"
    "Discount Code,Discount Amount,Shipping Method,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,"
    "Billing Name,Billing Country,Billing Phone,Shipping Name,Shipping Country,Notes,Cancelled at,Payment Method,Refunded Amount,Vendor,"
    "Id,Tags,Risk Level,Source,Lineitem discount,Tax 1 Name,Tax 1 Value,Phone,Receipt Number,Duties"
)


def shop_order(number: str, mail: str, status: str, total: str, lines: list[tuple[str, str, str]], **more: str) -> list[str]:
    """The lines of one order as Shopify writes them: what is the order's stands on the first."""
    at = "2024-03-0" + number[-1] + " 10:00:00 +0100"
    first, *others = lines
    item = lambda cells: dict(zip(("Lineitem_quantity", "Lineitem_name", "Lineitem_price"), cells, strict=True))  # noqa: E731
    whole = {"Financial_Status": status, "Currency": "EUR", "Total": total, "Paid_at": at, "Shipping_Country": "DE", "Source": "web"} | more
    return [
        line(SHOPIFY, Name=number, Email=mail, Created_at=at, **item(first), **whole),
        *(line(SHOPIFY, Name=number, Email=mail, Created_at=at, **item(cells)) for cells in others),
    ]


def test_shopify(bought):
    lines = [
        SHOPIFY,
        *shop_order("#1001", "ann@x.org", "paid", "100.00", [("1", "Mug", "30.00"), ("2", "Bowl", "30.00"), ("1", "Gift", "0.00")]),
        *shop_order("#1002", "Ann@X.org", "partially_refunded", "50.00", [("1", "Mug", "45.00")], Refunded_Amount="20.00"),
        *shop_order("#1003", "bob@x.org", "paid", "10.00", [("3", "Cup", "1.00"), ("1", "Pen", "0.33"), ("1", "Pin", "0.33")]),
        *shop_order("#1004", "bob@x.org", "refunded", "70.00", [("1", "Mug", "30.00"), ("1", "Jar", "40.00")], Refunded_Amount="70.00"),
        *shop_order("#1005", "bob@x.org", "voided", "30.00", [("1", "Mug", "30.00")]),
        *shop_order(
            "#1006", "cai@x.org", "paid", "30.00", [("1", "Mug", "30.00"), ("1", "Jar", "9.00")], Cancelled_at="2024-03-07 09:00:00 +0100"
        ),
    ]
    orders, made, money = bought(lines)
    assert orders.roles | {"name": "several"} == {
        **{"order": "Name", "customer": "Email", "time": "Created at", "status": "Financial Status", "cancelled": "Cancelled at"},
        **{"amount": "Total", "refund": "Refunded Amount", "currency": "Currency", "country": "Shipping Country", "channel": "Source"},
        **{"quantity": "Lineitem quantity", "product": "Lineitem name", "price": "Lineitem price", "name": "several"},
    }
    assert money == numbers({"ann@x.org": "130", "bob@x.org": "10"})
    assert made.ledger.total("orders", "set aside") == 6  # the gift, #1004, #1005, #1006
    assert any(note.startswith("This looks like a Shopify order export") for note in orders.notes)


def test_shopify_money_is_that_of_the_order_to_the_last_digit(bought, engine):
    many = [("1", f"Item {n}", "0.01") for n in range(7)]
    lines = [SHOPIFY, *shop_order("#1001", "ann@x.org", "paid", "100.00", many), *shop_order("#1002", "bob@x.org", "paid", "0.01", many)]
    _, made, money = bought(lines)
    assert money == numbers({"ann@x.org": "100", "bob@x.org": "0.01"})
    shares = [row[0] for row in engine.rows(f"SELECT amount FROM {made.lines} WHERE customer = 'ann@x.org' ORDER BY amount")]
    assert len(shares) == 7
    assert max(shares) - min(shares) <= Decimal("0.0001")


@pytest.mark.parametrize("duplicates", ["merge", "keep"])
def test_lines_that_are_the_same_keep_the_money_of_their_order(bought, duplicates):
    lines = [SHOPIFY, *shop_order("#1001", "ann@x.org", "paid", "50.00", [("1", "Mug", "10.00")] * 3 + [("1", "Cup", "10.00")])]
    _, made, money = bought(lines, duplicates=duplicates)
    assert money == numbers({"ann@x.org": "50"})
    assert made.ledger.total("orders", "merged") == (1 if duplicates == "merge" else 0)


def test_refunds_are_not_taken_off_where_returns_are_dropped(bought):
    lines = [SHOPIFY, *shop_order("#1002", "ann@x.org", "partially_refunded", "50.00", [("1", "Mug", "45.00")], Refunded_Amount="20.00")]
    assert bought(lines, returns="drop")[2] == numbers({"ann@x.org": "50"})


def test_the_order_of_the_lines_changes_nothing(bought):
    rows = [
        *shop_order("#1001", "ann@x.org", "paid", "100.00", [("1", "Mug", "30.00"), ("2", "Bowl", "30.00"), ("1", "Pen", "1.00")]),
        *shop_order("#1002", "bob@x.org", "paid", "10.00", [("3", "Cup", "1.00"), ("1", "Pen", "0.33")]),
    ]
    ledgers = [bought([SHOPIFY, *order])[1].ledger for order in (rows, rows[::-1])]
    assert ledgers[0] == ledgers[1]


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_what_each_column_is_and_what_each_customer_paid(bought, case):
    orders, made, money = bought([case["header"], *case.get("text", ()), *(line(case["header"], **row) for row in case["rows"])])
    known = case["name"]
    assert any(note.removeprefix("This looks like ").startswith((f"a {known}:", f"an {known}:", f"the {known}:")) for note in orders.notes)
    assert case["roles"].items() <= orders.roles.items()
    assert money == numbers(case["paid"])
    assert made.ledger.total("orders", "set aside") == case["aside"]


def test_every_entry_names_columns_that_can_be_told_apart():
    signatures = [signature for signature, _ in _exports()]
    assert all(len(signature) >= 4 or export.lacks for signature, export in _exports())
    assert len(set(signatures)) == len(signatures)
    assert all(export.says or export.lacks for _, export in _exports())


@pytest.mark.parametrize(
    "header, row, said",
    [
        (
            "settlement-id;transaction-type;order-id;amount-type;amount-description;amount;posted-date;posted-date-time",
            "1;Order;302-1;ItemPrice;Principal;5.00;2024-01-05;2024-01-05 10:00:00 UTC",
            "Amazon settlement report.*names no customer",
        ),
        (
            "id;object;amount;amount_captured;balance_transaction;created;currency;customer;livemode",
            "ch_1;charge;1250;1250;txn_1;1704067200;eur;cus_1;true",
            "Stripe list of charges.*in hundredths",
        ),
        (
            "Umsatz (ohne Soll/Haben-Kz);Soll/Haben-Kennzeichen;Konto;Gegenkonto (ohne BU-Schlüssel);Belegdatum",
            '"5,00";S;10001;8400;0501',
            "DATEV batch of bookings.*dates have no year",
        ),
    ],
)
def test_books_are_refused_by_their_name(bought, header, row, said):
    with pytest.raises(InputError, match=rf"{said}.*\[known-export\]"):
        bought([header, row, row.replace("5", "6")])


def test_of_two_addresses_the_one_is_asked_for_or_told_by_its_name(bought):
    rows = [f"2024-01-0{n},{n}.50,me@shop.org,c{n % 2}@x.org" for n in range(1, 6)]
    orders, *_ = bought(["date,amount,recipient,email", *rows])
    assert orders.roles["customer"] == "email"
    with pytest.raises(InputError, match=r"Both 'payee' and 'payer' could be the customer.*\[ambiguous-role\]"):
        bought(["date,amount,payee,payer", *rows])


def test_an_export_that_lacks_what_is_needed_is_refused_by_its_name(bought):
    header = "amazon-order-id,merchant-order-id,purchase-date,order-status,sku,quantity,item-price"
    with pytest.raises(InputError, match=r"This looks like the Amazon all-orders report.*names no customer.*\[known-export\]"):
        bought([header, "1,m,2024-01-01,Shipped,s,1,5.00"])


def test_what_the_user_says_wins_over_what_is_known(bought):
    header = "TRANSACTION_DT,CUSTOMER_ID,AGE_GROUP,PIN_CODE,PRODUCT_SUBCLASS,PRODUCT_ID,AMOUNT,ASSET,SALES_PRICE"
    lines = [header, "11/13/2000,1,A,1,1,47,2,50,60"]
    orders, _, money = bought(lines, roles={"amount": "ASSET"})
    assert orders.roles["amount"] == "ASSET"
    assert money == {"1": 50}


def test_a_condition_sees_what_the_whole_order_has(bought):
    lines = [SHOPIFY, *shop_order("#1001", "ann@x.org", "paid", "90.00", [("1", "Mug", "30.00"), ("2", "Bowl", "30.00")])]
    lines += shop_order("#1002", "bob@x.org", "paid", "10.00", [("1", "Cup", "1.00")], Shipping_Country="PL")
    assert bought(lines, where="\"Shipping Country\" = 'DE'")[2] == numbers({"ann@x.org": "90"})


REPEATED = "customer_id,order_id,order_date,product,quantity,price,order_total"


@pytest.mark.parametrize(
    "header, rows, paid",
    [
        (REPEATED, ["a,1,2024-01-01,x,1,10,33", "a,1,2024-01-01,y,2,10,33", "a,2,2024-01-02,x,1,10,12", "b,3,2024-01-02,x,1,10,12"], None),
        (REPEATED.replace("order_total", "line_total"), ["a,1,2024-01-01,x,1,10,10", "a,1,2024-01-01,y,2,10,20"], {"a": "30"}),
        # three lines of an order that happen to cost the same
        (REPEATED, [f"a,{n},2024-01-0{n},{p},1,10,10" for n in (1, 2, 3, 4) for p in "xyz"], {"a": "120"}),
    ],
)
def test_a_total_that_stands_on_every_line_counts_once(bought, header, rows, paid):
    rows = (
        rows
        if paid
        else [*rows, "b,4,2024-01-03,x,1,10,33", "b,4,2024-01-03,y,2,10,33", "b,5,2024-01-03,x,1,10,24", "b,5,2024-01-03,z,1,10,24"]
    )
    assert bought([header, *rows])[2] == numbers(paid or {"a": "45", "b": "69"})


def test_totals_of_orders_without_prices_are_shared_evenly(bought):
    lines = ["customer_id,order_id,order_date,product,order_total"]
    lines += [f"a,{n},2024-01-0{n},{product},10.00" for n in (1, 2, 3) for product in "xyz"]
    orders, _, money = bought(lines)
    assert money == numbers({"a": "30"})
    assert any("counted once and shared" in note for note in orders.notes)


def test_blank_customers_and_dates_are_those_of_the_order(bought):
    lines = ["customer_id,order_id,order_date,product,amount", "a,1,2024-01-01,x,1", ",1,,y,2", "b,2,2024-01-02,x,4", ",2,,z,8", ",,,z,16"]
    _, made, money = bought(lines)
    assert money == numbers({"a": "3", "b": "12"})
    assert made.ledger.total("orders", "set aside") == 1
