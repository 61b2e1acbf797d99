"""A features table made by hand, so that the stage is tested alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pyarrow as pa
import pytest

from coterie.engines.duckdb import DuckDBEngine
from coterie.plan import make_plan
from coterie.records import Feature, Features, Space
from coterie.space import space

Placed = Callable[..., Space]


@pytest.fixture
def laid(engine: DuckDBEngine) -> Callable[[Mapping[str, Any]], Features]:
    """Put columns in the engine as a features table; text columns are categories."""

    def lay(columns: Mapping[str, Any]) -> Features:
        table = pa.table({name: pa.array(values, from_pandas=True) for name, values in columns.items()})
        kinds = {f.name: "category" if pa.types.is_string(f.type) or pa.types.is_null(f.type) else "numeric" for f in table.schema}
        described = tuple(Feature(n, n, n, "", ",.1f", kind, "made") for n, kind in kinds.items())
        positions = pa.table({"position": range(len(table)), "customer": [f"c{i}" for i in range(len(table))]})
        for name in table.column_names:
            positions = positions.append_column(name, table[name])
        engine.load("features", positions)
        return Features("features", described, len(table))

    return lay


@pytest.fixture
def placed(engine: DuckDBEngine, laid: Callable[[Mapping[str, Any]], Features]) -> Placed:
    """The space of columns under settings."""

    def place(columns: Mapping[str, Any], **settings: Any) -> Space:
        return space(engine, make_plan(**settings), laid(columns))

    return place
