"""Many Parquet files with the same columns: one scan, for a view of each would cost more than reading them."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from coterie.engines.duckdb import DuckDBEngine
from coterie.read._door import head_of_file
from coterie.read._magic import PARQUET
from coterie.read._parts import Part, Piece, types_of
from coterie.read._table import unique_names
from coterie.sql import quote

ROW_NUMBER = "file_row_number"  # what the engine calls it; a file with such a column is read alone


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


def _schemas(engine: DuckDBEngine, paths: Sequence[str] | dict[str, Part]) -> dict[str, tuple[int, str]]:
    """Path → its number of rows, and its columns as one text. Nothing, when one of the files is broken: the door will say which."""
    import duckdb

    listed = _list(paths)
    schema = "string_agg(concat_ws(chr(31), name, duckdb_type, num_children), chr(30) ORDER BY column_id) FILTER (WHERE column_id > 0)"
    try:
        found = engine.rows(
            f"SELECT file_name, any_value(num_rows), {schema} FROM parquet_schema({listed})"
            f" JOIN parquet_file_metadata({listed}) USING (file_name) GROUP BY file_name"
        )
    except duckdb.Error:
        return {}
    return {str(path): (int(rows), str(columns)) for path, rows, columns in found}


def _piece(engine: DuckDBEngine, paths: Sequence[str], parts: Sequence[Part], slot: str) -> Piece | None:
    """The views over files of one schema; None where a column of theirs is in the way."""
    import pyarrow as pa

    own = engine.columns(f"SELECT * FROM read_parquet({_list(paths[:1])}, hive_partitioning = false)")
    given = {name.casefold() for name in own}
    if ROW_NUMBER in given:
        return None
    folders = [name for name in parts[0].partitions if name.casefold() not in given]
    names = unique_names([*own, *folders])
    path = next(name for name in ("_path", "_path_", "_path__") if name not in given)
    columns: dict[str, list[str | None]] = {path: list(paths), "_file": [part.name for part in parts]}
    columns |= {f"_partition_{place}": [part.partitions[name] for part in parts] for place, name in enumerate(folders)}
    files = engine.lend(f"{slot}_files", pa.table({name: pa.array(values, pa.string()) for name, values in columns.items()}))
    cells = [f"r.{quote.name(c)} AS {quote.name(n)}" for c, n in zip(own, names, strict=False)]
    cells += [f"f._partition_{place} AS {quote.name(n)}" for place, n in enumerate(names[len(own) :])]
    chosen = f"SELECT {', '.join(cells)}, CAST(NULL AS VARCHAR) AS _fault"
    scan = f"read_parquet({_list(paths)}, hive_partitioning = false, filename = {quote.text(path)}, {ROW_NUMBER} = true) AS r"
    joined = f"FROM {scan} JOIN {files} AS f ON r.{path} = f.{path}"
    engine.run(f"CREATE OR REPLACE VIEW {slot} AS {chosen} {joined if folders else f'FROM {scan}'}")
    engine.run(f"CREATE OR REPLACE VIEW {slot}_numbered AS {chosen}, r.{ROW_NUMBER} + 1 AS _line, f._file {joined}")
    return Piece(tuple(part.name for part in parts), slot, f"{slot}_numbered", types_of(engine, slot))


def _list(paths: Sequence[str] | dict[str, Part]) -> str:
    """Paths as a list in SQL."""
    return f"[{', '.join(map(quote.path, paths))}]"
