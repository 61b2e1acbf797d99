"""Headers as shops, tills, ERPs and banks write them, in eight languages: each column gets the role that it has."""

from __future__ import annotations

import tomllib
import unicodedata
from pathlib import Path

import pytest

from coterie.read._names import as_words, roles_of, vocabulary

# What stands in a column of each role. Two rows, so that nothing is told by how often a value comes.
CELLS = {
    "customer": ["K-17", "K-18"],
    "order": ["A100", "A101"],
    "time": ["2024-01-31", "2024-02-29"],
    "clock": ["09:30", "17:05"],
    "amount": ["19.90", "5.25"],
    "refund": ["0.00", "5.25"],
    "quantity": ["1", "2"],
    "price": ["19.90", "2.625"],
    "product": ["SKU-1", "SKU-2"],
    "category": ["tea", "tea"],
    "channel": ["web", "web"],
    "discount": ["0", "1"],
    "country": ["PL", "PL"],
    "currency": ["EUR", "EUR"],
    "status": ["paid", "paid"],
    "kind": ["sale", "sale"],
    "cancelled": ["", "2024-03-01"],
    "email": ["a@x.org", "b@x.org"],
    "name": ["Ann", "Bob"],
    "number": ["7.5", "8.25"],
    "birth": ["1990-05-06", "1991-06-07"],
    "": ["x", "y"],
}

HEADERS = tomllib.loads((Path(__file__).parent / "headers.toml").read_text(encoding="utf-8"))


def told(header: str) -> dict[str, str]:
    """Column → role, as the table of cases says."""
    return {name.partition(":")[0]: role for name, _, role in (part.partition("=") for part in header.split("|"))}


def table(header: str) -> dict[str, list[str]]:
    """A table with that header and cells that fit the roles, or the kind that is named after a colon."""
    parts = [(*part.partition("=")[0].partition(":"), part.partition("=")[2]) for part in header.split("|")]
    return {name: CELLS[kind or role] for name, _, kind, role in parts}


@pytest.mark.parametrize("language, header", [(language, header) for language, headers in HEADERS["orders"].items() for header in headers])
def test_headers_of_orders(source, language, header):
    found = source(table(header))
    assert found.table == "orders"
    assert {c.name: c.role for c in found.columns} == told(header)


@pytest.mark.parametrize("language", HEADERS["customers"])
def test_headers_of_customers(source, language):
    header = HEADERS["customers"][language]
    found = source(table(header), customer_roles={"customer": next(iter(told(header)))})
    assert {c.name: c.role for c in found.columns} == told(header)


@pytest.mark.parametrize(
    "written",
    [
        *(
            "Kundennummer",
            "KUNDENNUMMER",
            "kunden_nummer",
            "Kunden-Nr.",
            "KundenNr",
            "kundennr",
            "Kunden Nr",
            "Kunden\u200bnummer",
            "\ufeffKundennummer",
        ),
        *("  Kunden - Nr. ", "Ｋｕｎｄｅｎｎｕｍｍｅｒ", "Kunden#", "Kunden-№"),
    ],
)
def test_one_name_written_in_many_ways(written):
    assert vocabulary("orders")["customer"].score(as_words(written))[0] == 1.0


@pytest.mark.parametrize("name", ["Käufer-ID", "Ilość", "Quantité", "Número do pedido", "Größe", "Wartość zamówienia", "Prénom"])
def test_accents_in_either_form_and_none(name):
    composed, apart = unicodedata.normalize("NFC", name), unicodedata.normalize("NFD", name)
    assert as_words(composed) == as_words(apart)
    assert as_words(name).isascii()


def test_umlauts_may_be_written_with_an_e():
    words = vocabulary("orders")
    for role, names in {
        "customer": "Kaeufer-ID|Käufer-ID|Kaufer-ID",
        "currency": "Waehrung|Währung",
        "quantity": "Stueckzahl|Stückzahl",
    }.items():
        assert {words[role].score(as_words(name))[0] for name in names.split("|")} == {1.0}


@pytest.mark.parametrize(
    "first, second",
    [
        ("order date", "invoice date"),
        ("invoice date", "date"),
        ("date", "payment date"),
    ],
)
def test_which_of_two_times_is_taken(source, first, second):
    found = source({"customer id": ["a", "b"], second: CELLS["time"], first: CELLS["time"], "amount": CELLS["amount"]})
    assert found.roles["time"] == first


@pytest.mark.parametrize(
    "first, second",
    [
        ("line total", "order total"),
        ("amount", "net amount"),
        ("Amount incl. VAT", "Amount excl. VAT"),
        ("Total", "Subtotal"),
        ("Net sales", "Gross sales"),
        ("Betrag brutto", "Betrag netto"),
        ("Total TTC", "Total HT"),
    ],
)
def test_which_of_two_amounts_is_taken(source, first, second):
    found = source({"customer id": ["a", "b"], "order date": CELLS["time"], second: CELLS["amount"], first: CELLS["amount"]})
    assert found.roles["amount"] == first


@pytest.mark.parametrize(
    "first, second", [("Country", "Shipping Country"), ("Shipping Country", "Billing Country"), ("Lieferland", "Rechnungsland")]
)
def test_which_of_two_countries_is_taken(source, first, second):
    found = source(
        {"customer id": ["a", "b"], "order date": CELLS["time"], "amount": ["1", "2"], second: ["DE", "DE"], first: ["PL", "PL"]}
    )
    assert found.roles["country"] == first


@pytest.mark.parametrize(
    "name", ["Tax amount", "Shipping total", "Rabattbetrag", "Versandkosten", "Frais de port", "Descuento total", "Prowizja", "Data Usage"]
)
def test_what_is_no_amount(name):
    assert vocabulary("orders")["amount"].score(as_words(name))[0] == 0


def test_a_name_of_any_length_is_looked_at_in_no_time():
    words = vocabulary("orders")
    for name in ("x" * 65_536, "order " * 10_000, "kunden" + "n" * 65_536):
        assert [role for role in words if words[role].score(as_words(name))[0] > 0.9] == []


def test_every_language_knows_the_roles_that_matter():
    languages = {"orders": {"customer", "order", "time", "amount", "quantity", "price", "product"}}
    assert languages["orders"] <= set(roles_of("orders"))
    assert all(len(vocabulary("orders")[role].names) > 90 for role in languages["orders"])
