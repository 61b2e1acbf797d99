"""Arrow files (Feather), read batch by batch."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from coterie.engines.duckdb import DuckDBEngine
from coterie.errors import InputError
from coterie.plan import Plan
from coterie.read._arrow import known, rows_of_stream
from coterie.read._table import Reader, Table, make_views

if TYPE_CHECKING:
    import pyarrow as pa

MAGIC = b"ARROW1"


class ArrowReader:
    """Reads Arrow files."""

    def recognises(self, thing: Any, head: bytes) -> bool:
        """Begins with the format's mark."""
        return head.startswith(MAGIC)

    def open(self, engine: DuckDBEngine, thing: str | os.PathLike[str], slot: str, plan: Plan) -> Table:
        """Make the two views over a copy, whose every batch was checked."""
        import duckdb
        import pyarrow as pa

        place = str(thing)
        try:
            with pa.memory_map(place) as mapped:
                file = pa.ipc.open_file(mapped)
                schema = known(file.schema.empty_table()).schema
                rows = (
                    rows_of_stream(engine, pa.RecordBatchReader.from_batches(schema, _batches(file)), f"{slot}_lent")
                    if schema.names
                    else ""
                )
        except (pa.ArrowException, duckdb.Error, OSError) as error:
            fact = f"The Arrow file is broken: {str(error).partition(chr(10))[0]}"
            raise InputError("broken-arrow", fact, place=place, remedy="Copy or write it again.") from error
        if not rows or not engine.rows(f"SELECT 1 FROM ({rows}) LIMIT 1"):
            raise InputError("no-rows", "The file has no rows", place=place, remedy="Write it again, with its rows.")
        relation = f"SELECT *, CAST(NULL AS VARCHAR) AS _fault FROM ({rows})"
        return make_views(engine, place, slot, relation, f"SELECT *, row_number() OVER () AS _line FROM ({relation})")


def _batches(file: Any) -> Iterator[pa.RecordBatch]:
    """The batches of a file, each checked: a broken one would take the whole program down."""
    import pyarrow as pa

    for number in range(file.num_record_batches):
        table = pa.Table.from_batches([file.get_batch(number)])
        table.validate(full=True)
        yield from known(table).to_batches()


MEMBER: Reader = ArrowReader()
