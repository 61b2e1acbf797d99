"""Parquet files, read where they lie: nothing is copied, and only the columns that are used are read."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from coterie.engines.duckdb import DuckDBEngine
from coterie.errors import InputError
from coterie.plan import Plan
from coterie.read._magic import PARQUET
from coterie.read._table import Reader, Table, make_views, unique_names
from coterie.sql import quote

ROW_NUMBER = "file_row_number"


class ParquetReader:
    """Reads Parquet."""

    def recognises(self, thing: Any, head: bytes) -> bool:
        """Begins with the format's mark."""
        return head.startswith(PARQUET)

    def open(self, engine: DuckDBEngine, thing: str | os.PathLike[str], slot: str, plan: Plan) -> Table:
        """Make the two views; the file knows the numbers of its rows."""
        import duckdb

        path = Path(thing)
        scan = f"read_parquet({quote.path(path)}, hive_partitioning = false"
        try:
            own = engine.columns(f"SELECT * FROM {scan})")
            rows = engine.rows(f"SELECT count(*) FROM {scan})")[0][0]
        except duckdb.Error as error:
            fact = f"The Parquet file is broken: {str(error).partition(chr(10))[0]}"
            raise InputError("broken-parquet", fact, place=str(path), remedy="Copy or write it again.") from error
        if not rows:
            raise InputError("no-rows", "The file has no rows", place=str(path), remedy="Write it again, with its rows.")
        columns = ", ".join(f"{quote.name(c)} AS {quote.name(n)}" for c, n in zip(own, unique_names(own), strict=True))
        chosen = f"SELECT {columns}, CAST(NULL AS VARCHAR) AS _fault"
        if ROW_NUMBER in map(str.casefold, own):  # the engine cannot give a file's rows a name that the file itself uses
            numbered = f"{chosen}, row_number() OVER () AS _line FROM {scan})"
        else:
            numbered = f"{chosen}, {ROW_NUMBER} + 1 AS _line FROM {scan}, {ROW_NUMBER} = true)"
        return make_views(engine, str(path), slot, f"{chosen} FROM {scan})", numbered)


MEMBER: Reader = ParquetReader()
