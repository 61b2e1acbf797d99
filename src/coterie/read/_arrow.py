"""Arrow tables and streams, lent to the engine with types that it knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coterie.engines.duckdb import DuckDBEngine
from coterie.read._cells import cells
from coterie.read._table import unique_names
from coterie.sql import quote

if TYPE_CHECKING:
    import pyarrow as pa


def known(table: pa.Table) -> pa.Table:
    """The table with types that the engine knows: short floats are widened, decimals of very many digits become texts."""
    import pyarrow as pa

    for place, field in enumerate(table.schema):
        wanted = pa.float32() if pa.types.is_float16(field.type) else pa.large_string() if pa.types.is_decimal256(field.type) else None
        if wanted is not None:
            table = table.set_column(place, field.name, table.column(place).cast(wanted))
    return table


def rows_of_table(engine: DuckDBEngine, table: pa.Table, name: str) -> str:
    """SQL for the rows of a table, which is lent to the engine under a name and not copied."""
    lent = engine.lend(name, known(table).rename_columns(unique_names(table.column_names)))
    return f"SELECT {cells(engine.rows(f'DESCRIBE SELECT * FROM {lent}'), table.column_names)} FROM {lent}"


def rows_of_stream(engine: DuckDBEngine, stream: pa.RecordBatchReader, name: str) -> str:
    """SQL for a copy of what can be read only once, and may be larger than memory."""
    path, lent = engine.scratch(".parquet"), engine.lend(name, stream)
    own = cells(engine.rows(f"DESCRIBE SELECT * FROM {lent}"), stream.schema.names)
    engine.run(f"COPY (SELECT {own} FROM {lent}) TO {quote.text(str(path))} (FORMAT parquet)")
    return f"SELECT * FROM read_parquet({quote.path(path)})"
