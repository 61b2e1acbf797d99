"""One pass over the bytes of a text: whether each line is a row that the engine can read where it stands."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, islice
from pathlib import Path

from coterie.read._aside import Aside, aside_at_end
from coterie.read._chunks import chunks_of
from coterie.read._dialect import Dialect
from coterie.read._look import Look, Signs, look_at, walk_all


@dataclass(frozen=True)
class Source:
    """A text as it was given: its file, how it is written, its name for the user, and how many threads may look at it."""

    path: Path
    dialect: Dialect
    place: str
    threads: int = 1

    @property
    def top(self) -> int:
        """How many lines there are before the first row."""
        return self.dialect.skip + self.dialect.header_lines

    @cached_property
    def asides(self) -> tuple[Aside, ...]:
        """The last lines that are no rows."""
        return aside_at_end(self.path, self.dialect)

    @property
    def signs(self) -> Signs:
        """What has a meaning in its bytes."""
        marks = self.dialect.marks
        return Signs(marks.delimiter.encode(), marks.quote.encode(), len(self.dialect.header))

    @property
    def clear(self) -> bool:
        """Whether the engine takes its marks as they are, and each is one byte, so that it can be looked for."""
        return self.dialect.marks == self.dialect.marks.plain and len(self.signs.delimiter) == len(self.signs.quote) == 1

    def look(self, chunk: bytes, *, trusting: bool = True) -> Look:
        """A look at a chunk; where it is not `trusting`, or cannot be, every line is to be walked."""
        return look_at(chunk, self.signs) if trusting and self.clear else walk_all(chunk)

    def looked_at(self, *, trusting: bool = True) -> Iterator[tuple[bytes, Look]]:
        """All chunks in order, with a look at each; several are looked at side by side."""
        chunks = chunks_of(self.path, self.dialect, self.place)
        first = list(islice(chunks, 2))
        if len(first) < 2 or self.threads == 1:
            yield from ((chunk, self.look(chunk, trusting=trusting)) for chunk in chain(first, chunks))
            return
        waiting = deque[tuple[bytes, Future[Look]]]()
        with ThreadPoolExecutor(self.threads) as pool:
            for chunk in chain(first, chunks):
                waiting.append((chunk, pool.submit(self.look, chunk, trusting=trusting)))
                if len(waiting) > 2 * self.threads:
                    done, look = waiting.popleft()
                    yield done, look.result()
            for done, look in waiting:
                yield done, look.result()


@dataclass(frozen=True)
class Survey:
    """A text of which each line is a row: how many rows there are, and how its lines end."""

    rows: int
    end: str


def survey(source: Source) -> Survey | None:
    """What one pass tells; None where some line is no row by itself, or may be none, or there are no rows."""
    rows, end, over = 0, "", False
    if source.dialect.encoding != "utf-8-sig" or not source.clear:
        return None
    for chunk, look in source.looked_at():
        if b"\n" in chunk:  # the last line of a text need not end
            end = end or look.end
        good = look.records - look.blank
        if look.heights is not None or not look.end or look.end not in (end, "\n") or len(look.doubtful) != look.blank or (over and good):
            return None
        if look.blank:
            # Empty lines at the end are no rows to the engine either, unless there is but one column.
            over = look.doubtful[0] == good and source.signs.width > 1 and end == "\n"
            if not over:
                return None
        rows += good
    return Survey(rows, end or "\n") if rows else None
