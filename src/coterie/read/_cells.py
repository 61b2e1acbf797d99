"""The cells of a table that has types of its own: what is no number, no moment and no truth is given as a text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from coterie.read._table import unique_names
from coterie.sql import quote

PLAIN = re.compile(r"U?(TINY|SMALL|BIG)?INT(EGER)?|DECIMAL\(\d+,\d+\)|FLOAT|DOUBLE|DATE|TIMESTAMP\w*( WITH TIME ZONE)?|BOOLEAN|VARCHAR")
NESTED = re.compile(r".*\]|(STRUCT|MAP|UNION)\(.*", re.DOTALL)


def cells(described: Sequence[Sequence[object]], names: Sequence[str] = ()) -> str:
    """SQL for the columns of a table that a DESCRIBE gave, under names that can be told apart: those given, or its own.

    >>> cells([("id", "INTEGER"), ("ID", "STRUCT(a INTEGER)")])
    '"id" AS "id", CAST(to_json("ID") AS VARCHAR) AS "ID (2)"'
    """
    columns = [(quote.name(str(row[0])), str(row[1])) for row in described]
    unique = unique_names(names or [str(row[0]) for row in described])
    return ", ".join(f"{_cell(own, kind)} AS {quote.name(name)}" for (own, kind), name in zip(columns, unique, strict=True))


def reading(rows: str) -> str:
    """SQL that counts rows and reads every cell of them once, so that what is broken shows now and not in the middle of a run.

    >>> reading("SELECT 1 AS a")
    'SELECT count(*), bit_xor(hash(_row)) FROM (SELECT 1 AS a) AS _row'
    """
    return f"SELECT count(*), bit_xor(hash(_row)) FROM ({rows}) AS _row"


def _cell(column: str, kind: str) -> str:
    """SQL for one column: lists and objects as JSON, bytes as the text that they are if so, all else as the engine writes it."""
    if PLAIN.fullmatch(kind):
        return column
    if NESTED.fullmatch(kind):
        return f"CAST(to_json({column}) AS VARCHAR)"
    if kind == "BLOB":
        return f"coalesce(try(decode({column})), CAST({column} AS VARCHAR))"
    return f"CAST({column} AS VARCHAR)"
