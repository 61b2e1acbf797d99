"""A text is parsed once: its cells are kept where every later statement reads them, in the order of the rows.

Those of a small text are a table of the engine. Those of a large one go into a compact scratch file, so that memory does not
grow with the text.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from coterie.engines.duckdb import DuckDBEngine
from coterie.errors import SurroundingsError
from coterie.read._aside import Aside, fault_sql
from coterie.read._dialect import Dialect
from coterie.read._walk import LONGEST
from coterie.sql import quote

NOTHING = "\x01nothing\x01"
LARGE = 1 << 25
# Of columns with few different values a dictionary is kept; to try it for the others takes longer than it saves later.
FORM = "FORMAT parquet, COMPRESSION lz4_raw, DICTIONARY_SIZE_LIMIT 100"
# The engine holds groups of rows in memory while it writes them: the more columns, the fewer rows.
GROUP_ROWS, GROUP_CELLS, LEAST_ROWS = 122_880, 2_000_000, 2_048


@dataclass(frozen=True)
class Text:
    """What the engine parses, one row per record: files, how their lines end, and how many lines to leave out.

    The columns are called c0, c1 and so on; the last one is the surplus that no good row has. `copied` files are ours: there
    may be cells over several lines in them, which the engine reads with one thread a file. `asides` are last lines that are no rows.
    """

    files: Sequence[Path]
    dialect: Dialect
    asides: Sequence[Aside] = ()
    end: str = "\n"
    skip: int = 0
    copied: bool = False

    @property
    def size(self) -> int:
        """How many bytes there are."""
        return sum(path.stat().st_size for path in self.files)

    def rows(self) -> str:
        """The query that gives the cells, and what is wrong with a row."""
        width, marks = len(self.dialect.header), self.dialect.marks.plain
        mark, own = quote.text(marks.quote), [f"c{place}" for place in range(width)]
        columns = ", ".join(f"c{place}: 'VARCHAR'" for place in range(width + 1))
        if not self.files:
            return f"SELECT {', '.join(f'CAST(NULL AS VARCHAR) AS {column}' for column in own)}, '' AS _fault LIMIT 0"
        return (
            f"SELECT {', '.join(own)}, {fault_sql(own, f'c{width}', self.dialect, self.asides)} AS _fault"
            f" FROM read_csv([{', '.join(map(quote.path, self.files))}], compression = 'none', auto_detect = false, header = false,"
            f" skip = {self.skip}, new_line = '{self.end.encode('unicode_escape').decode()}', delim = {quote.text(marks.delimiter)},"
            f" quote = {mark}, escape = {mark}, nullstr = [{quote.text(NOTHING)}],"
            f" columns = {{{columns}}}, null_padding = true, strict_mode = true, ignore_errors = true, max_line_size = {LONGEST},"
            f" parallel = {str(not self.copied).lower()})"
        )


@dataclass(frozen=True)
class Staged:
    """What was parsed: how many rows there are, what they are selected from, and the same with their number (from 1) as `_row`."""

    count: int
    relation: str
    numbered: str


def stage(engine: DuckDBEngine, text: Text, slot: str) -> Staged | None:
    """Parse a text; None where the engine cannot read it so."""
    import duckdb

    try:
        if text.size <= LARGE:
            count = engine.rows(f"CREATE OR REPLACE TABLE {slot}_cells AS {text.rows()}")[0][0]
            return Staged(count, f"{slot}_cells", f"SELECT *, rowid + 1 AS _row FROM {slot}_cells")
        return _in_a_file(engine, text, engine.scratch(".parquet"))
    except duckdb.Error:
        return None


def _in_a_file(engine: DuckDBEngine, text: Text, file: Path) -> Staged:
    """Parse a text into a scratch file."""
    group = max(LEAST_ROWS, min(GROUP_ROWS, GROUP_CELLS // len(text.dialect.header)))
    try:
        count = engine.rows(f"COPY ({text.rows()}) TO {quote.text(str(file))} ({FORM}, ROW_GROUP_SIZE {group})")[0][0]
    except SurroundingsError as error:
        raise _no_room(text, file.parent, error) from error
    scan = f"read_parquet({quote.path(file)}"
    return Staged(count, f"{scan})", f"SELECT *, file_row_number + 1 AS _row FROM {scan}, file_row_number = true)")


def _no_room(text: Text, folder: Path, error: SurroundingsError) -> SurroundingsError:
    """The error of a disk that is full; another one as it is."""
    free, needed = shutil.disk_usage(folder).free, text.size
    if "No space left" not in error.place and free > needed:
        return error
    fact = f"There is no room for the cells in the temporary folder: up to {needed:,} bytes are needed, {free:,} are free"
    return SurroundingsError(
        "disk-full", fact, place=str(folder), remedy="Free some room there, or set TMPDIR to a folder on a larger disk."
    )
