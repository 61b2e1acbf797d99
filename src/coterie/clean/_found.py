"""What only all orders together show: from where on a value is absurd.

Bounds lie on the scale of logarithms: as far above the third quartile of the orders as four times the distance between the
quartiles, and at least a hundred times the third quartile. Of values with ordinary skew, not one in a hundred million is
so large.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from coterie.clean._rule import Bound, Row, Rule
from coterie.clean._typed import money
from coterie.clean._views import gathered
from coterie.engines.duckdb import DuckDBEngine

MEASURES = {"money": "amount", "quantity": "units"}
FEW = 30  # of fewer orders nobody can say what is usual
SPREADS, TIMES = 4, 100
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


def is_all(off: Iterable[Rule]) -> bool:
    """Whether the rules that are off have to do with nothing but what was found, so that few rows need be looked at."""
    return all(rule.code == "outlier" for rule in off if rule.condition or rule.among)


def likely(row: Row, recounted: bool) -> str:
    """The rows that may exceed a bound, told by the order id."""
    order = row.source.column("order")
    if order is None:
        return row.source.relation
    exceeds = " OR ".join(f"{MEASURES[name]} > {bound.limit}" for name, bound in row.bounds.items())
    orders = f"SELECT order_id FROM ({gathered(recounted, '0')}) AS orders WHERE {exceeds or 'false'} UNION ALL SELECT ''"
    return f"(SELECT * FROM {row.source.relation} WHERE coalesce({order.value}, '') IN ({orders})) AS likely"
