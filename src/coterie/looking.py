"""A look at the data before anything is clustered: roles, quality, key figures, distributions, trends."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from coterie.engines.duckdb import DuckDBEngine
from coterie.pipeline import FIT, Watch, walk
from coterie.plan import Plan, make_plan
from coterie.records import Cleaned, Exploration, Features, Given, Inputs
from coterie.words import shown_figure

LOOK = FIT[:4]  # read, clean, features, explore


@dataclass(frozen=True)
class Look:
    """What was recognised, what cleaning did, and what the data looks like."""

    inputs: Inputs
    cleaned: Cleaned
    features: Features
    exploration: Exploration

    @property
    def record(self) -> dict[str, Any]:
        """All of it as plain records: roles, the guesses behind them, where every row went, features, and the exploration."""
        return {
            "roles": {s.table: s.roles for s in self.inputs.sources},
            "guesses": {s.table: s.guesses for s in self.inputs.sources},
            "ledger": self.cleaned.ledger,
            "customers": self.features.customers,
            "features": self.features.columns,
            "exploration": self.exploration,
        }

    def __repr__(self) -> str:
        """Key figures and findings, a line each."""
        figures = [f"{f.title}: {shown_figure(f)}" for f in self.exploration.figures]
        return "\n".join([*figures, *self.exploration.findings])


def recognise(data: Any, customers: Any = None, items: Any = None, *, plan: Plan, watch: Watch | None = None) -> Inputs:
    """What the columns of the data are; nothing is cleaned, and the engine is closed again: of the records, only metadata is of use.

    >>> import pandas
    >>> recognise(pandas.DataFrame({"customer_id": ["a", "b", "c"], "age": [30, 41, 58]}), plan=Plan()).customers.roles
    {'customer': 'customer_id'}
    """
    with DuckDBEngine(threads=plan.threads, memory=plan.memory) as engine:
        inputs: Inputs = walk(FIT[:1], watch, engine=engine, plan=plan, given=Given(data, customers, items))["inputs"]
        return inputs


def look(
    data: Any,
    customers: Any = None,
    items: Any = None,
    *,
    config: str | Path | None = None,
    watch: Watch | None = None,
    **settings: Any,
) -> Look:
    """Look at an order table (with a table of its items), a customer table, or both, without clustering anything.

    >>> import pandas
    >>> look(pandas.DataFrame({"customer_id": ["a", "b", "c"], "age": [30, 41, 58]})).features.customers
    3
    """
    plan = make_plan(config, **settings)
    with DuckDBEngine(threads=plan.threads, memory=plan.memory) as engine:
        known = walk(LOOK, watch, engine=engine, plan=plan, given=Given(data, customers, items), model=None)
        return Look(known["inputs"], known["cleaned"], known["features"], known["exploration"])
