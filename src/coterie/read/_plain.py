"""Every delimited text made plain: UTF-8, lines that end in one way, and no record but good ones.

Most files are so already and are read where they stand. Of the others a copy is made: what is surely good is copied as it
stands, the rest is walked record by record. The copy comes in several files, so that the engine can read them side by side.
"""

from __future__ import annotations

import codecs
import re
from bisect import bisect_left
from collections import deque
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from coterie.engines.duckdb import DuckDBEngine
from coterie.read._encoding import BAD, nul_byte
from coterie.read._look import NEWLINE, RETURN, Look
from coterie.read._marks import made_plain
from coterie.read._places import Lost, Places
from coterie.read._scratch import Write, scratch_file
from coterie.read._survey import Source
from coterie.read._walk import LONGEST, Record, open_quote, records

PIECE = 1 << 25
LONE_RETURN = re.compile(rb"(?<=\r)(?!\n|\Z)")


class _Lines:
    """Lines from some place of a text on. A walk may read more of them than it uses."""

    def __init__(self, data: bytes, feed: Iterator[tuple[bytes, Look]]) -> None:
        self._data, self._feed = data, feed
        self._split = 0
        self._ready, self._taken = deque[bytes](), deque[int]()
        self.used, self.crossed = 0, False

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        """The next line; also one that ends in a lone return."""
        if not self._ready:
            if self._split == len(self._data):
                self._data = self._data[self.used :] + next(self._feed)[0]
                self._split, self.used, self.crossed = self._split - self.used, 0, True
            end = self._data.find(b"\n", self._split) + 1 or len(self._data)
            line, self._split = self._data[self._split : end], end
            self._ready.extend(LONE_RETURN.split(line) if b"\r" in line else [line])
        line = self._ready.popleft()
        self._taken.append(len(line))
        return line.decode("utf-8", "coterie-bad")

    def use(self, lines: int) -> bool:
        """Use the first lines that were taken and not used; whether what follows begins a line by any reckoning."""
        self.used += sum(self._taken.popleft() for _ in range(lines))
        return self.used == len(self._data) or self._data[self.used - 1] == NEWLINE

    def rest(self) -> bytes:
        """What is not used, as far as it was read."""
        return self._data[self.used :]


class Plain:
    """The plain copy of a text: its files, how many rows they have, where these stood, and what cannot be read."""

    def __init__(self, engine: DuckDBEngine, source: Source, slot: str, *, trusting: bool) -> None:
        self.files, self.rows = list[Path](), 0
        self.places, self.lost = Places(engine, slot), Lost(engine, slot)
        self._engine, self._source, self._trusting = engine, source, trusting
        self._line = source.top + 1
        self._feed = source.looked_at(trusting=trusting)
        self._open, self._room = ExitStack(), 0
        self._write: Write

    def copy(self) -> None:
        """Take what is surely good as it stands, and walk the rest."""
        with self._open:
            for chunk, look in self._feed:
                at = 0
                while at < look.records:
                    until = look.next_doubtful(at)
                    self._take(chunk, look, at, until)
                    if until < look.records:
                        chunk, look, until = self._walk(chunk, look, until)  # noqa: PLW2901
                    at = until

    def _take(self, chunk: bytes, look: Look, start: int, stop: int) -> None:
        """Copy good records as they stand."""
        import numpy as np

        if start == stop:
            return
        if look.heights is None:
            self.places.row(self.rows + 1, self._line)
            self._line += stop - start
        else:
            heights = look.heights[start:stop]
            self.places.rows(self.rows + 1, self._line + np.cumsum(heights) - heights)
            self._line += int(heights.sum())
        self.rows += stop - start
        self._put(_verbatim(chunk, look, start, stop))

    def _walk(self, chunk: bytes, look: Look, at: int) -> tuple[bytes, Look, int]:
        """Walk from a doubtful record up to a good one: its chunk, the look at it, and its place there."""
        begin, dialect = look.begins[at], self._source.dialect
        lines = _Lines(chunk[begin:], self._feed)
        for record in records(lines, dialect.marks, self._line, dialect.layout):
            self._keep(record)
            self._line = record.line + record.lines
            if not lines.use(record.lines):
                continue
            at = bisect_left(look.begins, begin + lines.used)
            if lines.crossed or look.begins[at] != begin + lines.used:
                rest = lines.rest()
                return rest, self._source.look(rest, trusting=self._trusting), 0
            if look.next_doubtful(at) != at or at == look.records:
                return chunk, look, at
        return chunk, look, look.records

    def _keep(self, record: Record) -> None:
        """Put a record into the copy, or to the lost ones."""
        source = self._source
        if "\0" in record.text:
            raise nul_byte(record.line, source.place)
        if record.unclear:
            raise open_quote(record.line, source.place)
        if fault := _fault(record, source.signs.width):
            self.lost.add(record.line, record.text.replace(BAD, "\ufffd"), fault)
        elif not record.blank:
            self.rows += 1
            self.places.row(self.rows, record.line)
            self._put(made_plain(record.text, source.dialect.marks).encode() + b"\n")

    def _put(self, rows: bytes) -> None:
        """Write to the copy, in which every file begins with the mark that the engine would take from its first cell."""
        if self._room <= 0:
            self._open.close()
            path, self._write = self._open.enter_context(scratch_file(self._engine, self._source.place))
            self.files.append(path)
            self._room = PIECE
            self._write(codecs.BOM_UTF8)
        self._write(rows)
        self._room -= len(rows)


def _verbatim(chunk: bytes, look: Look, start: int, stop: int) -> bytes:
    """Records as they stand, but for how their lines end."""
    import numpy as np

    if look.starts is not None:
        chunk = chunk[look.starts[start] : look.starts[stop]]
    if look.end == "\r\n" and look.heights is None:
        chunk = chunk.replace(b"\r\n", b"\n")
    elif look.end != "\n" and look.starts is not None:
        data, ends = np.frombuffer(chunk, np.uint8), look.starts[start + 1 : stop + 1] - look.starts[start]
        ends = ends[(ends > 1) & (data[ends - 1] == NEWLINE) & (data[ends - 2] == RETURN)]
        chunk = np.delete(data, ends - 2).tobytes()
    return chunk if chunk.endswith(b"\n") else chunk + b"\n"


def _fault(record: Record, width: int) -> str:
    """Why a record cannot be given to the engine, if so."""
    if BAD in record.text:
        return "unreadable characters"
    if record.fault:
        return record.fault
    if record.fields > width + (record.lines == 1):
        return "too many fields"
    return "line too long" if len(record.text) > LONGEST // 4 and len(record.text.encode()) >= LONGEST else ""
