"""The same features as of an earlier day, with what came in since: what segments learnt then would have told of the time after.

One statement over the orders of a sample of the customers. What is known of customers themselves is known as of today only,
so attributes are missing here for everyone, which tells nobody apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from coterie.features._statements import ATTRIBUTE, earlier_table
from coterie.kernels.sampling import sampled_sql
from coterie.records import Earlier
from coterie.words import counted

if TYPE_CHECKING:
    from coterie.engines.duckdb import DuckDBEngine
    from coterie.plan import Plan
    from coterie.records import Cleaned, Feature

LONGEST, SHORTEST = 182, 28  # days to see what comes in: half a year, and four weeks
PARTS = 3  # of the history: two to learn from, one to see


def earlier(engine: DuckDBEngine, plan: Plan, columns: Sequence[Feature], cleaned: Cleaned, customers: int) -> Earlier:
    """Features as of the day before the last third of the history, half a year ago at most; or why there are none."""
    if not cleaned.orders or cleaned.first is None or cleaned.as_of is None:
        return Earlier(reason="there are no orders, so nobody knows what customers spent later")
    if "amount" not in cleaned.roles:
        return Earlier(reason="the orders hold no money")
    if not any(f.space and f.family != ATTRIBUTE for f in columns):
        return Earlier(reason="the segments are made of attributes, of which nobody knows what they were earlier")
    history = (cleaned.as_of - cleaned.first).days
    days = min(LONGEST, history // PARTS)
    if days < SHORTEST:
        return Earlier(reason=f"the orders span {counted(history, 'day')}, and it takes {SHORTEST * PARTS}")
    then = replace(cleaned, as_of=cleaned.as_of - timedelta(days=days))
    table, made = earlier_table(columns, then, cleaned.as_of, sampled_sql(customers, plan.sample))
    engine.run(made)
    return Earlier(table, then.as_of, days)
