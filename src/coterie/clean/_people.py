"""The statements that make one row per customer of the customers table."""

from __future__ import annotations

from coterie.clean._rule import Row, Rule, fate_of
from coterie.clean._typed import with_values
from coterie.records import Column
from coterie.sql import quote

PEOPLE, CUSTOMERS = "clean_people", "clean_customers"


def judged_people(row: Row, rules: tuple[Rule, ...], relation: str, orders: str) -> str:
    """Every row of the customers table with its customer and its fate.

    `copy` counts rows that are the same in every column, `rank` the different rows of one customer: the newest first
    where a column says how new a row is, then the fullest, then by content; never by the order of the rows. Without a
    column for the customer, the id is the place of the row in the order of content: it stays the same however the
    rows are shuffled.
    """
    cells = ", ".join(quote.name(c.name) for c in row.source.columns)
    filled = " + ".join(f"CASE WHEN blank({c.text}) THEN 0 ELSE 1 END" for c in row.source.columns)
    newest = f"{row.value('time')} DESC NULLS LAST, " if row.has("time") else ""
    sound = f"CASE WHEN {fate_of(row, tuple(r for r in rules if r.table == 'both'))} = 0 THEN 0 ELSE 1 END"
    if row.has("customer"):
        made = (
            f"row_number() OVER (PARTITION BY {cells}, _fault ORDER BY {row.value('customer')}) AS {row.own('copy')},"
            f" rank() OVER (PARTITION BY {row.value('customer')} ORDER BY {sound}, {newest}{filled} DESC, {cells}) AS {row.own('rank')}"
        )
        if orders:
            bought = f"{row.value('customer')} IN (SELECT customer FROM {orders} WHERE purchase)"
            made += f", {bought} AS {row.own('bought')}"
    else:
        place = f"CAST(row_number() OVER (ORDER BY {sound}, {cells}) AS VARCHAR)"
        made = f"lpad({place}, CAST(length(CAST(count(*) OVER () AS VARCHAR)) AS INTEGER), '0') AS {row.value('customer')}"
    ranked = f"SELECT *, {made} FROM ({with_values(row, relation)}) AS valued"
    return f"SELECT *, {fate_of(row, rules)} AS {row.own('fate')} FROM ({ranked}) AS ranked"


def people(row: Row, rules: tuple[Rule, ...], attributes: tuple[Column, ...], orders: str) -> str:
    """Every row of the customers table, typed, with its fate."""
    columns = [f"{row.value('customer')} AS customer", *(f"{a.value} AS {quote.name(a.name)}" for a in attributes)]
    judged = judged_people(row, rules, row.source.relation, orders)
    return f"CREATE OR REPLACE TABLE {PEOPLE} AS SELECT {', '.join(columns)}, {row.own('fate')} FROM ({judged}) AS judged"


def customers_view(row: Row, attributes: tuple[Column, ...]) -> str:
    """The customers that are used."""
    columns = ", ".join(["customer", *(quote.name(a.name) for a in attributes)])
    return f"CREATE OR REPLACE VIEW {CUSTOMERS} AS SELECT {columns} FROM {PEOPLE} WHERE {row.own('fate')} = 0"


def fates(row: Row) -> str:
    """Rows per fate."""
    fate = row.own("fate")
    return f"SELECT {fate} AS fate, count(*) AS rows FROM {PEOPLE} GROUP BY {fate} ORDER BY {fate}"


def unmatched(orders: str) -> str:
    """How many customers have orders, but are not in the customers table."""
    known = f"EXISTS (SELECT 1 FROM {CUSTOMERS} AS known WHERE known.customer = buyers.customer)"
    return f"SELECT count(*) FROM (SELECT DISTINCT customer FROM {orders} WHERE purchase) AS buyers WHERE NOT {known}"
