"""Workbooks: .xlsx, .xlsm, .xlsb, .xls and .ods. One sheet is read: the named one, or the one that looks most like orders.

A small workbook can need any amount of memory, so a process of its own opens it, within bounds. Cells are read as they
are: text stays text, formulas give the value that was saved with them, and what is an error is missing and never 0.
"""

from __future__ import annotations

import importlib.util
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from coterie.engines.duckdb import DuckDBEngine
from coterie.errors import InputError, SurroundingsError, did_you_mean, shown
from coterie.plan import Plan
from coterie.read._archive import is_archive
from coterie.read._choice import choose, names_used, table_wanted
from coterie.read._header import Header
from coterie.read._magic import ZIP
from coterie.read._sheet import check_one_table, end_of, letters, names_of, sheet_of
from coterie.read._table import Reader, Table, make_views, unique_names
from coterie.sql import quote
from coterie.words import listed

OLD = b"\xd0\xcf\x11\xe0"
MEMORY = 1 << 32
SECONDS = 600
# So many rows are as many as a sheet holds.
FULL = (65_536, 1_048_576)
AS_CSV = "Save the sheet as CSV, and give that."


class ExcelReader:
    """Reads workbooks."""

    takes = ("table",)

    def recognises(self, thing: Any, head: bytes) -> bool:
        """An archive of parts, or the container of old Office."""
        return head.startswith(OLD) or (head.startswith(ZIP) and not is_archive(Path(thing), head))

    def open(self, engine: DuckDBEngine, thing: str | os.PathLike[str], slot: str, plan: Plan) -> Table:
        """Make the two views over the rows of one sheet."""
        place, target = str(thing), engine.scratch(".csv")
        wanted, notes = table_wanted(plan, slot), tuple[str, ...]()
        answer = _asked(Path(thing), wanted, target, place)
        _check_sheets(answer, wanted, place)
        if "looks" in answer:
            headers = {name: _header_at_a_glance(look["top"], names_used(plan, slot), place) for name, look in answer["looks"].items()}
            name, notes = choose(headers, lambda name: int(answer["looks"][name]["filled"]), plan, slot, place=place, word="sheet")
            answer = _asked(Path(thing), name, target, place)
        written = answer["written"]
        if not written["rows"]:
            raise InputError(
                "no-rows", f"The sheet {shown(written['sheet'])} is empty", place=place, remedy="Choose another one with --table."
            )
        return _table(engine, target, slot, plan, answer, place=place, notes=notes)


def _asked(path: Path, sheet: str | None, target: Path, place: str) -> dict[str, Any]:
    """The answer of the process that opens the workbook; if it dies, so does the reading and nothing else."""
    library = importlib.util.find_spec("python_calamine")
    assert library is not None and library.origin is not None
    asked = {"path": str(path.absolute()), "sheet": sheet, "target": str(target), "memory": MEMORY, "seconds": SECONDS}
    asked["packages"] = str(Path(library.origin).parents[1])
    # Isolated, so that nothing is imported from the folder of the data or of this file; without site, so that it starts at once.
    command = [sys.executable, "-I", "-S", str(Path(__file__).with_name("_workbook.py")), json.dumps(asked)]
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=2 * SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise _too_slow(place) from error
    if done.returncode == -getattr(signal, "SIGXCPU", 0):
        raise _too_slow(place)
    answer: dict[str, Any] = json.loads(done.stdout) if done.returncode == 0 else {"failed": "memory"}
    if "failed" in answer:
        raise _failed(answer["failed"], answer.get("says", ""), place)
    return answer


def _too_slow(place: str) -> InputError:
    """The refusal of a workbook that takes too long."""
    return InputError("workbook-too-slow", f"The workbook needs more than {SECONDS // 60} minutes to open", place=place, remedy=AS_CSV)


def _failed(what: str, says: str, place: str) -> InputError | SurroundingsError:
    """Why the workbook could not be read."""
    if what == "memory":
        fact = f"The workbook needs more than {MEMORY >> 20:,} MB of memory; a single cell far away from the others can be the cause"
        return InputError("workbook-too-large", fact, place=place, remedy=AS_CSV)
    if what == "password":
        remedy = "Save it without one, or save the sheet as CSV."
        return InputError("locked", "The workbook is locked with a password", place=place, remedy=remedy)
    if what == "disk":
        return SurroundingsError(
            "no-scratch", f"A temporary file could not be written: {says}", place=place, remedy="Free some room on the disk."
        )
    if what == "access":
        return SurroundingsError("no-access", f"The file cannot be read: {says}", place=place)
    return InputError(
        "broken-workbook", f"This is no workbook that can be read: {says}", place=place, remedy=f"Save it again as .xlsx. {AS_CSV}"
    )


