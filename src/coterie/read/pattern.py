"""A pattern such as orders-*.csv or orders/**/*.parquet: the files that it matches, as one table."""

from __future__ import annotations

import glob
import os
from typing import Any

from coterie.engines.duckdb import DuckDBEngine
from coterie.plan import Plan
from coterie.read._address import scheme_of
from coterie.read._files import of_pattern
from coterie.read._parts import parts_of
from coterie.read._table import Reader, Table
from coterie.read._union import open_all


class PatternReader:
    """Reads the files that a pattern matches."""

    takes = ("table", "query")

    def recognises(self, thing: Any, head: bytes) -> bool:
        """A text with *, ? or [ that is not the name of a file."""
        if head or not isinstance(thing, str | os.PathLike):
            return False
        text = os.fspath(thing)
        return glob.has_magic(text) and not scheme_of(text) and not os.path.lexists(text)

    def open(self, engine: DuckDBEngine, thing: str | os.PathLike[str], slot: str, plan: Plan) -> Table:
        """Open every file that it matches."""
        files = of_pattern(os.fspath(thing))
        return open_all(engine, parts_of(files), slot, plan, name=str(thing), notes=files.note())


MEMBER: Reader = PatternReader()
