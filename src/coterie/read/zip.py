"""A zip archive with one table."""

from __future__ import annotations

import os
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from coterie.engines.duckdb import DuckDBEngine
from coterie.errors import InputError, shown
from coterie.plan import Plan
from coterie.read._archive import archive, is_archive
from coterie.read._door import open_as
from coterie.read._files import is_data, left_out, some
from coterie.read._scratch import unpacked
from coterie.read._table import Reader, Table

# Others would let the archive say how much memory is needed to unpack it.
METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2}
ENCRYPTED = 0x1


class ZipReader:
    """Unpacks the one table of a zip archive."""

    takes = ("table", "query")

    def recognises(self, thing: Any, head: bytes) -> bool:
        """An archive that is no workbook."""
        return bool(head) and is_archive(Path(thing), head)

    def open(self, engine: DuckDBEngine, thing: str | os.PathLike[str], slot: str, plan: Plan) -> Table:
        """Unpack, and open what comes out."""
        path, place = Path(thing), str(thing)
        with archive(path, place) as opened:
            member, notes = _only_table(opened, place)
            name = f"{place}/{shown(member.filename)[1:-1]}"
            with opened.open(member) as file:
                inside = unpacked(engine, file.read, path.stat().st_size, name)
        table = open_as(engine, inside, name, slot, plan)
        return replace(table, notes=(*notes, *table.notes))


def _only_table(opened: zipfile.ZipFile, place: str) -> tuple[zipfile.ZipInfo, tuple[str, ...]]:
    """The member that is the table, and a note of what else there is."""
    files = [member for member in opened.infolist() if not member.is_dir()]
    members = [member for member in files if is_data(member.filename)]
    if not members:
        raise InputError("no-table", "The zip archive holds no table", place=place, remedy="Pack the file with the table.")
    if len(members) > 1:
        fact = f"The zip archive holds {len(members):,} files: {some([shown(m.filename)[1:-1] for m in members])}"
        raise InputError("several-tables", fact, place=place, remedy="Unpack it, and give one of them, or several of the same columns.")
    member = members[0]
    if member.flag_bits & ENCRYPTED:
        remedy = "Unpack it with its password, and give the file."
        raise InputError("locked", "The zip archive is locked with a password", place=place, remedy=remedy)
    if member.compress_type not in METHODS:
        fact = f"The zip archive is packed by method {member.compress_type}, which is not read"
        raise InputError("packed-otherwise", fact, place=place, remedy="Pack it again as ZIP programs do by default, by deflate.")
    others = tuple(shown(other.filename)[1:-1] for other in files if other is not member)
    return member, left_out(others)


MEMBER: Reader = ZipReader()
