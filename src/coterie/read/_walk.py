"""Walk a delimited text record by record: where each record stands, and whether it is well formed.

The engine reads fast, but says little of what it could not read and mends some of it in silence. This walk is for the few
files that are not one good row per line: cells over several lines, blank lines, stray or open quotes, surplus fields.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

LONGEST = 2_097_152


class Record(NamedTuple):
    """One record: the physical line where it begins, how many lines it takes, its raw text and its number of fields.

    `stray` means that text follows a closing quote; `open_quote` that the quote never closes, or not before the record is
    longer than the engine takes (2 MB): nothing is read after it.
    """

    line: int
    lines: int
    text: str
    fields: int
    stray: bool = False
    open_quote: bool = False

    @property
    def blank(self) -> bool:
        """Whether the line is empty."""
        return not self.text


def records(lines: Iterable[str], delimiter: str, quote: str, first: int = 1) -> Iterator[Record]:
    r"""The records of a text given as its physical lines; `first` is the number of the first one.

    >>> [(r.line, r.fields) for r in records(['a,b\n', '1,"x\n', 'y"\n', '2,3\n'], ",", '"')]
    [(1, 2), (2, 2), (4, 2)]
    """
    begun, parts, size, fields, quoted, stray = first, list[str](), 0, 1, False, False
    for number, line in enumerate(lines, first):
        if not quoted:
            begun, parts, size, fields, stray = number, [], 0, 1, False
        parts.append(line)
        size += len(line)
        body = line.rstrip("\r\n")
        if quoted or quote in body:
            crossed, quoted, stray = _cross(body, delimiter, quote, quoted)
            fields += crossed
        else:
            fields += body.count(delimiter)
        if not quoted:
            yield Record(begun, len(parts), "".join(parts).rstrip("\r\n"), fields, stray)
        elif size > LONGEST:
            break
    if quoted:
        yield Record(begun, len(parts), "".join(parts), fields, open_quote=True)


def _cross(body: str, delimiter: str, quote: str, quoted: bool) -> tuple[int, bool, bool]:
    """Read one line: how many delimiters were crossed, whether a quote is open at its end, whether one was stray."""
    at, crossed = 0, 0
    while True:
        if not quoted:
            # The engine takes one space before a quote, and no more.
            opens = body.startswith(" ", at) + at
            quoted = body.startswith(quote, opens)
            at = opens + 1 if quoted else at
        if quoted:
            close = _closing(body, quote, at)
            if close < 0:
                return crossed, True, False
            quoted = False
            at = _past_spaces(body, close + 1)
            if at < len(body) and body[at] != delimiter:
                return crossed, False, True
        at = body.find(delimiter, at) + 1
        if not at:
            return crossed, False, False
        crossed += 1


def _past_spaces(body: str, at: int) -> int:
    """The first place from here on that is no space."""
    while body.startswith(" ", at):
        at += 1
    return at


def _closing(body: str, quote: str, at: int) -> int:
    """Where the quote closes; a doubled quote does not."""
    close = body.find(quote, at)
    while close >= 0 and body.startswith(quote, close + 1):
        close = body.find(quote, close + 2)
    return close
