"""The typed rows of an input table as SQL: the values of the roles, the money, the order, and the fate of every row."""

from __future__ import annotations

from coterie.clean._rule import TEXTS, Row, Rule, fate_of
from coterie.sql import quote

NUMBER = "DECIMAL(18, 4)"
NUMBERS = ("amount", "quantity", "price")
IDS = TEXTS[:2]


def chosen(row: Row, relation: str, also: str = "") -> str:
    """The relation with the user's condition in a column of ours; `also` is a further column of the relation, which stays.

    The condition sees the user's columns under their own names, typed: numbers as numbers, dates as dates.
    """
    if not row.plan.where:
        return relation
    columns = row.source.columns
    lines = ("_line", "_file") if relation == row.source.numbered else ()
    ours = ", ".join(["_fault", *row.source.made, *lines, *([also] if also else [])])
    raw = [f"{quote.name(c.name)} AS {row.own(f'raw_{place}')}, {c.value} AS {quote.name(c.name)}" for place, c in enumerate(columns)]
    back = [f"{row.own(f'raw_{place}')} AS {quote.name(c.name)}" for place, c in enumerate(columns)]
    # The condition stands on lines of its own, so that a comment at its end harms nothing.
    condition = f"CAST((\n{row.plan.where}\n) AS BOOLEAN) AS {row.own('selected')}"
    return f"(SELECT {', '.join(back)}, {ours}, {condition} FROM (SELECT {', '.join(raw)}, {ours} FROM {relation}) AS typed) AS chosen"


def selection(row: Row) -> str:
    """How many rows the user's condition selects: fails when there is something wrong with it."""
    return f"SELECT count(*) FROM {chosen(row, row.source.relation)} WHERE {row.own('selected')}"


def can_stand(row: Row) -> bool:
    """Whether the ids of customers and orders are texts, of which only the white space around them is taken off."""
    ids = [c for role in IDS if (c := row.source.column(role))]
    return all(c.text == quote.name(c.name) and c.value == f"text_of({c.text})" for c in ids)


def with_values(row: Row, relation: str, also: str = "") -> str:
    """Every row with the typed value of every role that cleaning needs, under names of ours."""
    stands = IDS if row.as_it_stands else ()
    values = [f"{c.text if role in stands else c.value} AS {row.own(role)}" for role in TEXTS if (c := row.source.column(role))]
    values += [f"TRY_CAST({c.value} AS {NUMBER}) AS {row.own(role)}" for role in NUMBERS if (c := row.source.column(role))]
    if time := row.source.column("time"):
        values.append(f"CAST({time.value} AS TIMESTAMP) AS {row.own('time')}")
    return f"SELECT {', '.join(['*', *values])} FROM {chosen(row, relation, also)}"


def money(row: Row) -> str:
    """SQL for the money of a line: the amount where it is given, or else quantity × price; "" when the table has none."""
    ways = [row.value("amount")] if row.has("amount") else []
    if row.has("price"):
        quantity = f"{row.value('quantity')} * " if row.has("quantity") else ""
        ways.append(f"TRY_CAST({quantity}{row.value('price')} AS {NUMBER})")
    return f"coalesce({', '.join(ways)})" if len(ways) > 1 else "".join(ways)


def order_key(row: Row) -> str:
    """SQL that tells the orders of a customer apart: the order id, or the moment where there is none."""
    if not row.has("order"):
        return row.value("time")
    own = row.value("order")
    return f"CASE WHEN blank({own}) THEN CAST({row.value('time')} AS VARCHAR) ELSE {own} END"


def judged_lines(row: Row, rules: tuple[Rule, ...], relation: str, also: str = "") -> str:
    """Every row of the orders table with its money, its order and its fate; `also` is a further column of the relation."""
    keyed = f"SELECT *, {order_key(row)} AS {row.own('key')} FROM ({with_values(row, relation, also)}) AS valued"
    # What stands in a row that could not be read may have slipped into other columns: it is no money.
    amount = f"CASE WHEN _fault IS NULL THEN {money(row) or f'CAST(0 AS {NUMBER})'} END AS {row.own('money')}"
    priced = f"SELECT *, {amount} FROM ({keyed}) AS keyed"
    return f"SELECT *, {fate_of(row, rules)} AS {row.own('fate')} FROM ({priced}) AS priced"


def places(rules: tuple[Rule, ...], *fates: str) -> str:
    """The numbers of the rules with one of these fates, for SQL's IN; a number that no rule has when there are none.

    >>> places((), "netted")
    '-1'
    """
    return ", ".join(str(place) for place, rule in enumerate(rules, 1) if rule.fate in fates) or "-1"
