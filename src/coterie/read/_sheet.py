"""A sheet as a table: where its columns' names stand, what stands above and below the rows, and whether it is one table."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from coterie.engines.duckdb import DuckDBEngine
from coterie.errors import InputError, shown
from coterie.read._header import Header, header_of
from coterie.read._marks import Marks
from coterie.read._walk import Record
from coterie.sql import quote

# Between the cells of a row where it is looked at as a text; no cell has the second.
BETWEEN, NEVER = " | ", "\0"
TOP_ROWS, BOTTOM_ROWS = 100, 10
LONGEST_ROW = 1 << 25
TOTAL = re.compile(
    r"(?i)((grand|sub|overall|net|gross)[ -]?)?(totals?|sum)|(gesamt|end|zwischen)?summe|gesamt(betrag|umsatz)?|insgesamt"
    r"|(sous-)?total g[eé]n[eé]ral|somme|totale( generale)?|somma|suma( całkowita)?|soma|razem|łącznie|ogółem|(sub|eind)?totaal"
)
DAY, CLOCK = r"^(\d{4}-\d\d-\d\d)$", r"^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)$"
ALIKE = 0.9

Row = tuple[int, tuple[str, ...]]


@dataclass(frozen=True)
class Sheet:
    """The rows of a sheet that are not blank, as a relation of the engine: `_line`, the number of the row, and `columns`.

    The columns are those that are not blank, by their place in the sheet from 0: `c0`, `c2`, …
    """

    relation: str
    places: tuple[int, ...]

    def first(self, engine: DuckDBEngine) -> list[Row]:
        """The rows at the top."""
        return self._rows(engine, f"ORDER BY _line LIMIT {TOP_ROWS}")

    def last(self, engine: DuckDBEngine) -> list[Row]:
        """The rows at the bottom."""
        return self._rows(engine, f"ORDER BY _line DESC LIMIT {BOTTOM_ROWS}")[::-1]

    def _rows(self, engine: DuckDBEngine, which: str) -> list[Row]:
        """Some rows, a blank cell as an empty text."""
        cells = ", ".join(f"c{place}" for place in self.places)
        found = engine.rows(f"SELECT _line, {cells} FROM {self.relation} {which}")
        return [(line, tuple(cell or "" for cell in texts)) for line, *texts in found]


def sheet_of(engine: DuckDBEngine, target: Path, written: Mapping[str, Any]) -> Sheet:
    """The sheet that was written as CSV; the moments of a column are made to look alike."""
    first, width = int(written["first_column"]), int(written["width"])
    names = [f"c{place}" for place in range(first, first + width)]
    kinds = ", ".join(["'_line': 'BIGINT'", *(f"'{name}': 'VARCHAR'" for name in names)])
    scan = (
        f"read_csv({quote.path(target)}, auto_detect = false, header = false, delim = ',', quote = '\"', escape = '\"', new_line = '\\n',"
        f" columns = {{{kinds}}}, parallel = false, max_line_size = {LONGEST_ROW}, strict_mode = true)"
    )
    shapes: dict[str, set[str]] = {}
    for place, shape in written["moments"]:
        shapes.setdefault(names[place], set()).add(shape)
    cells = ", ".join(f"{_alike(name, shapes.get(name, set()))} AS {name}" for name in names)
    copy = engine.scratch(".parquet")
    engine.run(f"COPY (SELECT _line, {cells} FROM {scan}) TO {quote.text(str(copy))} (FORMAT parquet)")
    relation = f"read_parquet({quote.path(copy)})"
    count, *filled = engine.rows(f"SELECT count(*), {', '.join(f'count({name})' for name in names)} FROM {relation}")[0]
    assert count == written["rows"], "every row that was written is read"
    return Sheet(relation, tuple(place for place, cells in enumerate(filled, first) if cells))


def _alike(cell: str, shapes: set[str]) -> str:
    """SQL that writes the moments of a column in one way: a day gets a clock where others have one."""
    if len(shapes) > 1:
        cell = f"regexp_replace({cell}, '{DAY}', '\\1 00:00:00')"
        cell = f"regexp_replace({cell}, '{CLOCK}', '\\1.000')" if "fraction" in shapes else cell
    return cell


def names_of(rows: Sequence[Row], declared: Sequence[str], place: str) -> Header:
    """The names of the columns, told from the first rows as in a text file: a row that is half filled is one of the table."""
    return header_of([_record(*row) for row in rows], Marks(BETWEEN, NEVER), len(rows[0][1]), declared, place)


def _record(number: int, cells: tuple[str, ...]) -> Record:
    """A row as a line of text; one that is mostly blank counts for the cells that it has."""
    filled = [place for place, cell in enumerate(cells) if cell.strip()]
    kept = cells if 2 * len(filled) >= len(cells) else cells[: filled[-1] + 1]
    return Record(number, 1, BETWEEN.join(cell.replace(BETWEEN, " / ") for cell in kept), len(kept))


def end_of(rows: Sequence[Row]) -> tuple[int, tuple[str, ...]]:
    """The number of the last row of the table, told from the rows at the bottom, and a note on what stands below.

    >>> end_of([(8, ("c1", "2024-01-01", "5")), (9, ("Total", "", "5")), (11, ("", "made by Shop 3", ""))])
    (8, ("Left out below the rows: lines 9 to 11, 'Total | 5'.",))
    """
    end, usual = len(rows), max(_filled(cells) for _, cells in rows)
    while end > 1 and _is_below(rows[end - 1], rows[end - 2][0], usual):
        end -= 1
    below = rows[end:]
    if not below:
        return rows[-1][0], ()
    text = BETWEEN.join(cell for cell in below[0][1] if cell.strip())
    lines = f"line {below[0][0]}" if len(below) == 1 else f"lines {below[0][0]} to {below[-1][0]}"
    return rows[end - 1][0], (f"Left out below the rows: {lines}, {shown(text)}.",)


def _is_below(row: Row, before: int, usual: int) -> bool:
    """Whether a row says that it is a total and lacks cells that others have, or is one remark under a blank row."""
    line, cells = row
    total = any(TOTAL.fullmatch(cell.strip().rstrip(":")) for cell in cells)
    return (total and _filled(cells) < usual) or (_filled(cells) == 1 < usual and line > before + 1)


def _filled(cells: Sequence[str]) -> int:
    """How many cells are not blank."""
    return sum(bool(cell.strip()) for cell in cells)


def check_one_table(engine: DuckDBEngine, sheet: Sheet, rows: str, place: str) -> None:
    """Refuse tables that stand beside each other, parted by a blank column and of different heights."""
    blocks = [[sheet.places[0]]]
    for left, right in pairwise(sheet.places):
        if right > left + 1:
            blocks.append([])
        blocks[-1].append(right)
    wide = [block for block in blocks if len(block) > 1]
    if len(wide) < 2:
        return
    filled = (f"coalesce({', '.join(f'c{place}' for place in block)})" for block in wide)
    heights = engine.rows(f"SELECT {', '.join(f'count({cell})' for cell in filled)} FROM {rows}")[0]
    if min(heights) < ALIKE * max(heights):
        columns = " and ".join(f"{letters(block[0])} to {letters(block[-1])}" for block in wide)
        fact = f"Tables stand beside each other in this sheet, in the columns {columns}"
        raise InputError("two-tables", fact, place=place, remedy="Give each a sheet of its own.")


def letters(place: int) -> str:
    """The letters of a column, as a spreadsheet shows them.

    >>> letters(0), letters(25), letters(26), letters(16383)
    ('A', 'Z', 'AA', 'XFD')
    """
    before, place = divmod(place, 26)
    return (letters(before - 1) if before else "") + chr(ord("A") + place)
