"""Data frames in memory: pandas, Polars, Arrow tables, DuckDB relations."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from coterie.engines.duckdb import DuckDBEngine
from coterie.errors import CoterieError, InputError
from coterie.plan import Plan
from coterie.read._arrow import rows_of_stream, rows_of_table
from coterie.read._pandas import joined_names, pandas_as_arrow
from coterie.read._table import Reader, Table, make_views

if TYPE_CHECKING:
    import pyarrow as pa

BATCH_ROWS = 100_000


class FrameReader:
    """Reads what Narwhals knows as a data frame."""

    def recognises(self, thing: Any, head: bytes) -> bool:
        """A data frame of a library that Narwhals knows."""
        if head or isinstance(thing, str | os.PathLike):
            return False
        import narwhals as nw
        import pyarrow as pa

        if nw.dependencies.is_pandas_dataframe(thing) or isinstance(thing, pa.Table | pa.RecordBatch):
            return True
        return isinstance(nw.from_native(thing, pass_through=True), nw.DataFrame | nw.LazyFrame)

    def open(self, engine: DuckDBEngine, thing: Any, slot: str, plan: Plan) -> Table:
        """Make the two views over the frame; nothing of the caller's is changed."""
        name = f"{type(thing).__module__.partition('.')[0].lstrip('_')} {type(thing).__name__}"
        with _told(name):
            rows = _rows(engine, thing, f"{slot}_lent")
            count = engine.rows(f"SELECT count(*) FROM ({rows})")[0][0] if rows else 0
        if not count:
            raise InputError("no-rows", "The data frame has no rows", place=name, remedy="Check how it was made.")
        relation = f"SELECT *, CAST(NULL AS VARCHAR) AS _fault FROM ({rows})"
        numbered = f"SELECT *, row_number() OVER () AS _line FROM ({relation})"
        return make_views(engine, name, slot, relation, numbered, notes=_notes(thing))


@contextmanager
def _told(name: str) -> Iterator[None]:
    """What goes wrong while a lazy frame is computed, or with a type that is new, as an error that says so."""
    try:
        yield
    except (CoterieError, MemoryError):
        raise
    except Exception as error:  # libraries raise what they like
        fact = f"The data frame cannot be read: {str(error).strip().partition(chr(10))[0]}"
        remedy = "Check that it can be computed, and that its columns are numbers, texts or dates."
        raise InputError("unreadable-frame", fact, place=name, remedy=remedy) from error


def _notes(thing: Any) -> tuple[str, ...]:
    """What a user should know of the frame."""
    import narwhals as nw

    return joined_names(thing) if nw.dependencies.is_pandas_dataframe(thing) else ()


def _rows(engine: DuckDBEngine, thing: Any, name: str) -> str:
    """SQL for the rows of a frame; "" for one without columns."""
    import duckdb

    if isinstance(thing, duckdb.DuckDBPyRelation):  # it is on a connection of the caller's, and may be larger than memory
        return rows_of_stream(engine, thing.to_arrow_reader(BATCH_ROWS), name)
    table = _as_arrow(thing)
    return rows_of_table(engine, table, name) if table.column_names else ""


def _as_arrow(thing: Any) -> pa.Table:
    """A frame as an Arrow table."""
    import narwhals as nw
    import pyarrow as pa

    if nw.dependencies.is_pandas_dataframe(thing):
        return pandas_as_arrow(thing)
    if isinstance(thing, pa.Table | pa.RecordBatch):
        return thing if isinstance(thing, pa.Table) else pa.Table.from_batches([thing])
    frame = nw.from_native(thing)
    if isinstance(frame, nw.LazyFrame):
        frame = frame.collect()
    odd = {name: kind for name, kind in frame.schema.items() if kind in (nw.Object, nw.Int128, nw.UInt128)}
    texts = {name: [None if value is None else str(value) for value in frame[name].to_list()] for name in odd}
    table = frame.drop(odd).to_arrow()
    table = table if isinstance(table, pa.Table) else pa.table(table)
    for place, name in enumerate(frame.columns):
        if name in texts:
            table = table.add_column(place, name, [pa.array(texts[name], pa.large_string())])
    return table


MEMBER: Reader = FrameReader()
