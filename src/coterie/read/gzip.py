"""Any format packed with gzip."""

from __future__ import annotations

import gzip
import os
import zlib
from pathlib import Path
from typing import Any

from coterie.engines.duckdb import DuckDBEngine
from coterie.errors import InputError
from coterie.plan import Plan
from coterie.read._door import open_as
from coterie.read._magic import GZIP
from coterie.read._scratch import unpacked
from coterie.read._table import Reader, Table


class GzipReader:
    """Unpacks gzip."""

    takes = ("table", "query")

    def recognises(self, thing: Any, head: bytes) -> bool:
        """Begins with the format's mark."""
        return head.startswith(GZIP)

    def open(self, engine: DuckDBEngine, thing: str | os.PathLike[str], slot: str, plan: Plan) -> Table:
        """Unpack, and open what comes out."""
        path, name = Path(thing), str(thing)
        try:
            with path.open("rb") as packed, gzip.open(packed, "rb") as file:
                inside = unpacked(engine, file.read, path.stat().st_size, name, packed.tell)
        except (gzip.BadGzipFile, EOFError, zlib.error) as error:
            raise InputError("broken-gzip", "The packed file is broken", place=name, remedy="Copy or pack it again.") from error
        return open_as(engine, inside, name, slot, plan)


MEMBER: Reader = GzipReader()
