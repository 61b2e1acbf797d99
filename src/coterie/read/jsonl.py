"""JSON lines, an object on each; objects over several lines; one array of objects; or one object around such an array.

Values are read as they are written: `1E5`, 25 digits and `19.90` stay what they are. An object inside an object gives
columns with a dot (`customer.id`); what lies deeper, and lists, are kept as JSON text. A missing key and `null` are both a
missing value.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path
from typing import IO, Any

from coterie.engines.duckdb import DuckDBEngine
from coterie.errors import InputError, SurroundingsError
from coterie.plan import Plan
from coterie.read._envelope import envelope_of
from coterie.read._json import BOM, NO_OBJECT, Value, as_text, begins_over_lines, elements, lines, objects
from coterie.read._spool import BATCH_ROWS, BATCH_TEXT, Spool
from coterie.read._table import Reader, Table

LARGEST_ARRAY = 1 << 29
LONGEST_OBJECT = 1 << 20
MOST_COLUMNS = 5_000
ENOUGH_BROKEN = 1_000
OVER_LINES = re.compile(rb"\{[ \t]*[\r\n]")
AS_LINES = "Give one object per line, or one list of objects."


class JSONLinesReader:
    """Reads JSON lines."""

    def recognises(self, thing: Any, head: bytes) -> bool:
        """Begins with an object or an array."""
        return head.removeprefix(BOM).lstrip().startswith((b"{", b"["))

    def open(self, engine: DuckDBEngine, thing: str | os.PathLike[str], slot: str, plan: Plan) -> Table:
        """Make the two views over what was read, written down as texts."""
        path, place = Path(thing), str(thing)
        inside = envelope_of(path, place)
        found = _Found(Spool(engine), place)
        found.take(inside.values(place) if inside else _values(path, place))
        return replace(found.table(slot), notes=tuple(inside.notes) if inside else ())


def _values(path: Path, place: str) -> Iterator[Value]:
    """The values of a file: of its lines, or of the array that it is."""
    try:
        with path.open("rb") as file:
            head = file.peek(64).removeprefix(BOM).lstrip()
            if head.startswith(b"["):
                yield from elements(_whole(file, place), place)
            elif OVER_LINES.match(head) or begins_over_lines(_begin(file)):
                yield from _several(_whole(file, place), place)
            else:
                yield from lines(file)
    except OSError as error:
        raise SurroundingsError("no-access", f"The file cannot be read: {error.strerror or error}", place=place) from error


def _begin(file: IO[bytes]) -> str:
    """How a file begins, long enough for an object."""
    begin = file.read(LONGEST_OBJECT)
    file.seek(0)
    return begin.removeprefix(BOM).decode(errors="replace")


def _several(content: bytes, place: str) -> Iterator[Value]:
    """The objects of a text; one alone is no list of rows."""
    found = objects(content, place)
    first, second = next(found), next(found, None)
    if second is None:
        fact = "The file is one JSON object over several lines, and no list of objects"
        raise InputError("json-over-lines", fact, place=place, remedy=AS_LINES)
    yield from chain((first, second), found)


def _whole(file: IO[bytes], place: str) -> bytes:
    """All of a file that is not too large for it."""
    content = file.read(LARGEST_ARRAY + 1)
    if len(content) > LARGEST_ARRAY:
        fact = f"The file has objects over several lines and more than {LARGEST_ARRAY >> 20} MB, which must be held in memory as a whole"
        raise InputError(
            "array-too-large", fact, place=place, remedy="Give one object per line, such as with jq -c '.[]' (of one list) or jq -c ."
        )
    return content


@dataclass
class _Batch:
    """Rows that are to be written down: their lines, their cells by the place of the column, and what is wrong with them."""

    lines: list[int] = field(default_factory=list)
    rows: list[dict[int, str]] = field(default_factory=list)
    faults: list[str | None] = field(default_factory=list)


class _Found:
    """What was read so far: which columns there are, and whether any row was good."""

    def __init__(self, spool: Spool, place: str) -> None:
        self.spool, self.place = spool, place
        self.columns: dict[str, int] = {}
        self.empty: dict[str, None] = {}
        self.good, self.first_fault = False, ""

    def take(self, values: Iterable[Value]) -> None:
        """Write every value down as a row, a faulty one with its raw text."""
        batch, size = _Batch(), 0
        for line, value, raw, damage in values:
            row, fault = (None, damage) if damage else self._row(value)
            if row is None:
                self.first_fault = self.first_fault or f"line {line}: {fault}"
            self.good = self.good or row is not None
            batch.lines.append(line)
            batch.rows.append({0: raw} if row is None else row)
            batch.faults.append(fault or None)
            size += len(raw)
            if not self.good and len(batch.lines) >= ENOUGH_BROKEN:
                raise self._no_rows()
            if len(batch.lines) >= BATCH_ROWS or size >= BATCH_TEXT:
                self._write(batch)
                batch, size = _Batch(), 0
        self._write(batch)

    def _write(self, batch: _Batch) -> None:
        """Write a batch down, with the columns that it has."""
        if batch.lines:
            places = set[int]().union(*batch.rows)
            self.spool.write({place: [row.get(place) for row in batch.rows] for place in places}, batch.lines, batch.faults)

    def _row(self, value: dict[str, Any]) -> tuple[dict[int, str] | None, str]:
        """The cells of an object by the place of their column, or why they cannot be told apart."""
        row: dict[int, str] = {}
        for name, cell in _flat(value) if dict in map(type, value.values()) else value.items():
            if cell is None:
                self.empty[name] = None
                continue
            place = self.columns.get(name)
            place = self._new(name) if place is None else place
            if place in row:
                return None, "a key comes twice"
            row[place] = cell if isinstance(cell, str) else as_text(cell)
        return row, ""

    def _new(self, name: str) -> int:
        """The place of a new column."""
        if len(self.columns) >= MOST_COLUMNS:
            fact = f"The objects have more than {MOST_COLUMNS:,} different keys"
            raise InputError("too-many-columns", fact, place=self.place, remedy="Give ids as values, not as keys.")
        return self.columns.setdefault(name, len(self.columns))

    def _no_rows(self) -> InputError:
        """The refusal of a file without a single object."""
        if self.first_fault.endswith(NO_OBJECT):
            fact = "The file lists texts, numbers or other lists, but no objects, whose keys would name the columns"
            return InputError("no-json-rows", fact, place=self.place, remedy=AS_LINES)
        fact = f"No JSON object could be read ({self.first_fault})" if self.first_fault else "The file holds no objects with values"
        return InputError("no-json-rows", fact, place=self.place, remedy=AS_LINES)

    def table(self, slot: str) -> Table:
        """The views. A key that never had a value is a column too, unless it held objects elsewhere."""
        if not self.good:
            raise self._no_rows()
        objects = {name.partition(".")[0] for name in self.columns if "." in name}
        for name in self.empty:
            if name not in objects and name not in self.columns:
                self._new(name)
        if not self.columns:
            raise self._no_rows()
        return self.spool.views(self.place, slot, list(self.columns))


def _flat(value: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """The keys of an object with their values; those of an object inside it with a dot."""
    for key, cell in value.items():
        if isinstance(cell, dict):
            yield from ((f"{key}.{inner}", value) for inner, value in cell.items())
        else:
            yield key, cell


MEMBER: Reader = JSONLinesReader()
