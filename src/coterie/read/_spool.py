"""Rows that the engine cannot read itself, written down batch by batch as Parquet files that it can: memory holds one batch.

Cells are texts. A row that could not be read has its reason, and its raw text instead of cells.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from coterie.engines.duckdb import DuckDBEngine
from coterie.errors import SurroundingsError
from coterie.read._table import Table, make_views, unique_names
from coterie.sql import quote

BATCH_ROWS = 50_000
BATCH_TEXT = 1 << 26


@dataclass
class Batch:
    """Rows of one batch: each a mapping from the place of a column to its text; what is missing is not in it."""

    rows: list[Mapping[int, str]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    faults: list[str | None] = field(default_factory=list)
    size: int = 0

    def add(self, line: int, row: Mapping[int, str], size: int, fault: str | None = None) -> None:
        """One row; a faulty one has its raw text in column 0. `size` is about how many letters it has."""
        self.rows.append(row)
        self.lines.append(line)
        self.faults.append(fault)
        self.size += size

    @property
    def full(self) -> bool:
        """Whether it is time to write it down."""
        return len(self.rows) >= BATCH_ROWS or self.size >= BATCH_TEXT


class Spool:
    """Takes batches, and makes of them the two views of a table.

    >>> with DuckDBEngine() as engine:
    ...     spool = Spool(engine)
    ...     batch = Batch()
    ...     batch.add(1, {0: "a"}, size=1)
    ...     spool.write(batch)
    ...     engine.rows(f"SELECT * FROM {spool.views('x.txt', 'x', ['id', 'note']).numbered}")
    [('a', None, None, 1, 'x.txt')]
    """

    def __init__(self, engine: DuckDBEngine) -> None:
        self.engine = engine
        self.parts: list[Path] = []
        self.written: set[int] = set()

    def write(self, batch: Batch) -> None:
        """Write a batch down, with the columns that it has."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        places = sorted(set().union(*batch.rows))
        columns = {f"c{place}": pa.array([row.get(place) for row in batch.rows], pa.large_string()) for place in places}
        columns |= {"_fault": pa.array(batch.faults, pa.string()), "_line": pa.array(batch.lines, pa.int64())}
        self.written.update(places)
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
        files = ", ".join(quote.text(str(part)) for part in self.parts)
        scan = f"read_parquet([{files}], union_by_name = true)"
        return make_views(
            self.engine, name, slot, f"SELECT {own}, _fault FROM {scan}", f"SELECT {own}, _fault, _line FROM {scan}", notes=notes
        )
