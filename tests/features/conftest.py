"""Features of input tables made by hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from coterie.clean import clean
from coterie.engines.duckdb import DuckDBEngine
from coterie.features import features
from coterie.plan import Plan
from coterie.records import Features, Inputs, Model
from handmade import make_source

Made = Callable[..., Features]


@pytest.fixture
def made(engine: DuckDBEngine) -> Made:
    """`made(orders=("id=customer day=time …", ["A|2024-01-01", …]), as_of=…)`; `customers` likewise; the rest is the plan."""

    def of(
        orders: tuple[str, Sequence[str]] | None = None,
        customers: tuple[str, Sequence[str]] | None = None,
        kinds: dict[str, str] | None = None,
        model: Model | None = None,
        **settings: Any,
    ) -> Features:
        inputs = Inputs(
            orders and make_source(engine, "orders", *orders),
            customers and make_source(engine, "customers", *customers, kinds),
        )
        plan = Plan(max_unreadable=1, **settings)
        return features(engine, plan, clean(engine, plan, inputs, model), model)

    return of
