"""Write a text as a file and read it back through the engine, and read it whole as the stage does."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from coterie.engines.duckdb import DuckDBEngine
from coterie.plan import Plan, make_plan
from coterie.read import read
from coterie.read._door import open_table
from coterie.records import Given, Source

Rows = list[tuple[Any, ...]]


@pytest.fixture
def cells(engine: DuckDBEngine, tmp_path: Path) -> Callable[[str | bytes], Rows]:
    """The rows of a text: its cells, the fault and the line, in the order of the lines."""

    def read_cells(content: str | bytes, name: str = "data.csv") -> Rows:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        table = open_table(engine, path, "t", Plan())
        numbered = engine.rows(f"SELECT * EXCLUDE (_file) FROM {table.numbered} ORDER BY _line")
        assert sorted(map(repr, engine.rows(f"SELECT * FROM {table.relation}"))) == sorted(repr(row[:-1]) for row in numbered)
        return numbered

    return read_cells


@pytest.fixture
def source(engine: DuckDBEngine) -> Callable[..., Source]:
    """The only source of what is given: a thing, or columns by name (texts) for an Arrow table."""

    def read_source(given: Any, customers: Any = None, **settings: Any) -> Source:
        import pyarrow as pa

        thing = pa.table(given) if isinstance(given, dict) else given
        return read(engine, make_plan(**settings), Given(thing, customers)).sources[0]

    return read_source