def _check_sheets(answer: Mapping[str, Any], wanted: str | None, place: str) -> None:
    """Refuse a sheet that is not there, and a workbook without sheets of cells."""
    names = [*answer["visible"], *answer["hidden"]]
    if not names:
        raise InputError("no-tables", "The workbook has no sheet with cells", place=place, remedy="Check that it is the right file.")
    if wanted is not None and wanted not in names:
        fact = f"There is no sheet {shown(wanted)}"
        raise InputError("no-such-table", fact, place=place, remedy=did_you_mean(wanted, names))


def _header_at_a_glance(top: Sequence[Sequence[str]], declared: Sequence[str], place: str) -> tuple[str, ...]:
    """The names of a sheet's columns as far as its first rows tell; none where they do not."""
    columns = [column for column in zip(*top, strict=True) if any(cell.strip() for cell in column)]
    rows = list(enumerate(zip(*columns, strict=True), 1))
    try:
        return names_of(rows, declared, place).names if rows else ()
    except InputError:
        return ()


def _table(
    engine: DuckDBEngine, target: Path, slot: str, plan: Plan, answer: Mapping[str, Any], *, place: str, notes: tuple[str, ...]
) -> Table:
    """The views over the rows between the names of the columns and what stands below."""
    sheet = sheet_of(engine, target, answer["written"])
    target.unlink()
    header = names_of(sheet.first(engine), names_used(plan, slot), place)
    begin = header.skip + header.lines
    end, below = end_of([row for row in sheet.last(engine) if row[0] > begin] or [(begin, ("",))])
    rows = f"(SELECT * FROM {sheet.relation} WHERE _line > {begin} AND _line <= {end})"
    if end <= begin:
        raise InputError("no-rows", "The sheet has names of columns and no rows", place=place, remedy="Choose another one with --table.")
    check_one_table(engine, sheet, rows, place)
    own = ", ".join(f"c{at} AS {quote.name(name)}" for at, name in zip(sheet.places, unique_names(header.names), strict=True))
    chosen = f"SELECT {own}, CAST(NULL AS VARCHAR) AS _fault"
    told = (*notes, *header.notes, *below, *_notes(answer, header))
    return make_views(engine, place, slot, f"{chosen} FROM {rows}", f"{chosen}, _line FROM {rows}", notes=told)


def _notes(answer: Mapping[str, Any], header: Header) -> Iterator[str]:
    """What a user should know of the workbook."""
    written = answer["written"]
    if answer["hidden"] and written["sheet"] not in answer["hidden"]:
        yield f"Hidden sheets were left out: {listed([shown(name) for name in answer['hidden']])}."
    if answer["macros"]:
        yield "The workbook has macros, which were not run."
    if written["last"] in FULL:
        yield f"The sheet is full to its last row, {written['last']:,}: the export was probably cut there."
    if written["errors"]:
        yield f"{written['errors']:,} cells hold errors such as #N/A; they were read as missing."
    if written["uncomputed"]:
        count = "1 formula has" if written["uncomputed"] == 1 else f"{written['uncomputed']:,} formulas have"
        yield f"{count} no saved value, read as missing: open the workbook and save it again."
    if written["long"]:
        yield f"{written['long']:,} numbers have more than 15 digits, which no workbook keeps: ids among them are not what they were."
    line = header.skip + header.lines
    # Names on two lines are put together with their groups, so that nothing of a merged cell is lost.
    above = [area for area in written["merged"] if header.lines == 1 and area[0] < line and area[2] >= line - 1]
    inside = [area for area in written["merged"] if area[0] >= line]
    for areas, where in ((above, "names of the columns"), (inside, "rows")):
        if areas:
            first = f"{letters(areas[0][1])}{areas[0][0] + 1}:{letters(areas[0][3])}{areas[0][2] + 1}"
            yield f"Merged cells in the {where}, such as {first}: only the first cell of each has the value."


MEMBER: Reader = ExcelReader()
