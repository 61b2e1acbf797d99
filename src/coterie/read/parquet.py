"""Parquet files, read where they lie: nothing is copied, and only the columns that are used are read.

So a page that is broken shows when it is needed: the statement fails, and then the file is read through to tell what is wrong.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from coterie.engines.duckdb import DuckDBEngine
from coterie.errors import InputError, shown
from coterie.plan import Plan
from coterie.read._cells import cells, reading
from coterie.read._magic import PARQUET
from coterie.read._still import unchanged
from coterie.read._table import Reader, Table, make_views
from coterie.sql import quote

ROW_NUMBER = "file_row_number"
MOST_DIGITS = 38


class ParquetReader:
    """Reads Parquet."""

    def recognises(self, thing: Any, head: bytes) -> bool:
        """Begins with the format's mark."""
        return head.startswith(PARQUET)

    def open(self, engine: DuckDBEngine, thing: str | os.PathLike[str], slot: str, plan: Plan) -> Table:
        """Make the two views; the file knows the numbers of its rows."""
        path, place = Path(thing), str(thing)
        scan = f"read_parquet({quote.path(path)}, hive_partitioning = false"
        with _told(place):
            names, notes = columns_of(path)
            own = cells(engine.rows(f"DESCRIBE SELECT * FROM {scan})"), names)
            rows = engine.rows(f"SELECT count(*) FROM {scan})")[0][0]
        engine.rely(unchanged(path, place))
        engine.doubt(lambda: read_through(engine, f"SELECT {own} FROM {scan})", place))
        if not rows:
            raise InputError("no-rows", "The file has no rows", place=place, remedy="Write it again, with its rows.")
        chosen = f"SELECT {own}, CAST(NULL AS VARCHAR) AS _fault"
        if ROW_NUMBER in map(str.casefold, names):  # the engine cannot give a file's rows a name that the file itself uses
            numbered = f"{chosen}, row_number() OVER () AS _line FROM {scan})"
        else:
            numbered = f"{chosen}, {ROW_NUMBER} + 1 AS _line FROM {scan}, {ROW_NUMBER} = true)"
        return make_views(engine, place, slot, f"{chosen} FROM {scan})", numbered, notes=notes)


def read_through(engine: DuckDBEngine, rows: str, place: str) -> None:
    """Read every cell; refuse the file if that fails."""
    with _told(place):
        engine.rows(reading(rows))


@contextmanager
def _told(place: str) -> Iterator[None]:
    """What is wrong with the file, as an error that says so."""
    import duckdb
    import pyarrow as pa

    try:
        yield
    except (duckdb.Error, pa.ArrowException, OSError) as error:
        fact = f"The Parquet file is broken: {str(error).partition(chr(10))[0]}"
        raise InputError("broken-parquet", fact, place=place, remedy="Copy or write it again.") from error


def columns_of(path: Path) -> tuple[list[str], tuple[str, ...]]:
    """The file's own names of its columns, which the engine changes where two are alike; and what it cannot hold exactly."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = pq.read_schema(path)
    long = [shown(field.name) for field in schema if pa.types.is_decimal256(field.type)]
    rounded = f"Numbers of more than {MOST_DIGITS} digits were rounded, in: {', '.join(long)}."
    return schema.names, (rounded,) if long else ()


MEMBER: Reader = ParquetReader()
