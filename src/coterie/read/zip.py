"""A zip archive with one table, or the one of its tables that the user names."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any

from coterie.engines.duckdb import DuckDBEngine
from coterie.errors import InputError, did_you_mean, shown
from coterie.plan import Plan
from coterie.read._archive import archive, is_archive
from coterie.read._choice import setting, table_wanted, without_choice
from coterie.read._door import open_as
from coterie.read._files import is_data, left_out, some
from coterie.read._scratch import unpacked
from coterie.read._table import Reader, Table

# Others would let the archive say how much memory is needed to unpack it.
METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2}
ENCRYPTED = 0x1


class ZipReader:
    """Unpacks one table of a zip archive."""

    takes = ("table", "query")

    def recognises(self, thing: Any, head: bytes) -> bool:
        """An archive that is no workbook."""
        return bool(head) and is_archive(Path(thing), head)

    def open(self, engine: DuckDBEngine, thing: str | os.PathLike[str], slot: str, plan: Plan) -> Table:
        """Unpack, and open what comes out."""
        path, place = Path(thing), str(thing)
        with archive(path, place) as opened:
            files = [member for member in opened.infolist() if not member.is_dir()]
            named = _named(files, table_wanted(plan, slot))
            member = named or _only_table(files, slot, table_wanted(plan, slot), place)
            _check_member(member, place)
            notes = left_out([_shown(other) for other in files if other is not member and not (named and is_data(other.filename))])
            name = f"{place}/{_shown(member)}"
            with opened.open(member) as file:
                assert opened.fp is not None, "it is open"
                inside = unpacked(engine, file.read, path.stat().st_size, name, opened.fp.tell)
        table = open_as(engine, inside, name, slot, without_choice(plan, slot) if named else plan)
        return replace(table, notes=(*notes, *table.notes))


def _named(files: Sequence[zipfile.ZipInfo], wanted: str | None) -> zipfile.ZipInfo | None:
    """The member that the user names: by its whole path; or by its own name or the beginning of that, where just one fits best."""
    paths = [PurePosixPath(member.filename) for member in files]
    for names in (list(map(str, paths)), [path.name for path in paths], [path.stem for path in paths]):
        if names.count(wanted or "") == 1:
            return files[names.index(wanted or "")]
    return None


def _only_table(files: Sequence[zipfile.ZipInfo], slot: str, wanted: str | None, place: str) -> zipfile.ZipInfo:
    """The member that is the table, where there is only one; what it holds may be several again."""
    members = [member for member in files if is_data(member.filename)]
    if not members:
        raise InputError("no-table", "The zip archive holds no table", place=place, remedy="Pack the file with the table.")
    if len(members) == 1:
        return members[0]
    names = [_shown(member) for member in members]
    if wanted is not None:
        fact = f"No file of the zip archive, or more than one, is called {shown(wanted)}"
        raise InputError("no-such-table", fact, place=place, remedy=did_you_mean(wanted, names))
    fact = f"The zip archive holds {len(members):,} files: {some(names)}"
    remedy = f"Name one of them with {setting(slot)}; or unpack it, and give several of the same columns."
    raise InputError("several-tables", fact, place=place, remedy=remedy)


def _check_member(member: zipfile.ZipInfo, place: str) -> None:
    """Refuse what cannot be unpacked with care."""
    if member.flag_bits & ENCRYPTED:
        remedy = "Unpack it with its password, and give the file."
        raise InputError("locked", "The zip archive is locked with a password", place=place, remedy=remedy)
    if member.compress_type not in METHODS:
        fact = f"The zip archive is packed by method {member.compress_type}, which is not read"
        raise InputError("packed-otherwise", fact, place=place, remedy="Pack it again as ZIP programs do by default, by deflate.")


def _shown(member: zipfile.ZipInfo) -> str:
    """The name of a member as it may be said."""
    return shown(member.filename)[1:-1]


MEMBER: Reader = ZipReader()
