"""The bytes of a text, piece by piece: as UTF-8, each piece ending with a line, and where it can be with a record."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from coterie.errors import InputError, SurroundingsError
from coterie.read._dialect import Dialect
from coterie.read._encoding import nul_byte

CHUNK = 1 << 20
HEAD = 1 << 16
LONGEST_HEAD = 1 << 23
# A line of so many bytes is no line of a table, and would have to be held in memory.
ENDLESS = 1 << 26
# So many lines are looked at for one that ends outside of quotes.
TRIES = 1000
# A return at the end of what was read may be the first half of a line end.
LINE_END = re.compile(rb"\r\n|\n|\r(?=[^\n])")


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


def chunks_of(path: Path, dialect: Dialect, place: str) -> Iterator[bytes]:
    """What stands below the header."""
    top, quote, rest = dialect.skip + dialect.header_lines, dialect.marks.quote.encode(), b""
    with opened(path) as file:
        for part in _below(_as_utf8(file, dialect.encoding), top, place):
            rest += part
            if end := _end(rest, quote):
                yield rest[:end]
                rest = rest[end:]
            elif len(rest) > ENDLESS:
                fact = f"A line is longer than {ENDLESS:,} bytes"
                raise InputError("endless-line", fact, place=place, remedy="Export the file again, with a line for each row.")
        if rest:
            yield rest


def _as_utf8(file: IO[bytes], encoding: str) -> Iterator[bytes]:
    """The parts of a file as UTF-8; what cannot be read in another encoding is no UTF-8 either."""
    if encoding == "utf-8-sig":
        yield file.read(max(CHUNK, len(codecs.BOM_UTF8))).removeprefix(codecs.BOM_UTF8)
        # A part that ends with a line needs not be cut and joined again, which would take longer than to look at it.
        yield from iter(lambda: file.read(CHUNK) + file.readline(CHUNK), b"")
        return
    decoder = codecs.getincrementaldecoder(encoding)("coterie-bad")
    while part := file.read(CHUNK):
        yield decoder.decode(part).encode("utf-8", "surrogatepass")
    yield decoder.decode(b"", True).encode("utf-8", "surrogatepass")


def _below(parts: Iterator[bytes], top: int, place: str) -> Iterator[bytes]:
    """The parts without the first `top` lines."""
    head, at, left = b"", 0, top
    for part in parts:
        head += part
        while left and (end := LINE_END.search(head, at)):
            at, left = end.end(), left - 1
        if not left:
            _check_text(head[:at], place)
            yield head[at:]
            yield from parts


def _check_text(head: bytes, place: str) -> None:
    """Refuse a NUL in the header, or above it."""
    if (at := head.find(b"\0")) >= 0:
        raise nul_byte(1 + len(LINE_END.findall(head[:at])), place)


def _end(data: bytes, quote: bytes) -> int:
    """Where the last line ends that leaves no quote open; where there is none, the last line. 0 where no line ends."""
    last = end = data.rfind(b"\n") + 1
    if not end:
        return data.rfind(b"\r", 0, max(len(data) - 1, 0)) + 1
    odd = quote in data and data.count(quote, 0, end) % 2 == 1
    for _ in range(TRIES):
        if not odd or not end:
            break
        start = data.rfind(b"\n", 0, end - 1) + 1
        odd ^= data.count(quote, start, end) % 2 == 1
        end = start
    return last if odd or not end else end
