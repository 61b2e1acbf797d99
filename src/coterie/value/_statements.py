"""The statements of the value: each customer's history in three numbers, the distinct ones, and the forecast joined back."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from coterie.records import OF_ORDERS, OF_SPENDING
from coterie.sql import quote

if TYPE_CHECKING:
    from coterie.records import Cleaned, Features

HISTORY, CELLS, TABLE = "value_history", "value_cells", "value_customers"
DAY = 'CAST("at" AS DATE)'


def history_table(features: Features, cleaned: Cleaned) -> str:
    """Every customer: days with a purchase after the first, days from the first to the last, to the as-of day, and the money so far.

    Orders of one day are one: the models know of moments at which somebody decided to buy.
    """
    assert cleaned.as_of is not None, "who has orders has an as-of day"
    until = f"\"at\" < TIMESTAMP '{cleaned.as_of + timedelta(days=1)} 00:00:00'"
    money = "sum(amount)" if "amount" in cleaned.roles else "0"
    first, last = 'min("at") FILTER (WHERE purchase)', 'max("at") FILTER (WHERE purchase)'
    known = (
        f"SELECT customer AS buyer, count(DISTINCT {DAY}) FILTER (WHERE purchase) - 1 AS repeats, days_between({first}, {last}) AS span,"
        f" days_between({first}, DATE '{cleaned.as_of}') AS age, CAST({money} AS DOUBLE) AS spent"
        f" FROM {quote.name(cleaned.orders)} WHERE {until} GROUP BY customer"
    )
    return (
        f"CREATE OR REPLACE TABLE {HISTORY} AS SELECT f.position AS position, known.repeats AS repeats, known.span AS span,"
        f" greatest(known.age, 0) AS age, CASE WHEN known.spent > 0 THEN known.spent ELSE 0 END AS spent"
        f" FROM ({known}) AS known JOIN {quote.name(features.table)} AS f ON f.customer = known.buyer"
    )


def in_steps(column: str, unit: int) -> str:
    """Days in steps of so many.

    >>> in_steps("age", 1), in_steps("age", 7)
    ('age', '(CAST(floor(ratio(age + 3, 7)) AS BIGINT) * 7)')
    """
    return column if unit == 1 else f"(CAST(floor(ratio({column} + {unit // 2}, {unit})) AS BIGINT) * {unit})"


def _keys(unit: int) -> str:
    """The three numbers of a history, in steps."""
    return f"repeats, {in_steps('span', unit)} AS span, {in_steps('age', unit)} AS age"


def how_many(unit: int) -> str:
    """How many distinct histories there are, in these steps."""
    return f"SELECT count(*) FROM (SELECT DISTINCT {_keys(unit)} FROM {HISTORY}) AS histories"


def grouped(unit: int) -> str:
    """The distinct histories, and how many customers have each."""
    rows = f"SELECT {_keys(unit)} FROM {HISTORY}"
    return f"SELECT repeats, span, age, count(*) AS customers FROM ({rows}) AS h GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"


def earlier(cleaned: Cleaned, cut: date, unit: int) -> str:
    """The histories before a day, with the days with a purchase from it on, and how many customers have each."""
    assert cleaned.as_of is not None, "who has orders has an as-of day"
    before, until = f"\"at\" < TIMESTAMP '{cut} 00:00:00'", f"\"at\" < TIMESTAMP '{cleaned.as_of + timedelta(days=1)} 00:00:00'"
    then = f"FILTER (WHERE {before})"
    known = (
        f'SELECT customer, count(DISTINCT {DAY}) {then} - 1 AS repeats, days_between(min("at") {then}, max("at") {then}) AS span,'
        f" days_between(min(\"at\") {then}, DATE '{cut}') AS age, count(DISTINCT {DAY}) FILTER (WHERE NOT {before}) AS later"
        f" FROM {quote.name(cleaned.orders)} WHERE purchase AND {until} GROUP BY customer HAVING count(*) {then} > 0"
    )
    rows = f"SELECT {_keys(unit)}, later FROM ({known}) AS known"
    return (
        "SELECT repeats, span, age, later, count(*) AS customers"
        f" FROM ({rows}) AS h GROUP BY repeats, span, age, later ORDER BY repeats, span, age, later"
    )


def money_rows(condition: str) -> str:
    """The number of orders and their mean, of some customers who spent anything."""
    return f"SELECT repeats + 1 AS orders, spent / (repeats + 1) AS mean FROM {HISTORY} WHERE spent > 0 AND ({condition}) ORDER BY position"


def shown_as(name: str, features: Features) -> str:
    """The name of a column of the value: its own, unless a feature has it already, as of who gives an earlier forecast as an attribute."""
    return f"{name}_forecast" if name in {f.name.casefold() for f in features.columns} else name


def customers_table(features: Features, unit: int, gamma: float | None) -> str:
    """The forecast of every customer; money is a multiple of gamma and what the customer spent so far."""
    columns = [f"c.{name} AS {shown_as(name, features)}" for name in OF_ORDERS]
    if gamma is not None:
        columns += [f"c.{name} * ({gamma!r} + h.spent) AS {shown_as(name, features)}" for name in OF_SPENDING]
    on = f"c.repeats = h.repeats AND c.span = {in_steps('h.span', unit)} AND c.age = {in_steps('h.age', unit)}"
    return (
        f"CREATE OR REPLACE TABLE {TABLE} AS SELECT h.position AS position, c.cell AS cell, h.spent AS spent, {', '.join(columns)}"
        f" FROM {HISTORY} AS h JOIN {CELLS} AS c ON {on}"
    )
