"""Inputs made by hand."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from coterie.engines.duckdb import DuckDBEngine
from coterie.records import Inputs
from handmade import make_source

OrdersOf = Callable[..., Inputs]


@pytest.fixture
def orders_of(engine: DuckDBEngine) -> OrdersOf:
    """Inputs of an orders table: `orders_of("id=customer day=time …", ["A|2024-01-01", …])`."""
    return lambda header, rows, **options: Inputs(orders=make_source(engine, "orders", header, rows, **options))


@pytest.fixture
def customers_of(engine: DuckDBEngine) -> OrdersOf:
    """Inputs of a customers table."""
    return lambda header, rows, **options: Inputs(customers=make_source(engine, "customers", header, rows, **options))
