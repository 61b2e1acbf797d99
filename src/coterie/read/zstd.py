"""Any format packed with zstd."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from coterie.engines.duckdb import DuckDBEngine
from coterie.errors import InputError
from coterie.plan import Plan
from coterie.read._door import open_as
from coterie.read._magic import ZSTD
from coterie.read._scratch import unpacked
from coterie.read._table import Reader, Table


class ZstdReader:
    """Unpacks zstd; Arrow brings what Python lacks before 3.14."""

    takes = ("table", "query")

    def recognises(self, thing: Any, head: bytes) -> bool:
        """Begins with one of the format's marks."""
        return head.startswith(ZSTD)

    def open(self, engine: DuckDBEngine, thing: str | os.PathLike[str], slot: str, plan: Plan) -> Table:
        """Unpack, and open what comes out."""
        import pyarrow as pa

        path, name = Path(thing), str(thing)
        try:
            with pa.OSFile(str(path)) as packed, pa.CompressedInputStream(packed, "zstd") as file:
                inside = unpacked(engine, file.read, path.stat().st_size, name, packed.tell)
        except OSError as error:
            if error.errno is not None:
                raise
            fact = "The packed file is broken, or was packed with a window of more than 128 MB"
            raise InputError("broken-zstd", fact, place=name, remedy="Copy or pack it again, without --long.") from error
        return open_as(engine, inside, name, slot, plan)


MEMBER: Reader = ZstdReader()
