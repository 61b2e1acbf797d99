"""What only all orders together show: from where on a value is absurd, and which rows contradict one another.

Bounds lie on the scale of logarithms: as far above the third quartile of the orders as four times the distance between the
quartiles, and at least a hundred times the third quartile. Of values with ordinary skew, not one in a hundred million is
so large.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from coterie.clean._orders import of_orders
from coterie.clean._rule import Bound, Row, Rule
from coterie.clean._typed import judged_lines, money
from coterie.clean._views import gathered
from coterie.engines.duckdb import DuckDBEngine

MEASURES = {"money": "amount", "quantity": "units"}
FEW = 30  # of fewer orders nobody can say what is usual
SPREADS, TIMES = 4, 100
CONTRADICTED = "clean_contradicted"
ALIKE = 0.05
TOO_LARGE = Decimal(10) ** 14


def bounds(engine: DuckDBEngine, row: Row, recounted: bool) -> Mapping[str, Bound]:
    """The bounds that some order exceeds: of the money, and of the quantity."""
    known = {"money": bool(money(row)), "quantity": row.has("quantity")}
    found = {}
    for name, measure in MEASURES.items():
        if not known[name]:
            continue
        orders, quartiles, most = engine.rows(usual(measure, recounted))[0]
        if orders >= FEW and (bound := _bound(*quartiles)).limit < min(most, TOO_LARGE):
            found[name] = bound
    return found


def usual(measure: str, recounted: bool) -> str:
    """How many orders have some of it, the quartiles, and the most."""
    orders = f"SELECT {measure} AS x FROM ({gathered(recounted, '0')}) AS orders WHERE {measure} > 0"
    return f"SELECT count(x), exact_quantiles_at(x, [0.25, 0.75]), max(x) FROM ({orders}) AS measured"


def _bound(low: Decimal, high: Decimal) -> Bound:
    """Four times the distance between the quartiles above the upper one, and never near.

    >>> _bound(Decimal(10), Decimal(20))
    Bound(limit=Decimal('2000'), times=100)
    >>> _bound(Decimal(10), Decimal(50))
    Bound(limit=Decimal('31250'), times=625)
    """
    times = max(TIMES, int((high / low) ** SPREADS))
    return Bound(high * times, times)


def contradicted(engine: DuckDBEngine, row: Row, rules: tuple[Rule, ...], recounted: bool) -> str:
    """The table of the rows that contradict the one that is kept of their order; "" where there are none.

    A table in which more than one order in twenty has several rows holds the lines of orders: there nothing contradicts.
    """
    if not row.has("order") or row.has("product") or row.has("quantity"):
        return ""
    orders, several = engine.rows(f"SELECT count(*), count(*) FILTER (WHERE lines > 1) FROM ({_rowsof_orders(recounted)}) AS counted")[0]
    if not several or several > ALIKE * orders:
        return ""
    engine.run(contradictions(row, rules, recounted))
    return CONTRADICTED if engine.rows(f"SELECT 1 FROM {CONTRADICTED} LIMIT 1") else ""


def _rowsof_orders(recounted: bool) -> str:
    """How many rows each order has, those that are the same in every column counted once where they are merged."""
    return f"SELECT order_id, sum(lines) AS lines FROM ({gathered(recounted, '0')}) AS orders GROUP BY order_id"


def contradictions(row: Row, rules: tuple[Rule, ...], recounted: bool) -> str:
    """The different rows of an order but the one that is kept: the newest, then the fullest, then the first by content."""
    several = f"SELECT order_id FROM ({_rowsof_orders(recounted)}) AS counted WHERE lines > 1"
    filled = " + ".join(f"CASE WHEN blank({c.text}) THEN 0 ELSE 1 END" for c in row.source.columns)
    order, fate = row.value("order"), row.own("fate")
    rows = (
        f"SELECT DISTINCT {order} AS order_id, {row.value('time')} AS moment, {filled} AS filled, {row.content()} AS content"
        f" FROM ({judged_lines(row, rules, of_orders(row, several))}) AS judged WHERE {fate} = 0 AND NOT blank({order})"
    )
    place = "row_number() OVER (PARTITION BY order_id ORDER BY moment DESC, filled DESC, content)"
    ranked = f"SELECT order_id, content, {place} AS place FROM ({rows}) AS different"
    return f"CREATE OR REPLACE TABLE {CONTRADICTED} AS SELECT order_id, content FROM ({ranked}) AS ranked WHERE place > 1"


def is_all(off: Iterable[Rule]) -> bool:
    """Whether the rules that are off have to do with nothing but what was found, so that few rows need be looked at."""
    return all(rule.code in ("outlier", "contradicted-order") for rule in off if rule.condition or rule.among)


def likely(row: Row, recounted: bool) -> str:
    """The rows that may exceed a bound or contradict others."""
    if not row.has("order"):
        return row.source.relation
    exceeds = " OR ".join(f"{MEASURES[name]} > {bound.limit}" for name, bound in row.bounds.items()) or "false"
    orders = f"SELECT order_id FROM ({gathered(recounted, '0')}) AS orders WHERE {exceeds}"
    return of_orders(row, f"{orders} UNION ALL SELECT order_id FROM {row.contradicted}" if row.contradicted else orders)
