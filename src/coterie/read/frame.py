"""Data frames in memory: pandas, Polars, Arrow tables, DuckDB relations."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from coterie.engines.duckdb import DuckDBEngine
from coterie.errors import InputError
from coterie.plan import Plan
from coterie.read._table import Reader, Table, make_views, unique_names
from coterie.sql import quote

if TYPE_CHECKING:
    import pyarrow as pa


class FrameReader:
    """Reads what Narwhals knows as a data frame."""

    def recognises(self, thing: Any, head: bytes) -> bool:
        """A data frame of a library that Narwhals knows."""
        if head or isinstance(thing, str | os.PathLike):
            return False
        import narwhals as nw

        if nw.dependencies.is_pandas_dataframe(thing) or nw.dependencies.is_pyarrow_table(thing):
            return True
        return isinstance(nw.from_native(thing, pass_through=True), nw.DataFrame | nw.LazyFrame)

    def open(self, engine: DuckDBEngine, thing: Any, slot: str, plan: Plan) -> Table:
        """Make the two views over the frame as an Arrow table; nothing of the caller's is changed."""
        table = _as_arrow(thing)
        name = f"{type(thing).__module__.partition('.')[0]} {type(thing).__name__}"
        if not table.num_rows or not table.num_columns:
            raise InputError("no-rows", "The data frame has no rows", place=name, remedy="Check how it was made.")
        names = unique_names(table.column_names)
        lent = engine.lend(f"{slot}_lent", table.rename_columns(names))
        own = ", ".join(quote.name(n) for n in names)
        relation = f"SELECT {own}, CAST(NULL AS VARCHAR) AS _fault FROM {lent}"
        numbered = f"SELECT {own}, CAST(NULL AS VARCHAR) AS _fault, row_number() OVER () AS _line FROM {lent}"
        return make_views(engine, name, slot, relation, numbered)


def _as_arrow(thing: Any) -> pa.Table:
    """The frame as an Arrow table. A named pandas index is a column; a column of mixed things is text."""
    import narwhals as nw
    import pyarrow as pa

    if nw.dependencies.is_pandas_dataframe(thing):
        return _pandas_as_arrow(thing)
    if isinstance(thing, pa.Table):
        return thing
    frame = nw.from_native(thing)
    if isinstance(frame, nw.LazyFrame):
        frame = frame.collect("pyarrow")
    table = frame.to_arrow()
    return table if isinstance(table, pa.Table) else pa.table(table)


def _pandas_as_arrow(frame: Any) -> pa.Table:
    """A pandas frame column by column: names need not be text nor unique, and a column may mix types."""
    import pyarrow as pa

    if any(name is not None for name in frame.index.names):
        frame = frame.reset_index()
    columns = [_column(frame.iloc[:, place]) for place in range(frame.shape[1])]
    return pa.table(columns, names=[str(name) for name in frame.columns])


def _column(series: Any) -> pa.ChunkedArray:
    """One pandas column; what Arrow cannot hold as one type becomes text."""
    import pyarrow as pa

    try:
        made = pa.array(series, from_pandas=True)
    except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError):
        made = pa.array(series.map(str).where(series.notna(), None), from_pandas=True)
    return made if isinstance(made, pa.ChunkedArray) else pa.chunked_array([made])


MEMBER: Reader = FrameReader()
