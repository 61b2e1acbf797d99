"""Files under the names that the user knows them by: those of uploads are made up, and say nothing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from coterie.engines.duckdb import DuckDBEngine
from coterie.plan import Plan
from coterie.read._door import open_as
from coterie.read._files import some
from coterie.read._parts import Part
from coterie.read._table import Reader, Table
from coterie.read._union import open_all
from coterie.records import Known


class KnownReader:
    """Opens what such a file holds; several are read as one table."""

    takes = ("table", "query")

    def recognises(self, thing: Any, head: bytes) -> bool:
        """One of them, or a list of them."""
        return isinstance(thing, Known) or (isinstance(thing, list | tuple) and bool(thing) and all(isinstance(x, Known) for x in thing))

    def open(self, engine: DuckDBEngine, thing: Known | Sequence[Known], slot: str, plan: Plan) -> Table:
        """Open it under its name."""
        if isinstance(thing, Known):
            return open_as(engine, Path(thing.path), thing.name, slot, plan)
        parts = [Part(Path(each.path), each.name) for each in thing]
        return open_all(engine, parts, slot, plan, name=some([each.name for each in thing]))


MEMBER: Reader = KnownReader()
