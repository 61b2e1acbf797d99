"""Rows that the engine cannot read itself, written down batch by batch as Parquet files that it can: memory holds one batch.

Cells are texts. A row that could not be read has the reason, and its raw text instead of cells.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from coterie.engines.duckdb import DuckDBEngine
from coterie.errors import SurroundingsError
from coterie.read._table import Table, make_views, unique_names
from coterie.sql import quote

BATCH_ROWS = 50_000
BATCH_TEXT = 1 << 26


class Spool:
    """Takes batches, and makes of them the two views of a table. It is time for the next batch at `BATCH_ROWS` or `BATCH_TEXT`.

    >>> with DuckDBEngine() as engine:
    ...     spool = Spool(engine)
    ...     spool.write({0: ["a", "b"]}, lines=[1, 2], faults=[None, None])
    ...     engine.rows(f"SELECT * FROM {spool.views('x.txt', 'x', ['id', 'note']).numbered}")
    [('a', None, None, 1, 'x.txt'), ('b', None, None, 2, 'x.txt')]
    """

    def __init__(self, engine: DuckDBEngine) -> None:
        self.engine = engine
        self.parts: list[Path] = []
        self.written: set[int] = set()
        self.rows = 0

    def write(self, cells: Mapping[int, Sequence[str | None]], lines: Sequence[int], faults: Sequence[str | None]) -> None:
        """Write a batch down: columns by their place, as far as the batch has them; a faulty row has its raw text in column 0."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        columns = {f"c{place}": pa.array(texts, pa.large_string()) for place, texts in sorted(cells.items())}
        columns |= {"_fault": pa.array(faults, pa.string()), "_line": pa.array(lines, pa.int64())}
        self.written.update(cells)
        self.rows += len(lines)
        try:
            self.parts.append(self.engine.scratch(".parquet"))
            pq.write_table(pa.table(columns), self.parts[-1])
        except OSError as error:
            fact, remedy = f"A temporary file could not be written: {error.strerror or error}", "Free space in the temporary folder."
            raise SurroundingsError("no-scratch", fact, place=tempfile.gettempdir(), remedy=remedy) from error

    def views(self, name: str, slot: str, header: Sequence[str], *, notes: tuple[str, ...] = ()) -> Table:
        """The two views over all that was written, with a column for every name of the header."""
        names = unique_names(header)
        cells = (f"c{place}" if place in self.written else "CAST(NULL AS VARCHAR)" for place in range(len(names)))
        own = ", ".join(f"{cell} AS {quote.name(name)}" for cell, name in zip(cells, names, strict=True))
        files = ", ".join(quote.path(part) for part in self.parts)
        scan = f"read_parquet([{files}], union_by_name = true)"
        return make_views(
            self.engine, name, slot, f"SELECT {own}, _fault FROM {scan}", f"SELECT {own}, _fault, _line FROM {scan}", notes=notes
        )
