"""The same rows give the same features to the last bit, whatever their order and the number of threads."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from coterie.clean import clean
from coterie.engines.duckdb import DuckDBEngine
from coterie.features import features
from coterie.plan import Plan
from coterie.read import read
from coterie.records import Features, Given


@pytest.fixture(scope="module")
def messy() -> pa.Table:
    """Twenty thousand lines with everything that cleaning knows: returns, copies, garbage, missing ids."""
    chance = np.random.default_rng(7)
    size = 20_000
    customers = [None if n % 50 == 0 else f"K{n // 7 % 900}" for n in range(size)]
    orders = [f"C{n // 3}" if n % 40 == 0 else str(500_000 + n // 3) for n in range(size)]
    days = np.datetime64("2024-01-01") + chance.integers(0, 700, size // 3 + 1).repeat(3)[:size].astype("timedelta64[D]")
    columns = {
        "customer_id": customers,
        "order_id": orders,
        "order_date": ["soon" if n % 97 == 0 else str(day) for n, day in enumerate(days)],
        "product_id": [f"P{n}" for n in chance.integers(0, 40, size)],
        "quantity": [str(n) for n in chance.integers(-1, 4, size)],
        "unit_price": [f"{n / 100:.2f}" for n in chance.integers(0, 9_999, size)],
    }
    table = pa.table(columns)
    return pa.concat_tables([table, table.take(pa.array(chance.integers(0, size, 300)))])


def result(table: pa.Table, threads: int) -> tuple[Features, pa.Table]:
    with DuckDBEngine(threads=threads) as engine:
        plan = Plan(max_unreadable=0.1)
        made = features(engine, plan, clean(engine, plan, read(engine, plan, Given(table)), None), None)
        return made, engine.arrow(f"SELECT * FROM {made.table}")


def test_shuffled_rows_and_other_threads_change_nothing(messy) -> None:
    expected, first = result(messy, 1)
    shuffled = messy.take(pa.array(np.random.default_rng(1).permutation(messy.num_rows)))
    for table, threads in ((messy, 2), (shuffled, 2), (shuffled, 1)):
        made, found = result(table, threads)
        assert made == expected
        assert found.equals(first)
    assert expected.customers > 800
