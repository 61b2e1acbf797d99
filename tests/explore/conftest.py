"""A small shop and a small customer table, laid into the engine by hand."""

from __future__ import annotations

from datetime import date

import pyarrow as pa
import pytest

from coterie.records import Cleaned, Feature, Features, Ledger

ORDERS = (  # customer, order, at, purchase, amount
    ("a", "1", "2023-01-05", True, 100),
    ("a", "2", "2023-01-20", True, 50),
    ("a", "2", "2023-02-02", False, -30),
    ("a", "3", "2023-04-01", True, 80),
    ("b", "4", "2023-01-31", True, 20),
    ("c", "5", "2023-04-30", True, 400),
    ("d", "6", "2023-02-10", False, -5),
)
LEDGER = Ledger((), {})


@pytest.fixture
def shop(engine):
    rows = ", ".join(
        f"('{c}', '{o}', TIMESTAMP '{t}', {p}, {a}::DECIMAL(18, 4), {0 if p else -a}, 1::DECIMAL(18, 4), 1)" for c, o, t, p, a in ORDERS
    )
    engine.run(
        f'CREATE TABLE orders AS SELECT * FROM (VALUES {rows}) AS t(customer, order_id, "at", purchase, amount, returned, units, lines)'
    )
    return Cleaned(LEDGER, "", orders="orders", first=date(2023, 1, 5), last=date(2023, 4, 30), currency="€")


@pytest.fixture
def lay(engine):
    """Lay a features table of columns of Python values; columns with texts are categories."""

    def laid(**columns):
        columns = {name: list(values) for name, values in columns.items()}
        count = len(next(iter(columns.values())))
        texts = [name for name, values in columns.items() if any(isinstance(v, str) for v in values)]
        data = pa.table({"position": range(count), "customer": [f"c{i}" for i in range(count)], **columns})
        engine.load("features", data)
        return Features(
            "features",
            tuple(
                Feature(n, n.replace("_", " ").capitalize(), "", "", "", "category" if n in texts else "numeric", "attribute")
                for n in columns
            ),
            count,
        )

    return laid
