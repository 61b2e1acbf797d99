"""Every delimited text made plain: UTF-8, lines that end in one way, and no record but good ones.

Most files are so already and are read where they stand. Of the others a copy is made, which remembers on which line of
the original each row stood and holds apart the records that cannot be read.
"""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import IO

from coterie.errors import SurroundingsError
from coterie.read._dialect import Dialect
from coterie.read._encoding import BAD, nul_byte
from coterie.read._marks import made_plain
from coterie.read._walk import LONGEST, Record, open_quote, records

CHUNK = 1 << 22
HEAD = 1 << 16
LONGEST_HEAD = 1 << 23


@dataclass
class Survey:
    """What one pass over the bytes tells of a text."""

    newlines: int = 0
    returns: int = 0
    pairs: int = 0
    quotes: int = 0
    readable: bool = True
    odd: bool = False
    last: bytes = b""

    @property
    def lines(self) -> int:
        """How many physical lines there are."""
        return self.newlines + self.returns - self.pairs + (self.last not in (b"\n", b"\r"))

    @property
    def plain(self) -> bool:
        """Whether the engine may be able to read the text as it is."""
        even = self.returns in (0, self.newlines) and self.pairs == self.returns
        return even and self.readable and not self.odd and self.quotes % 2 == 0


@dataclass
class Copy:
    """What the plain copy of a text remembers.

    From its row `rows[i]` on (from 1), the line of a row is its number plus `shifts[i]`. `lost` are the records that cannot be
    read: line, raw text, reason. `several` when a cell goes over several lines.
    """

    count: int = 0
    rows: list[int] = field(default_factory=lambda: [1])
    shifts: list[int] = field(default_factory=list)
    lost: list[tuple[int, str, str]] = field(default_factory=list)
    several: bool = False


@contextmanager
def opened(path: Path) -> Iterator[IO[bytes]]:
    """The bytes of a file; what goes wrong becomes an error that says so."""
    try:
        with path.open("rb") as file:
            yield file
    except OSError as error:
        raise SurroundingsError("no-access", f"The file cannot be read: {error.strerror or error}", place=str(path)) from error


def head_of(path: Path) -> tuple[bytes, bool]:
    """How a file begins, long enough for several lines, and whether that is all of it."""
    with opened(path) as file:
        head = file.read(HEAD)
        while head.count(b"\n") + head.count(b"\r") < 8 and len(head) < LONGEST_HEAD and (more := file.read(len(head))):
            head += more
        return head, not file.read(1)


def survey_of(path: Path, quote: str, place: str) -> Survey:
    """One pass over the bytes: line ends, quotes, whether it is UTF-8."""
    found, decoder, mark = Survey(), codecs.getincrementaldecoder("utf-8")(), quote.encode()
    reopened = re.compile(mark + b" +" + mark)
    with opened(path) as file:
        while chunk := file.read(CHUNK):
            found.newlines += chunk.count(b"\n")
            found.returns += chunk.count(b"\r")
            found.pairs += chunk.count(b"\r\n") + (found.last == b"\r" and chunk.startswith(b"\n"))
            found.quotes += chunk.count(mark)
            # A NUL belongs in no text; a closed quote that opens again is mended in silence by the engine.
            found.odd = found.odd or b"\0" in chunk or any(chunk[at.start() - 1 : at.start()] != mark for at in reopened.finditer(chunk))
            found.last = chunk[-1:]
            found.readable = found.readable and _reads(decoder, chunk)
    found.readable = found.readable and _reads(decoder, b"", final=True)
    return found


def _reads(decoder: codecs.IncrementalDecoder, chunk: bytes, final: bool = False) -> bool:
    """Whether the next bytes are UTF-8."""
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError:
        return False
    return True


def copy_plain(path: Path, target: Path, dialect: Dialect, place: str) -> Copy:
    """Write the plain copy: the good records, without the header."""
    top = dialect.skip + dialect.header_lines
    made = Copy(shifts=[top])
    with opened(path) as file, target.open("w", encoding="utf-8", newline="") as out:
        lines = io.TextIOWrapper(file, encoding=dialect.encoding, errors="coterie-bad", newline="")
        for record in records(islice(lines, top, None), dialect.marks, top + 1, dialect.layout):
            if "\0" in record.text:
                raise nul_byte(record.line, place)
            if record.unclear:
                raise open_quote(record.line, place)
            if _keep(made, record, len(dialect.header)):
                out.write(made_plain(record.text, dialect.marks) + "\n")
    return made


def _keep(made: Copy, record: Record, width: int) -> bool:
    """Whether the record goes into the copy; in any case, remember where what follows it stands."""
    fault = _fault(record, width)
    keep = not fault and not record.blank
    made.count += keep
    made.several = made.several or (keep and record.lines > 1)
    if fault:
        made.lost.append((record.line, record.text.replace(BAD, "\ufffd"), fault))
    if record.lines > keep:
        after = made.shifts[-1] + record.lines - keep
        if made.rows[-1] == made.count + 1:
            made.shifts[-1] = after
        else:
            made.rows.append(made.count + 1)
            made.shifts.append(after)
    return keep


def _fault(record: Record, width: int) -> str:
    """Why a record cannot be given to the engine, if so."""
    if BAD in record.text:
        return "unreadable characters"
    if record.fault:
        return record.fault
    if record.fields > width + 1:
        return "too many fields"
    return "line too long" if len(record.text) > LONGEST // 4 and len(record.text.encode()) >= LONGEST else ""
