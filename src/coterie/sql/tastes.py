"""What customers bought and how, by the lines of their orders: a table per subject, a row per customer, only where a column of it is named.

variety   products, picks: different products; the same in every order anew
          price_paid, price_known: prices as parts of their products' mean price, added up; of how many lines
category  top_category (the most frequent, of equals the first by name), most_category (lines of it), all_category (lines),
          different_category (how many); channel and country likewise, counted by orders
discount  discounted_lines, counted_lines
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

LINES = "taken_lines"  # what was bought, as all of them read it


@dataclass(frozen=True)
class Subject:
    """A common table: the columns that it has, the columns of a line that it reads, and its text for the columns that are named."""

    columns: frozenset[str]
    reads: Callable[[Collection[str]], tuple[str, ...]]
    table: Callable[[Collection[str]], str]


def tastes(named: Collection[str], lines: str, wanted: str) -> dict[str, str]:
    """The common tables that have the named columns, name → query, after the lines that they read; {} where none is named.

    >>> list(tastes({"products"}, "clean_lines", "true"))
    ['taken_lines', 'variety']
    """
    asked = {name: subject for name, subject in SUBJECTS.items() if subject.columns & set(named)}
    if not asked:
        return {}
    columns = dict.fromkeys(column for subject in asked.values() for column in subject.reads(named))
    first = f"SELECT customer AS buyer, {', '.join(columns)} FROM {lines} WHERE fate = 0 AND {wanted}"
    return {LINES: first} | {name: subject.table(named) for name, subject in asked.items()}


def _variety_reads(named: Collection[str]) -> tuple[str, ...]:
    """What is read of a line; the price only where it is asked for."""
    orders = ("order_id",) if "picks" in named else ()
    return ("product", *orders, *(("price",) if "price_paid" in named else ()))


def _variety(named: Collection[str]) -> str:
    """Products, by customer and product first; the mean price of a product is that of all its lines."""
    more, beside, sums = "", "", ["count(product) AS products"]
    if "picks" in named:
        more += ", count(DISTINCT order_id) AS orders"
        sums.append("sum(orders) FILTER (WHERE product IS NOT NULL) AS picks")
    if "price_paid" in named:
        more += ", sum(price) FILTER (WHERE price > 0) AS paid, count(*) FILTER (WHERE price > 0) AS known"
        beside = ", sum(paid) OVER (PARTITION BY product) AS all_paid, sum(known) OVER (PARTITION BY product) AS all_known"
        sums.append("exact_sum(CASE WHEN product IS NOT NULL THEN CAST(paid AS DOUBLE) * ratio(all_known, all_paid) END) AS price_paid")
        sums.append("sum(known) FILTER (WHERE product IS NOT NULL) AS price_known")
    goods = f"SELECT buyer, product{more} FROM {LINES} GROUP BY buyer, product"
    if beside:
        goods = f"SELECT *{beside} FROM ({goods}) AS each_goods"
    return f"SELECT buyer, {', '.join(sums)} FROM ({goods}) AS goods GROUP BY buyer"


def _favourite(role: str, count: str, *reads: str) -> Subject:
    """What a customer has most often, how often, of how many."""
    each = f"SELECT buyer, {role} AS value, {count} AS n FROM {LINES} WHERE {role} IS NOT NULL GROUP BY buyer, {role}"
    ranked = f"SELECT *, row_number() OVER (PARTITION BY buyer ORDER BY n DESC, value) AS place FROM ({each}) AS each_value"
    values = {
        f"top_{role}": "max(value) FILTER (WHERE place = 1)",
        f"most_{role}": "max(n)",
        f"all_{role}": "sum(n)",
        f"different_{role}": "count(*)",
    }
    told = ", ".join(f"{sql} AS {name}" for name, sql in values.items())
    query = f"SELECT buyer, {told} FROM ({ranked}) AS ranked GROUP BY buyer"
    return Subject(frozenset(values), lambda _: (role, *reads), lambda _: query)


DISCOUNTS = f"SELECT buyer, count(*) FILTER (WHERE discounted) AS discounted_lines, count(*) AS counted_lines FROM {LINES} GROUP BY buyer"
SUBJECTS = {
    "variety": Subject(frozenset({"products", "picks", "price_paid", "price_known"}), _variety_reads, _variety),
    "category": _favourite("category", "count(*)"),
    "channel": _favourite("channel", "count(DISTINCT order_id)", "order_id"),
    "country": _favourite("country", "count(DISTINCT order_id)", "order_id"),
    "discount": Subject(frozenset({"discounted_lines", "counted_lines"}), lambda _: ("discounted",), lambda _: DISCOUNTS),
}
