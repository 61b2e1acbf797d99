"""One look at a chunk of text with array arithmetic: where its records stand, and which of them must be walked letter by letter.

The engine may be given a record without further ado when it is surely one row of about the right width: its quotes stand
only around cells or twice inside them, it is readable, neither blank nor very long, and has no lone return.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from coterie.read._walk import LONGEST

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

NEWLINE, RETURN, ASCII = 10, 13, 128


@dataclass(frozen=True)
class Signs:
    """What has a meaning in the bytes of a text, and how many fields a record should have."""

    delimiter: bytes
    quote: bytes
    width: int


@dataclass(frozen=True)
class Look:
    """What is known of a chunk.

    `doubtful` are the places of the records that must be walked, in order; `blank` of them are empty lines. `starts` are where
    the records begin, and where the last one ends; `heights` how many lines each takes. Both are None where every line is a
    record. `end` is how all lines end, "" where they differ.
    """

    records: int
    doubtful: Sequence[int] = ()
    blank: int = 0
    starts: NDArray[np.int64] | None = None
    heights: NDArray[np.int64] | None = None
    end: str = "\n"

    def next_doubtful(self, at: int) -> int:
        """The first doubtful record from this one on; how many records there are when there is none."""
        place = bisect_left(self.doubtful, at)
        return self.doubtful[place] if place < len(self.doubtful) else self.records

    @cached_property
    def begins(self) -> list[int]:
        """The same as `starts`, quicker to look up one by one."""
        return [] if self.starts is None else self.starts.tolist()


def look_at(chunk: bytes, signs: Signs) -> Look:
    """A look at lines of which the first begins a record.

    >>> found = look_at(b'a,b\\n"c\\nd",e\\n\\n', Signs(b",", b'"', 2))
    >>> found.records, found.doubtful, found.heights.tolist()
    (3, [2], [1, 2, 1])
    """
    import numpy as np

    data = np.frombuffer(chunk, np.uint8)
    lines = int(np.count_nonzero(data == NEWLINE)) + (not chunk.endswith(b"\n"))
    end = _line_end(chunk, data, lines)
    simple = end and signs.width > 1 and len(chunk) < LONGEST and b"\0" not in chunk and signs.quote not in chunk and _readable(chunk)
    if simple and np.count_nonzero(data == ord(signs.delimiter)) == lines * (signs.width - 1):
        return Look(lines, end=end)
    return _closely(chunk, data, signs, end)


def walk_all(chunk: bytes) -> Look:
    """The look that trusts no line."""
    import numpy as np

    starts = _line_starts(np.frombuffer(chunk, np.uint8))
    return Look(len(starts) - 1, range(len(starts) - 1), starts=starts, end="")


def _line_end(chunk: bytes, data: NDArray[np.uint8], lines: int) -> str:
    """How all lines end, but for the last of a text; "" where they differ."""
    import numpy as np

    if b"\r" not in chunk:
        return "\n"
    ended = lines - (not chunk.endswith(b"\n"))
    pairs = int(np.count_nonzero((data[1:] == NEWLINE) & (data[:-1] == RETURN)))
    return "\r\n" if pairs == ended == np.count_nonzero(data == RETURN) else ""


def _readable(chunk: bytes) -> bool:
    """Whether it is UTF-8."""
    try:
        return chunk.isascii() or bool(chunk.decode())
    except UnicodeDecodeError:
        return False


def _line_starts(data: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Where the lines begin, and where the last one ends."""
    import numpy as np

    starts = np.append(0, np.flatnonzero(data == NEWLINE) + 1)
    return starts if starts[-1] == len(data) else np.append(starts, len(data))


