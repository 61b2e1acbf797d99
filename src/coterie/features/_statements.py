"""The statements of the features: one row per customer, then the scores on top. A feature's `sql` is over `coterie.sql.history`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from coterie.records import SCORES, SPENT, Cleaned, Cuts, Feature
from coterie.sql import quote
from coterie.sql.history import history_tables, until
from coterie.sql.scores import score

BASE, TABLE, EARLIER = "features_base", "features", "features_earlier"
ATTRIBUTE = "attribute"
KINDS = {"numeric": "DOUBLE", "category": "VARCHAR"}


def base_table(columns: Sequence[Feature], cleaned: Cleaned) -> str:
    """One row per customer who bought something, or per customer where there are no orders; in order of the id."""
    computed = [f for f in columns if f.own == "orders" or f.family not in (ATTRIBUTE, SCORES)]
    known = [f for f in columns if f not in computed and f.family == ATTRIBUTE]
    own = [f"CAST(people.{quote.name(f.name) if f.own else f.sql} AS {KINDS[f.kind]}) AS {quote.name(f.name)}" for f in known]
    people = _people([f for f in known if f.own], cleaned)
    if not cleaned.orders:
        return _ordered("people", own, people)
    taken = [f"CAST(bought.{quote.name(f.name)} AS {KINDS[f.kind]}) AS {quote.name(f.name)}" for f in computed]
    joined = f"bought LEFT JOIN {people} ON people.customer = bought.customer" if own else "bought"
    return _ordered("bought", taken + own, joined, _bought(computed, cleaned))


def earlier_table(columns: Sequence[Feature], then: Cleaned, end: date, sample: str) -> tuple[str, str]:
    """The name of a table of earlier features, and the statement that makes it.

    Like the base table, of the customers of the base table for whose position `sample` holds and who had bought by then; with
    `spent`, what came in from them since, up to and with the day `end`. What is not of orders is missing, and scores are left out.
    """
    some = f"SELECT customer FROM {BASE} WHERE {sample}"
    orders, lines = (f"(SELECT * FROM {t} WHERE customer IN ({some})) AS sampled" for t in (then.orders, then.lines))
    computed = [f for f in columns if f.own == "orders" or f.family not in (ATTRIBUTE, SCORES)]
    bought = _bought(computed, replace(then, orders=orders, lines=lines))
    later = f"SELECT customer AS buyer, sum(amount) AS spent FROM {orders} WHERE NOT {until(then.as_of)} AND {until(end)} GROUP BY customer"
    values = {f.name: f"bought.{quote.name(f.name)}" if f in computed else "NULL" for f in columns if f.family != SCORES}
    kinds = {f.name: KINDS[f.kind] for f in columns}
    known = [f"CAST({value} AS {kinds[name]}) AS {quote.name(name)}" for name, value in values.items()]
    known.append(f"CAST(coalesce(later.spent, 0) AS DOUBLE) AS {quote.name(SPENT)}")
    source = "bought LEFT JOIN later ON later.buyer = bought.customer"
    return EARLIER, _ordered("bought", known, source, f"{bought}, later AS ({later})", EARLIER)


def _people(own: list[Feature], cleaned: Cleaned) -> str:
    """The customers, with the user's own features over them."""
    if not own:
        return f"{cleaned.customers} AS people"
    columns = ", ".join(["*", *(f"{f.sql} AS {quote.name(f.name)}" for f in own)])
    return f"(SELECT {columns} FROM {cleaned.customers}) AS people"


def _ordered(table: str, values: list[str], source: str, first: str = "", made: str = BASE) -> str:
    """The table, each customer with a position, and lying in that order."""
    place = f"row_number() OVER (ORDER BY {table}.customer) - 1 AS position"
    columns = ", ".join([place, f"{table}.customer AS customer", *values])
    return f"CREATE OR REPLACE TABLE {made} AS {first} SELECT {columns} FROM {source} ORDER BY position"


def _bought(computed: list[Feature], cleaned: Cleaned) -> str:
    """The common tables that work out the features of everyone who bought something."""
    tables, source = history_tables(" ".join(f.sql for f in computed), cleaned)
    columns = ", ".join(["customer", *(f"{f.sql} AS {quote.name(f.name)}" for f in computed)])
    once = "HAVING count(*) FILTER (WHERE purchase) > 0"
    return f"WITH {tables}, bought AS (SELECT {columns} FROM {source} GROUP BY customer {once})"


def features_view(columns: Sequence[Feature], cuts: Sequence[Cuts]) -> str:
    """The features, scores worked out from the cut-points."""
    scores = {c.score: f"{score(c, quote.name(c.feature))} AS {c.score}" for c in cuts}
    values = [scores.get(f.name, quote.name(f.name)) for f in columns]
    return f"CREATE OR REPLACE VIEW {TABLE} AS SELECT {', '.join(['position', 'customer', *values])} FROM {BASE}"


def only_returns(cleaned: Cleaned) -> str:
    """How many customers only ever cancelled or returned something."""
    never = f"NOT EXISTS (SELECT 1 FROM {BASE} AS known WHERE known.customer = back.customer)"
    back = f"SELECT DISTINCT customer FROM {cleaned.orders} WHERE NOT purchase AND {until(cleaned.as_of)}"
    return f"SELECT count(*) FROM ({back}) AS back WHERE {never}"
