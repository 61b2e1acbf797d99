"""Who a customer is to a mailing: e-mail, telephone and name, from a table that is read now and kept nowhere."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coterie.activate._csv import PHONE
from coterie.errors import InputError
from coterie.records import Known
from coterie.sql import quote

if TYPE_CHECKING:
    import pyarrow as pa

    from coterie.engines.duckdb import DuckDBEngine

OPENED = "read_data"  # as the reader calls the view of the table that it is given
CONTACTS = ("_email", "_phone", "_first", "_last", "_country", "_zip")
# How people call the columns, without spaces and signs.
CALLED = {
    "customer": "customer customerid customernumber clientid kundennummer kundennr kunde id",
    "_email": "email emailaddress mail mailaddress emailadresse courriel",
    "_phone": "phone phonenumber mobile mobilephone mobilenumber telephone tel telefon telefonnummer handy mobil cell cellphone",
    "_first": "firstname givenname forename vorname prenom fname",
    "_last": "lastname surname familyname nachname nom lname",
    "_country": "country countrycode land pays",
    "_zip": "zip zipcode postcode postalcode plz postleitzahl codepostal",
}
ADDRESS = r"[a-z0-9_][^@\s,;<>'\x22]*@[^@\s,;<>'\x22]+[.][^@\s,;<>'\x22.]{2,}"


def email_sql(text: str) -> str:
    """The address in small letters, NULL where it is none that a program can take."""
    own = f"lower(trim({text}))"
    return f"CASE WHEN regexp_full_match({own}, {quote.text(ADDRESS)}) THEN {own} END"


def phone_sql(text: str) -> str:
    """The number in E.164, NULL where it does not say its country: a plus or two zeros stand before it."""
    digits = f"regexp_replace(regexp_replace({text}, '[(]0[)]', ''), '[^0-9+]', '', 'g')"
    number = f"regexp_replace({digits}, '^00', '+')"
    return f"CASE WHEN regexp_full_match({number}, {quote.text(PHONE)}) THEN {number} END"


def read_contacts(data: Any, customers: pa.Table) -> pa.Table:
    """One row per customer with the contacts that there are; of several rows, the first in the order of what they hold.

    `customers` are the ids of those who may be meant.
    """
    from coterie.engines.duckdb import DuckDBEngine

    with DuckDBEngine() as engine:
        _open(engine, data)
        engine.load("known_customers", customers)
        found = _columns(engine)
        if "customer" not in found or not ({"_email", "_phone"} & set(found)):
            names = ", ".join(_texts(engine))
            fact = "The contacts need a column with the customer's id, and one with the e-mail or the telephone"
            raise InputError("no-contacts", fact, place=_said(data), remedy=f"Name them so; the columns are: {names}.")
        made = {"_email": email_sql, "_phone": phone_sql}
        values = [
            f"{made.get(name, '{}'.format)(found[name])} AS {name}" if name in found else f"NULL::VARCHAR AS {name}" for name in CONTACTS
        ]
        rows = f"SELECT {found['customer']} AS customer, {', '.join(values)} FROM {OPENED} WHERE _fault IS NULL"
        place = f"row_number() OVER (PARTITION BY customer ORDER BY {', '.join(f'{name} NULLS LAST' for name in CONTACTS)})"
        return engine.arrow(f"SELECT * EXCLUDE (place) FROM (SELECT *, {place} AS place FROM ({rows}) AS r) AS p WHERE place = 1")


def _said(data: Any) -> str:
    """What was given, in a word."""
    return str(data) if isinstance(data, str | Path | Known) else type(data).__name__


def _open(engine: DuckDBEngine, data: Any) -> None:
    """Show the table as the reader does. What it then misses in a table of customers to be segmented, a mailing does without."""
    from coterie.pipeline import APPLY, walk
    from coterie.plan import Plan
    from coterie.records import Given

    try:
        walk(APPLY[:1], engine=engine, plan=Plan(), given=Given(data))
    except InputError:
        if not engine.rows(f"SELECT 1 FROM duckdb_views() WHERE view_name = '{OPENED}'"):
            raise


def _texts(engine: DuckDBEngine) -> dict[str, str]:
    """SQL for each column's cells as text; a whole number that passed through a float (17850.0) loses its tail."""
    made = {}
    for name, kind, *_ in engine.rows(f"DESCRIBE {OPENED}"):
        text = f"text_of(CAST({quote.name(name)} AS VARCHAR))"
        made[name] = f"regexp_replace({text}, '[.]0$', '')" if kind in ("DOUBLE", "FLOAT") else text
    return {name: text for name, text in made.items() if name != "_fault"}


def _columns(engine: DuckDBEngine) -> dict[str, str]:
    """SQL for the text of each contact, by our name for it."""
    texts = _texts(engine)
    plain = {name: re.sub(r"[\W_]", "", name.casefold()) for name in texts}
    found: dict[str, str] = {}
    for contact, words in CALLED.items():
        ranked = sorted((name for name in texts if plain[name] in words.split()), key=lambda name: words.split().index(plain[name]))
        if contact == "customer":
            ids = {name: f"coalesce({email_sql(text)}, {text})" for name, text in texts.items()}
            own = _own(engine, ids, ranked)
            found |= {contact: ids[own]} if own else {}
        elif ranked:
            found[contact] = texts[ranked[0]]
    return found


def _own(engine: DuckDBEngine, ids: dict[str, str], named_so: list[str]) -> str:
    """The column of ids: one that is named so and holds ids of the customers, else the one that holds most of them."""
    counts = ", ".join(f"count(*) FILTER (WHERE {text} IN (SELECT customer FROM known_customers))" for text in ids.values())
    known = dict(zip(ids, engine.rows(f"SELECT {counts} FROM {OPENED}")[0], strict=True))
    most = max(known, key=lambda name: known[name])
    return next((name for name in named_so if known[name]), most if known[most] else next(iter(named_so), ""))
