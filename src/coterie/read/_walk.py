"""Walk a delimited text record by record: where each record stands, and whether it is well formed.

The engine reads fast, but says little of what it could not read and mends some of it in silence. This walk is for the few
files that are not one good row per line: cells over several lines, blank lines, stray or open quotes, surplus fields.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from coterie.errors import InputError
from coterie.read._layout import Layout
from coterie.read._marks import Marks, cells_of, closing, opening, past_spaces, quotes_in

LONGEST = 2_097_152
# How often lines are looked at from another start; a text that needs more is rubbish.
ATTEMPTS = 20
STRAY, OPEN = "stray quote", "open quote"


class Record(NamedTuple):
    """One record: the physical line where it begins, how many lines it takes, its raw text and its number of fields.

    `fault` is a stray quote (text follows a closing one) or an open quote (it never closes). `unclear`: it cannot be told where
    the record ends, and nothing is read after it.
    """

    line: int
    lines: int
    text: str
    fields: int
    fault: str = ""
    unclear: bool = False

    @property
    def blank(self) -> bool:
        """Whether the line is empty."""
        return not self.text


class _Lines:
    """Physical lines, of which some can be given back."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._rest, self._back = iter(lines), deque[str]()

    def take(self) -> str | None:
        """The next line."""
        return self._back.popleft() if self._back else next(self._rest, None)

    def give_back(self, lines: Iterable[str]) -> None:
        """Lines that shall be taken again."""
        self._back.extendleft(reversed(list(lines)))


def records(lines: Iterable[str], marks: Marks, first: int = 1, layout: Layout | None = None) -> Iterator[Record]:
    r"""The records of a text given as its physical lines; `first` is the number of the first one.

    A quote that is left open swallows the rows up to the next one. Where the layout of rows is known they are had back: the
    record ends before the lines that are surely rows.

    >>> [(r.line, r.fields) for r in records(['a,b\n', '1,"x\n', 'y"\n', '2,3\n'], Marks(","))]
    [(1, 2), (2, 2), (4, 2)]
    >>> [(r.line, r.fault) for r in records(['a,"b\n', 'c,1\n', 'd,2\n'], Marks(","), layout=Layout(2, (1,)))]
    [(1, 'open quote'), (2, ''), (3, '')]
    """
    source, number = _Lines(lines), first
    while (line := source.take()) is not None:
        body = line.rstrip("\r\n")
        if marks.delimiter == " ":
            cells = cells_of(body, marks)
            record = Record(number, 1, body, len(cells.texts), "stray quote" if cells.stray else "")
        elif marks.quote not in body:
            record = Record(number, 1, body, body.count(marks.delimiter) + 1)
        else:
            record = _quoted(number, line, source, marks, layout)
        yield record
        if record.unclear:
            return
        number += record.lines


def open_quote(line: int, place: str) -> InputError:
    """The refusal of a quote that swallows what may be rows."""
    remedy = "Close that quote, or write it twice if it is part of the text."
    return InputError("open-quote", f"A quote opens on line {line} and it cannot be told where it closes", place=place, remedy=remedy)


def _quoted(number: int, line: str, source: _Lines, marks: Marks, layout: Layout | None) -> Record:
    """The record that begins with this line, in which there are quotes."""
    parts = [line]
    fields, fault, end = _filled(parts, 0, source, marks)
    if fault == STRAY and layout:
        end = _rest(parts, source, marks, layout)
    text = "".join(parts[:end])
    record = Record(number, end, text.rstrip("\r\n"), fields, fault)
    if len(parts) == 1:
        return record
    if layout is None:
        return record._replace(unclear=fault == OPEN)
    if not fault and fields == layout.width:
        # A cell whose inner lines are rows is more likely a quote too many here, and another one further down.
        return record._replace(unclear=any(layout.fits(part.rstrip("\r\n"), marks) for part in parts[1:-1]))
    own = min(end, _own_lines(parts, source, marks, layout))
    source.give_back(parts[own or end :])
    if own == end:
        return record._replace(unclear=fault == OPEN and len(text) > LONGEST)
    return Record(number, own or end, "".join(parts[:own]).rstrip("\r\n"), fields, fault or STRAY, unclear=not own)


def _filled(parts: list[str], start: int, source: _Lines, marks: Marks) -> tuple[int, str, int]:
    """Take lines until the record that begins with one of them ends: its number of fields, its fault, and where it ends."""
    at, fields, quoted, size = start, 1, False, 0
    while True:
        size += len(parts[at])
        crossed, quoted, stray = _cross(parts[at].rstrip("\r\n"), marks, quoted)
        fields, at = fields + crossed, at + 1
        if not quoted or size > LONGEST:
            break
        if at == len(parts):
            if (line := source.take()) is None:
                break
            parts.append(line)
    return fields, OPEN if quoted else STRAY if stray else "", at


def _rest(parts: list[str], source: _Lines, marks: Marks, layout: Layout) -> int:
    """Where a record with a stray quote ends: with it the quotes are odd in number, unless a cell goes on below."""
    end, quotes = len(parts), sum(quotes_in(part, marks) for part in parts)
    while quotes % 2 == 0 and len(parts) < end + ATTEMPTS:
        if (line := source.take()) is None:
            return end
        parts.append(line)
        if layout.fits(line.rstrip("\r\n"), marks) is not False:
            return end
        quotes += quotes_in(line, marks)
    return len(parts) if quotes % 2 else end


def _own_lines(parts: list[str], source: _Lines, marks: Marks, layout: Layout) -> int:
    """How many of its lines are a faulty record's own, when the rows that it swallowed are left out; 0 where that cannot be told."""
    rows, at, attempts = 0, 1, 0
    while at < len(parts):
        text, end = parts[at].rstrip("\r\n"), at + 1
        if marks.quote in text:
            end = _filled(parts, at, source, marks)[-1]
            text = "".join(parts[at:end]).rstrip("\r\n")
        fits = layout.fits(text, marks) if text else bool(rows)
        attempts += end > at + 1
        if fits is None or (rows and not fits) or attempts > ATTEMPTS:
            return 0
        rows = rows or (at if fits else 0)
        at = end if fits else at + 1
    return rows or len(parts)


def _cross(body: str, marks: Marks, quoted: bool) -> tuple[int, bool, bool]:
    """Read one line: how many delimiters were crossed, whether a quote is open at its end, whether one was stray."""
    at, crossed = 0, 0
    while True:
        if not quoted and (inside := opening(body, marks, at)):
            quoted, at = True, inside
        if quoted:
            close = closing(body, marks, at)
            if close < 0:
                return crossed, True, False
            quoted = False
            at = past_spaces(body, close + 1)
            if at < len(body) and body[at] != marks.delimiter:
                return crossed, False, True
        at = body.find(marks.delimiter, at) + 1
        if not at:
            return crossed, False, False
        crossed += 1
