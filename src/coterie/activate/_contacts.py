"""Who a customer is to a mailing: e-mail, telephone and name, from a table that is read now and kept nowhere."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from coterie.activate._csv import PHONE
from coterie.errors import InputError
from coterie.sql import quote

if TYPE_CHECKING:
    import pyarrow as pa

    from coterie.records import Source

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


def read_contacts(data: Any) -> pa.Table:
    """One row per customer with the contacts that there are; of several rows, the first in the order of what they hold."""
    from coterie.engines.duckdb import DuckDBEngine
    from coterie.pipeline import APPLY, walk
    from coterie.plan import Plan
    from coterie.records import Given

    with DuckDBEngine() as engine:
        inputs = walk(APPLY[:1], engine=engine, plan=Plan(), given=Given(data))["inputs"]
        source = inputs.customers or inputs.orders
        found = _columns(source)
        if "customer" not in found or not ({"_email", "_phone"} & set(found)):
            names = ", ".join(c.name for c in source.columns[:10])
            fact = "The contacts need a column with the customer's id, and one with the e-mail or the telephone"
            raise InputError("no-contacts", fact, place=source.name, remedy=f"Name them so; the columns are: {names}.")
        made = {"_email": email_sql, "_phone": phone_sql}
        values = [
            f"{made.get(name, '{}'.format)(found[name])} AS {name}" if name in found else f"NULL::VARCHAR AS {name}" for name in CONTACTS
        ]
        rows = f"SELECT {found['customer']} AS customer, {', '.join(values)} FROM {source.relation} WHERE _fault IS NULL"
        place = f"row_number() OVER (PARTITION BY customer ORDER BY {', '.join(f'{name} NULLS LAST' for name in CONTACTS)})"
        return engine.arrow(f"SELECT * EXCLUDE (place) FROM (SELECT *, {place} AS place FROM ({rows}) AS r) AS p WHERE place = 1")


def _columns(source: Source) -> dict[str, str]:
    """SQL for the text of each contact, by our name for it."""
    found = {}
    for name, words in CALLED.items():
        role = {"customer": "customer", "_email": "email"}.get(name, "")
        named = next((c for c in source.columns if re.sub(r"[\W_]", "", c.name.casefold()) in words.split()), None)
        column = (source.column(role) or named) if name == "customer" else (named or source.column(role))
        if column:
            found[name] = f"text_of({column.text})"
    return found
