"""DuckDB databases, opened for reading only: a table is read where it lies; a view, or what a query gives, is copied out.

A view or a query could do more than read its database. Both are run on a connection that reaches no other file.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from coterie.engines.duckdb import DuckDBEngine
from coterie.errors import InputError, SurroundingsError
from coterie.plan import Plan
from coterie.read._cells import cells, reading
from coterie.read._choice import choose, query_wanted
from coterie.read._magic import DUCKDB, DUCKDB_AT
from coterie.read._table import Reader, Table, make_views
from coterie.sql import quote

BATCH_ROWS = 100_000
LISTED = """
    SELECT c.schema_name, c.table_name, list(c.column_name ORDER BY c.column_index), bool_or(t.table_oid IS NOT NULL)
    FROM duckdb_columns() AS c LEFT JOIN duckdb_tables() AS t ON c.database_oid = t.database_oid AND c.table_oid = t.table_oid
    WHERE NOT c.internal AND c.database_name = current_database()
    GROUP BY c.schema_name, c.table_name ORDER BY c.schema_name <> 'main', c.schema_name, c.table_name
"""
# What the engine says, what we say, whether it is the surroundings that fail, and the remedy.
TROUBLES = (
    ("newer version", "newer-duckdb", "The database was written by a newer DuckDB than the one here", "Update the package duckdb."),
    ("can only read versions", "newer-duckdb", "The database was written by a DuckDB of another age", "Update the package duckdb."),
    ("encrypted", "encrypted", "The database is encrypted", "Give an export of the table that is not."),
)
ONE_SELECT = "Give one SELECT, or another table with --table."
BUSY = ("set lock", "already attached", "different configuration")


class DuckDBReader:
    """Reads DuckDB."""

    takes = ("table", "query")

    def recognises(self, thing: Any, head: bytes) -> bool:
        """Has the format's mark."""
        return head.startswith(DUCKDB, DUCKDB_AT)

    def open(self, engine: DuckDBEngine, thing: str | os.PathLike[str], slot: str, plan: Plan) -> Table:
        """Make the two views: over the table itself, or over a copy of what a view or a query gives."""
        path, place, query = Path(thing).resolve(), str(thing), query_wanted(plan, slot)
        source, in_place, notes = "", False, tuple[str, ...]()
        with _opened(engine, path, place, plan) as database:
            if query is None:
                source, in_place, notes = _chosen(database, plan, slot, place)
            asked = f"SELECT * FROM {source}" if query is None else query.strip().rstrip(";")
            own = cells(_described(database, asked, place))
            rows = f"SELECT {own} FROM ({asked}\n)"
            rows = rows if in_place else _copied(engine, database, rows, place)
            count = database.execute(reading(rows)).fetchone()[0] if in_place else engine.rows(f"SELECT count(*) FROM ({rows})")[0][0]
        if not count:
            raise InputError("no-rows", "The table has no rows", place=place, remedy="Choose another one with --table or --query.")
        if in_place:
            alias = quote.name(f"file {path}")
            engine.run(f"ATTACH IF NOT EXISTS {quote.text(str(path))} AS {alias} (READ_ONLY)")
            rows = f"SELECT {own} FROM {alias}.{source}"
        relation = f"SELECT *, CAST(NULL AS VARCHAR) AS _fault FROM ({rows})"
        return make_views(engine, place, slot, relation, f"SELECT *, row_number() OVER () AS _line FROM ({relation})", notes=notes)


@contextmanager
def _opened(engine: DuckDBEngine, path: Path, place: str, plan: Plan) -> Iterator[Any]:
    """A connection to the database that reads it and no other file; what goes wrong becomes an error that says so."""
    import duckdb

    config: dict[str, Any] = {"enable_external_access": "false", "temp_directory": str(engine.scratch("").parent)}
    config |= {name: value for name, value in (("threads", plan.threads), ("memory_limit", plan.memory)) if value}
    try:
        with closing(duckdb.connect(str(path), read_only=True, config=config)) as database:
            database.execute("SET TimeZone = 'UTC'")
            yield database
    except duckdb.OutOfMemoryException as error:
        raise SurroundingsError("out-of-memory", "The query needs more memory", place=place, remedy="Give more with --memory.") from error
    except duckdb.Error as error:
        raise _trouble(str(error), place) from error


def _trouble(says: str, place: str) -> InputError | SurroundingsError:
    """What DuckDB has to say of a file, as an error of ours."""
    if any(words in says for words in BUSY):
        remedy = "Close it there, give a copy of the file, or in Python give the table itself."
        return SurroundingsError("database-busy", "The database is open for writing elsewhere", place=place, remedy=remedy)
    for words, code, fact, remedy in TROUBLES:
        if words in says:
            return InputError(code, fact, place=place, remedy=remedy)
    fact = f"The DuckDB database is broken ({says.partition(chr(10))[0]})"
    return InputError("broken-duckdb", fact, place=place, remedy="Copy it again, or export its tables anew.")


def _chosen(database: Any, plan: Plan, slot: str, place: str) -> tuple[str, bool, tuple[str, ...]]:
    """The table or view to read, quoted; whether it is a table; and a note on the others."""
    import duckdb

    found = {
        (name if schema == "main" else f"{schema}.{name}"): (f"{quote.name(schema)}.{quote.name(name)}", header, is_table)
        for schema, name, header, is_table in database.execute(LISTED).fetchall()
    }
    if not found:
        raise InputError("no-tables", "The database has no tables", place=place, remedy="Check that it is the right file.")

    def size(name: str) -> int:
        try:
            return int(database.execute(f"SELECT count(*) FROM {found[name][0]}").fetchone()[0])
        except duckdb.Error:  # a view may be broken
            return 0

    name, notes = choose({name: header for name, (_, header, _) in found.items()}, size, plan, slot, place=place, word="table")
    return found[name][0], found[name][2], notes


def _described(database: Any, query: str, place: str) -> list[tuple[str, str]]:
    """The columns that a query gives, with their types; a query that cannot be run, or does more than read, is refused."""
    import duckdb

    try:
        statements = duckdb.extract_statements(query)
        if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
            raise InputError("bad-query", "The query is not one SELECT", place=place, remedy=ONE_SELECT)
        return list(database.execute(f"DESCRIBE SELECT * FROM ({query}\n)").fetchall())
    except duckdb.Error as error:
        raise _refused(error, place) from error


def _refused(error: Exception, place: str) -> InputError:
    """The refusal of a view or a query that the database cannot run."""
    return InputError("bad-query", f"The database cannot run this: {str(error).partition(chr(10))[0]}", place=place, remedy=ONE_SELECT)


def _copied(engine: DuckDBEngine, database: Any, query: str, place: str) -> str:
    """SQL for a copy of what a query gives."""
    import duckdb
    import pyarrow.parquet as pq

    path = engine.scratch(".parquet")
    try:
        reader = database.sql(query).to_arrow_reader(BATCH_ROWS)
        with pq.ParquetWriter(path, reader.schema) as writer:
            for batch in reader:
                writer.write_batch(batch)
    except duckdb.OutOfMemoryException:
        raise
    except duckdb.Error as error:
        raise _refused(error, place) from error
    return f"SELECT * FROM read_parquet({quote.path(path)})"


MEMBER: Reader = DuckDBReader()
