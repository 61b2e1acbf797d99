"""Where a table begins: the line with the names of its columns, and what stands above it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from coterie.errors import InputError, shown
from coterie.read._headless import names_by_contents
from coterie.read._layout import MONTHS, Layout, is_word, layout_of
from coterie.read._marks import Marks, cells_of
from coterie.read._two_lines import on_two_lines
from coterie.read._walk import OPEN, Record, open_quote
from coterie.words import listed

LOOKED_AT = 100
DATE_OR_MAIL = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}\b.*|\S+@\S+\.\w+")
FRACTION = re.compile(r"[-+]?\d*[.,]\d+")
WHOLE = re.compile(r"[-+]?\d+")
YEAR = re.compile(r"(19|20)\d\d([-/.](0[1-9]|1[0-2]))?")
MONTH = re.compile(rf"(?i)({MONTHS})[a-zé]*\.?[ -]+(19|20)\d\d")
MADE_UP = re.compile(r"column (\d+)")


@dataclass(frozen=True)
class Header:
    """The names of the columns. `skip` counts the lines above, `lines` those of the names themselves."""

    names: tuple[str, ...]
    skip: int
    lines: int
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Row:
    """A record of the beginning, with its cells."""

    record: Record
    cells: tuple[str, ...]

    @property
    def line(self) -> int:
        """Where it begins."""
        return self.record.line

    @property
    def filled(self) -> int:
        """How many cells are not blank."""
        return sum(map(bool, self.cells))


def header_of(sample: Sequence[Record], marks: Marks, width: int, declared: Sequence[str], place: str) -> Header:
    """The names of a table that begins with these records, most of them `width` fields wide. `declared` are names that the user uses."""
    rows = [_row(record, marks) for record in sample[:LOOKED_AT]]
    body = [at for at, row in enumerate(rows) if row.record.fields == width and not row.record.fault]
    at, until, names = _names(rows, body)
    below = [rows[other].cells for other in body if other >= until]
    layout, above = layout_of(below, width), rows[:at]
    sure = proven(names, layout)
    if not sure and _made_up(declared, names):
        return _headless(("",) * width, rows[at].line)
    if above and not sure:
        raise _unclear(above[-1], width, place)
    if fact := _data_like(names, below, layout):
        found = None if sure else names_by_contents([_row(record, marks).cells for record in sample if record.fields == width])
        if found is None and width == 1:
            fact = f"The file holds one column without a name, with values such as {shown(names[0])}, which tell nothing of customers"
            remedy = "Give a table with a column per attribute, or with customer, date and amount, under their names."
            raise InputError("no-header", fact, place=place, remedy=remedy)
        if found is None:
            remedy = "Put a first line with the names of the columns, or name some by their places: --roles customer='column 1'."
            raise InputError("no-header", f"Line {rows[at].line} should name the columns, but {fact}", place=place, remedy=remedy)
        return _headless(found, rows[at].line)
    if _are_names(below, names, 2):
        fact = f"Both line {rows[at].line} and the next one could name the columns"
        raise InputError("two-headers", fact, place=place, remedy="Delete the one that does not.")
    return Header(names, rows[at].line - 1, sum(row.record.lines for row in rows[at:until]), tuple(_note(above, rows[at:until])))


def _names(rows: Sequence[_Row], body: Sequence[int]) -> tuple[int, int, tuple[str, ...]]:
    """The names of the columns, and the rows from and until which they stand; `body` are the rows that are as wide as most."""
    at = next((at for at in body if 2 * rows[at].filled >= len(rows[at].cells)), body[0])
    names, below = rows[at].cells, [rows[other].cells for other in body if other > at]
    under = next((other for other in body if other > at), at)
    if at and (own := _other_end(rows[at - 1], rows[at], [names, *below])):
        return at - 1, at, own
    if at and (two := _grouped(rows[at - 1], rows[at], below)):
        return at - 1, at + 1, two
    if not all(names) and below and (two := _grouped(rows[at], rows[under], below[1:])):
        return at, under + 1, two
    if (names[0].startswith("#") or not all(names)) and _are_names(below, names, 1):
        return under, under + 1, below[0]
    return at, at + 1, names


def _grouped(above: _Row, row: _Row, below: Sequence[tuple[str, ...]]) -> tuple[str, ...] | None:
    """Names on two lines, right under each other."""
    if above.record.fault or above.line + above.record.lines != row.line:
        return None
    names = on_two_lines(above.cells, row.cells)
    return names if names and _are_names([names, *below], ("",) * len(names), 1) else None


def _row(record: Record, marks: Marks) -> _Row:
    """A record with its cells, without the white space around them."""
    return _Row(record, tuple(cell.strip() for cell in cells_of(record.text, marks).texts))


def _other_end(near: _Row, first: _Row, rows: Sequence[tuple[str, ...]]) -> tuple[str, ...] | None:
    """Names in the line above the first row, when only they, or only the rows, end in a delimiter."""
    width = len(rows[0])
    if near.record.fault or near.line + near.record.lines != first.line:
        return None
    names = near.cells[:width] if not any(near.cells[width:]) else ()
    if len(names) == width - 1 and not any(row[-1] for row in rows):
        names = (*names, "")
    enough = len(names) == width and 2 * near.filled > width
    return names if enough and not _data_like(names, rows, layout_of(rows, width)) else None


def proven(names: Sequence[str], layout: Layout) -> bool:
    """Whether words stand where the rows have numbers and dates."""
    cells = [names[place] for place in layout.measures]
    return any(map(is_word, cells)) and all(is_word(cell) or YEAR.fullmatch(cell) for cell in cells)


def _are_names(below: Sequence[tuple[str, ...]], above: tuple[str, ...], enough: int) -> bool:
    """Whether the row under the first one is a line of names as well, other ones, above enough columns of numbers."""
    if len(below) < 3 or below[0] == above:
        return False
    names, layout = below[0], layout_of(below[1:], len(above))
    return (
        len(layout.measures) >= enough and all(is_word(names[place]) for place in layout.measures) and len(set(names) - {""}) == len(names)
    )


def _made_up(declared: Sequence[str], names: Sequence[str]) -> bool:
    """Whether the user calls columns by their places, as one does when they have no names."""
    places = [int(found[1]) for name in declared if (found := MADE_UP.fullmatch(name))]
    return any(0 < place <= len(names) and names[place - 1] for place in places)


def _headless(names: tuple[str, ...], line: int) -> Header:
    """A table whose first row stands on this line."""
    told = [f"column {place} as {name}" for place, name in enumerate(names, 1) if name and not MADE_UP.fullmatch(name)]
    what = f", by what stands in them: {listed(told)}" if told else " by their places"
    return Header(names, line - 1, 0, (f"No line names the columns, so they were named{what}.",))


def _unclear(near: _Row, width: int, place: str) -> InputError:
    """The refusal of a line above the first row that cannot be told for sure from a damaged line of names."""
    remedy = "Let the first line hold one name per column, and nothing stand above it."
    if near.record.fault == OPEN:
        return open_quote(near.line, place)
    if near.record.fault:
        return InputError("header-quote", f"There is a {near.record.fault} on line {near.line}", place=place, remedy=remedy)
    if len(near.cells) == width:
        fact = f"Line {near.line} should name the columns, but most of its fields are blank"
        return InputError("no-header", fact, place=place, remedy=remedy)
    fact = f"Line {near.line} should name the columns: it has {len(near.cells)} fields, but most lines have {width}"
    return InputError("header-width", fact, place=place, remedy=remedy)


def _data_like(names: tuple[str, ...], below: Sequence[tuple[str, ...]], layout: Layout) -> str:
    """What speaks against names in a first line, if anything does."""
    telling = [name for name in names if DATE_OR_MAIL.fullmatch(name) or FRACTION.fullmatch(name)]
    whole = [name for name in names if WHOLE.fullmatch(name) and not YEAR.fullmatch(name)]
    if telling or 2 * len(whole) >= len(names):
        return f"looks like data: {shown((telling or whole)[0])}"
    if 2 * sum(map(bool, names)) < len(names):
        return "most of its fields are blank"
    over = [names[place] for place in layout.measures]
    if over and not (any(map(is_word, over)) or (len(over) > 1 and all(YEAR.fullmatch(name) or MONTH.fullmatch(name) for name in over))):
        return f"no name stands above the numbers of column {layout.measures[0] + 1}"
    again = [name for place, name in enumerate(names) if name and sum(row[place] == name and row != names for row in below) > 1]
    return f"{shown(again[0])} stands in the rows as well" if again and not layout.measures else ""


def _note(above: Sequence[_Row], names: Sequence[_Row]) -> Iterator[str]:
    """What was left out above the names, and that they stand on two lines."""
    if above:
        first, last = above[0].line, above[-1].line + above[-1].record.lines - 1
        lines = f"line {first}" if first == last else f"lines {first} to {last}"
        yield f"Left out above the names of the columns: {lines}, {shown(above[0].record.text)}."
    if len(names) > 1:
        yield f"The names of the columns stand on two lines, {names[0].line} and {names[-1].line}: groups of columns, and the columns."
