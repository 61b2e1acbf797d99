"""Several paths, patterns or addresses, as one table."""

from __future__ import annotations

import glob
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from coterie.engines.duckdb import DuckDBEngine
from coterie.errors import InputError
from coterie.plan import Plan
from coterie.read._address import named, scheme_of
from coterie.read._files import Files, check_no_lake, of_folder, of_pattern, some
from coterie.read._parts import Part, parts_of
from coterie.read._table import Reader, Table
from coterie.read._union import open_all

Place = str | os.PathLike[str]


class SeveralReader:
    """Reads a list of places as one table."""

    takes = ("table", "query")

    def recognises(self, thing: Any, head: bytes) -> bool:
        """A list of paths or addresses."""
        return isinstance(thing, list | tuple) and all(isinstance(place, str | os.PathLike) for place in thing)

    def open(self, engine: DuckDBEngine, thing: Sequence[Place], slot: str, plan: Plan) -> Table:
        """Open every one of them."""
        if not thing:
            raise InputError("no-path", "The list of files is empty", remedy="Give the path of at least one file.")
        parts, notes = list[Part](), list[str]()
        for place in thing:
            files = _files(place)
            parts += parts_of(files) if files else [Part(place, named(place))]
            notes += files.note() if files else ()
        return open_all(engine, parts, slot, plan, name=some([named(place) for place in thing]), notes=notes)


def _files(place: Place) -> Files | None:
    """The files that a place on this machine stands for; None for an address."""
    text = os.fspath(place)
    if scheme_of(text) or not text.strip():
        return None
    if os.path.isdir(text):  # noqa: PTH112 (it does not raise)
        return of_folder(Path(text))
    if glob.has_magic(text) and not os.path.lexists(text):
        return of_pattern(text)
    check_no_lake([Path(text)])
    return Files((Path(text),))


MEMBER: Reader = SeveralReader()
