"""The rows that features of orders are worked out over: the orders up to a day, with what an expression names beside them.

An expression is aggregated per customer. The columns:
customer, order_id, "at"   the order; only orders up to the as-of day are there
days_ago                   calendar days from the order to the as-of day
purchase                   false for what was taken back as a whole, or takes money off without being a purchase
amount, units, lines       money, pieces and lines of the order, less what was taken back
returned                   money that was taken back, 0 or more
gap_days                   calendar days since the customer's order before, NULL for the first
first_days_ago             days_ago of the customer's first order
weekday                    0 for a Monday to 6 for a Sunday
products                   different products that the customer bought, the same in each row; others like it are in `tastes`
ordered_at                 the same as "at", a word that SQL takes without quotes
The last five are worked out only when an expression names them.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from coterie.records import Cleaned
from coterie.sql.tastes import LINES, tastes

IN_ORDER = 'OVER (PARTITION BY customer, purchase ORDER BY "at", order_id)'
WINDOWS = {
    "ordered_at": '"at"',
    "weekday": "days_between(DATE '1900-01-01', \"at\") % 7",  # that day was a Monday
    "gap_days": f"CASE WHEN purchase THEN lag(days_ago) {IN_ORDER} - days_ago END",
    "first_days_ago": f"CASE WHEN purchase THEN first_value(days_ago) {IN_ORDER} END",
}


def history(sql: str, cleaned: Cleaned) -> str:
    """A query for the rows that an expression is worked out over."""
    tables, source = history_tables(sql, cleaned)
    return f"WITH {tables} SELECT * FROM {source}"


def history_tables(sql: str, cleaned: Cleaned) -> tuple[str, str]:
    """The common tables with all columns that expressions name, and what to select from."""
    named = set(re.findall(r"\w+", sql))
    windows = [f"{sql} AS {name}" for name, sql in WINDOWS.items() if name in named]
    tables = f"orders AS ({_orders(cleaned)}), history AS (SELECT {', '.join(['orders.*', *windows])} FROM orders)"
    beside = tastes(named, cleaned.lines, until(cleaned.as_of))
    joined = [f" LEFT JOIN {name} ON {name}.buyer = history.customer" for name in beside if name != LINES]
    return ", ".join([tables, *(f"{name} AS ({query})" for name, query in beside.items())]), "".join(["history", *joined])


def _orders(cleaned: Cleaned) -> str:
    """The orders up to the as-of day."""
    days = f"days_between(\"at\", DATE '{cleaned.as_of}') AS days_ago"
    columns = f'customer, order_id, "at", purchase, amount, returned, units, lines, {days}'
    return f"SELECT {columns} FROM {cleaned.orders} WHERE {until(cleaned.as_of)}"


def until(as_of: date | None) -> str:
    """True for what happened up to and with the as-of day."""
    return f"\"at\" < TIMESTAMP '{as_of + timedelta(days=1)} 00:00:00'" if as_of else "true"
