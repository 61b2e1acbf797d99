"""Many Parquet files with the same columns: one scan, for a view of each would cost more than reading them."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from coterie.engines.duckdb import DuckDBEngine
from coterie.read._cells import cells
from coterie.read._door import head_of_file
from coterie.read._magic import PARQUET
from coterie.read._parts import Part, Piece, types_of
from coterie.read._still import unchanged
from coterie.read._table import unique_names
from coterie.read.parquet import ROW_NUMBER, columns_of, read_through
from coterie.sql import quote


@dataclass
class Lake:
    """The pieces that were made, the names of files without rows, and the parts that are to be opened one by one."""

    pieces: list[Piece] = field(default_factory=list)
    empty: list[str] = field(default_factory=list)
    rest: list[Part] = field(default_factory=list)


def lake_of(engine: DuckDBEngine, parts: Sequence[Part], slot: str) -> Lake:
    """Parquet files of one schema together, the rest apart."""
    files = {os.path.abspath(p.thing): p for p in parts if isinstance(p.thing, Path) and head_of_file(p.thing).startswith(PARQUET)}  # noqa: PTH100
    schemas = _schemas(engine, files) if len(files) > 1 else {}
    if schemas.keys() != files.keys():
        return Lake(rest=list(parts))
    together = set(map(id, files.values()))
    lake, groups = Lake(rest=[part for part in parts if id(part) not in together]), dict[tuple[str, ...], list[str]]()
    for path, part in files.items():
        rows, schema = schemas[path]
        if rows:
            groups.setdefault((schema, *part.partitions), []).append(path)
        else:
            lake.empty.append(part.name)
    for number, paths in enumerate(groups.values()):
        found = [files[path] for path in paths]
        piece = _piece(engine, paths, found, f"{slot}_lake_{number}") if len(paths) > 1 else None
        if piece:
            lake.pieces.append(piece)
        else:
            lake.rest += found
    return lake


def _schemas(engine: DuckDBEngine, paths: Collection[str]) -> dict[str, tuple[int, str]]:
    """Path → its number of rows, and its columns as one text. Nothing, when one of the files is broken: the door will say which."""
    import duckdb

    listed = _list(paths)
    kind = "name, type, duckdb_type, logical_type, precision, scale, num_children"
    schema = f"string_agg(concat_ws(chr(31), {kind}), chr(30) ORDER BY column_id) FILTER (WHERE column_id > 0)"
    try:
        found = engine.rows(
            f"SELECT file_name, any_value(num_rows), {schema} FROM parquet_schema({listed})"
            f" JOIN parquet_file_metadata({listed}) USING (file_name) GROUP BY file_name"
        )
    except duckdb.Error:
        return {}
    return {str(path): (int(rows), str(columns)) for path, rows, columns in found}


def _piece(engine: DuckDBEngine, paths: Sequence[str], parts: Sequence[Part], slot: str) -> Piece | None:
    """The views over files of one schema; None where one is broken, or has a column that is in the way."""
    import duckdb

    names, notes = columns_of(Path(paths[0]))
    if ROW_NUMBER in map(str.casefold, names):
        return None
    path = next(free for free in ("_path", "_path_", "_path__") if free not in map(str.casefold, names))
    scan = f"read_parquet({_list(paths)}, hive_partitioning = false, filename = {quote.text(path)}, {ROW_NUMBER} = true)"
    try:
        described = engine.rows(f"DESCRIBE SELECT * EXCLUDE ({path}, {ROW_NUMBER}) FROM {scan}")
        rows = f"SELECT {cells(described, names)}, {path}, {ROW_NUMBER} FROM {scan}"
    except duckdb.Error:
        return None
    for part, file in zip(parts, paths, strict=True):
        one = f"SELECT * FROM read_parquet({quote.path(file)}, hive_partitioning = false)"
        engine.rely(unchanged(Path(file), part.name))
        engine.doubt(partial(read_through, engine, one, part.name))
    own = unique_names(names)
    folders = [name for name in parts[0].partitions if name.casefold() not in map(str.casefold, own)]
    files = _lent(engine, paths, parts, folders, f"{slot}_files")
    listed = [f"r.{quote.name(name)}" for name in own]
    listed += [f"f._{place} AS {quote.name(name)}" for place, name in enumerate(unique_names([*own, *folders])[len(own) :])]
    chosen, joined = (
        f"SELECT {', '.join(listed)}, CAST(NULL AS VARCHAR) AS _fault",
        f"FROM ({rows}) AS r JOIN {files} AS f ON r.{path} = f._path",
    )
    engine.run(f"CREATE OR REPLACE VIEW {slot} AS {chosen} {joined if folders else f'FROM ({rows}) AS r'}")
    engine.run(f"CREATE OR REPLACE VIEW {slot}_numbered AS {chosen}, r.{ROW_NUMBER} + 1 AS _line, f._file {joined}")
    return Piece(tuple(part.name for part in parts), slot, f"{slot}_numbered", types_of(engine, slot), notes)


def _lent(engine: DuckDBEngine, paths: Sequence[str], parts: Sequence[Part], folders: Sequence[str], name: str) -> str:
    """A table of the files: where each is, what the user calls it, and what its folders say."""
    import pyarrow as pa

    columns: dict[str, Sequence[str | None]] = {"_path": paths, "_file": [part.name for part in parts]}
    columns |= {f"_{place}": [part.partitions[folder] for part in parts] for place, folder in enumerate(folders)}
    return engine.lend(name, pa.table({column: pa.array(values, pa.string()) for column, values in columns.items()}))


def _list(paths: Iterable[str]) -> str:
    """Paths as a list in SQL."""
    return f"[{', '.join(map(quote.path, paths))}]"
