"""Rows that are no sale, by their status, their cancellation or their kind; and rows that only look so."""

from __future__ import annotations

import pytest

from coterie.clean import clean
from coterie.plan import Plan

HEADER = "who=customer order=order day=time paid=amount state=status what=kind when=cancelled"

# status, kind, cancelled, amount, whether it is a sale
SOLD = ("paid", "completed", "Shipped", "partially_refunded", "processing", "-", "bezahlt", "opłacone")
NOT_SOLD = (
    *("cancelled", "CANCELED", "voided", "wc-cancelled", "on-hold", "pending_payment", " Failed "),
    *("storniert", "annulée", "cancelado", "pendente", "annullato", "geannuleerd", "anulowane"),
)
ENTRIES = ("General Withdrawal", "payout", "remove_from_cart", "Bankgutschrift auf PayPal-Konto")
CASES = [
    *[(status, "-", "-", "5", True) for status in SOLD],
    *[(status, "-", "-", "5", False) for status in NOT_SOLD],
    ("paid", "-", "2024-02-01", "5", False),
    ("paid", "-", " ", "5", True),
    *[("completed", kind, "-", "5", True) for kind in ("Payment", "Sale", "charge", "purchase", "Website Payment")],
    *[("completed", kind, "-", "5", False) for kind in ENTRIES],
    ("completed", "General Payment", "-", "-5", False),
    ("refunded", "Payment", "-", "5", True),  # a row of its own takes it back
]


@pytest.mark.parametrize("status, kind, cancelled, amount, sale", CASES)
def test_what_is_a_sale(engine, orders_of, status, kind, cancelled, amount, sale) -> None:
    rows = ["A|1|2024-01-01|7|paid|Payment|-", f"A|2|2024-01-02|{amount}|{status}|{kind}|{cancelled}"]
    ledger = clean(engine, Plan(), orders_of(HEADER, rows), None).ledger
    assert [(line.rule, line.rows) for line in ledger.lines] == ([("used", 2)] if sale else [("used", 1), ("not-a-sale", 1)])


@pytest.mark.parametrize("kind", ["Payment Refund", "Rückzahlung", "Refund", "Payment Reversal"])
def test_a_refund_is_no_payment_of_the_shop_but_taken_off(engine, orders_of, kind) -> None:
    rows = ["A|1|2024-01-01|7|completed|Payment|-", f"A|2|2024-01-02|-5|completed|{kind}|-"]
    ledger = clean(engine, Plan(), orders_of(HEADER, rows), None).ledger
    assert [(line.rule, line.money) for line in ledger.lines] == [("used", 7.0), ("returned-money", -5.0)]


@pytest.mark.parametrize("status", ["refunded", "rückerstattet", "remboursé", "zwrócone", "charged back"])
def test_a_refunded_order_is_no_sale_where_no_row_takes_it_back(engine, orders_of, status) -> None:
    header = "who=customer order=order day=time paid=amount state=status"
    rows = ["A|1|2024-01-01|7|paid", f"A|2|2024-01-02|5|{status}"]
    ledger = clean(engine, Plan(), orders_of(header, rows), None).ledger
    assert [(line.rule, line.rows) for line in ledger.lines] == [("used", 1), ("not-a-sale", 1)]
