"""A folder of files with the same columns, in any of the formats; the names of its folders may give columns (year=2024/)."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from coterie.engines.duckdb import DuckDBEngine
from coterie.plan import Plan
from coterie.read._files import of_folder
from coterie.read._parts import parts_of
from coterie.read._table import Reader, Table
from coterie.read._union import open_all


class FolderReader:
    """Reads the files of a folder as one table."""

    takes = ("table", "query")

    def recognises(self, thing: Any, head: bytes) -> bool:
        """The path of a folder."""
        return isinstance(thing, str | os.PathLike) and os.path.isdir(thing)  # noqa: PTH112 (it does not raise)

    def open(self, engine: DuckDBEngine, thing: str | os.PathLike[str], slot: str, plan: Plan) -> Table:
        """Open every file that may be data."""
        files = of_folder(Path(thing))
        return open_all(engine, parts_of(files), slot, plan, name=str(thing), notes=files.note())


MEMBER: Reader = FolderReader()
