"""The last stage: what became of the customers since an earlier run, if one was given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coterie.compare import Side, compared
from coterie.records import Comparison
from coterie.sql import quote

if TYPE_CHECKING:
    from coterie.engines.duckdb import DuckDBEngine
    from coterie.plan import Plan
    from coterie.records import Assigned, Features, Given, Model

ASSIGNED = "assigned_now"


def since(*, engine: DuckDBEngine, plan: Plan, given: Given, features: Features, model: Model, assigned: Assigned) -> Comparison:
    """Who moved since the earlier run, what drifted, and whether its segments still fit; nothing without an earlier run."""
    before = given.previous
    if not before:
        return Comparison()
    engine.run(f"CREATE OR REPLACE TEMP VIEW {ASSIGNED} AS {assigned_sql(features, assigned)}")
    then = Side(before.table, before.model, before.names, before.run)
    found = compared(engine, then, Side(ASSIGNED, model), follows=True, threads=plan.threads)
    engine.run(f"DROP VIEW {ASSIGNED}")
    return found


def assigned_sql(features: Features, assigned: Assigned) -> str:
    """The features of every customer, with the segment."""
    return f"SELECT f.*, l.segment FROM {quote.name(features.table)} AS f JOIN {quote.name(assigned.table)} AS l ON l.position = f.position"