def _closely(chunk: bytes, data: NDArray[np.uint8], signs: Signs, end: str) -> Look:
    """A look at each record."""
    import numpy as np

    starts = _line_starts(data)
    quotes = np.flatnonzero(data == ord(signs.quote))
    heights, doubtful = None, np.zeros(len(starts) - 1, bool)
    if len(quotes) % 2 == 0 and not _misplaced(data, quotes, signs).any():
        kept = np.searchsorted(quotes, starts) % 2 == 0
        if not kept.all():
            lines = starts
            starts, heights = starts[kept], np.diff(np.flatnonzero(kept))
            doubtful = _swallowing(data, lines, starts, heights, signs)
    else:
        doubtful, quotes = _uneven(data, quotes, starts, signs)
    delimiters = np.flatnonzero(data == ord(signs.delimiter))
    delimiters = delimiters[np.searchsorted(quotes, delimiters) % 2 == 0]
    fields = np.diff(np.searchsorted(delimiters, starts)) + 1
    sizes = np.diff(starts)
    blank = (data[starts[1:] - 1] == NEWLINE) & ((sizes == 1) | (sizes == 2) & (data[starts[:-1]] == RETURN))
    doubtful |= blank | (sizes >= LONGEST) | (fields > signs.width + 1)
    if heights is not None:
        doubtful |= (heights > 1) & (fields != signs.width)
    doubtful[np.searchsorted(starts, _foul(chunk, data, end), side="right") - 1] = True
    return Look(len(starts) - 1, np.flatnonzero(doubtful).tolist(), int(blank.sum()), starts, heights, end)


def _misplaced(data: NDArray[np.uint8], quotes: NDArray[np.int64], signs: Signs) -> NDArray[np.bool_]:
    """For each pair of quotes, whether they are no cell's (or the halves of one that is written twice inside a cell)."""
    import numpy as np

    opens, closes = quotes[::2], quotes[1::2]
    joined = opens[1:] == closes[:-1] + 1
    before = data[np.maximum(opens - 1, 0)]
    after = data[np.minimum(closes + 1, len(data) - 1)]
    delimiter = ord(signs.delimiter)
    fine = (opens == 0) | (before == delimiter) | (before == NEWLINE)
    fine[1:] |= joined
    closed = (closes == len(data) - 1) | (after == delimiter) | (after == NEWLINE) | (after == RETURN)
    closed[:-1] |= joined
    return np.asarray(~(fine & closed))


def _uneven(
    data: NDArray[np.uint8], quotes: NDArray[np.int64], starts: NDArray[np.int64], signs: Signs
) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
    """Which lines have quotes that do not go together by themselves, and the quotes of the others."""
    import numpy as np

    line = np.searchsorted(starts, quotes, side="right") - 1
    odd = np.bincount(line, minlength=len(starts) - 1) % 2 == 1
    even = ~odd[line]
    quotes, line = quotes[even], line[even]
    doubtful = odd
    doubtful[line[::2][_misplaced(data, quotes, signs)]] = True
    return doubtful, quotes


def _swallowing(
    data: NDArray[np.uint8], lines: NDArray[np.int64], starts: NDArray[np.int64], heights: NDArray[np.int64], signs: Signs
) -> NDArray[np.bool_]:
    """Which records of several lines have an inner one that may be a row: more likely a quote is open there."""
    import numpy as np

    fields = np.diff(np.searchsorted(np.flatnonzero(data == ord(signs.delimiter)), lines)) + 1
    first = np.searchsorted(lines, starts[:-1])
    last = first + heights - 1
    wide = np.flatnonzero(fields >= signs.width)
    inner = np.searchsorted(wide, last) - np.searchsorted(wide, first, side="right")
    return np.asarray(inner > 0)


def _foul(chunk: bytes, data: NDArray[np.uint8], end: str) -> NDArray[np.int64]:
    """Where bytes stand that the engine should not see: NUL, a lone return, what may be no UTF-8."""
    import numpy as np

    found = [np.flatnonzero(data == 0)] if b"\0" in chunk else []
    if not end:
        returns = np.flatnonzero(data == RETURN)
        found.append(returns[data[np.minimum(returns + 1, len(data) - 1)] != NEWLINE])
    if not _readable(chunk):
        found.append(np.flatnonzero(data >= ASCII))
    return np.concatenate(found) if found else np.empty(0, np.int64)
