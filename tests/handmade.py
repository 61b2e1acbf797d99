"""Input tables made by hand, all text, as a reader would hand them over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pyarrow as pa

from coterie.engines.duckdb import DuckDBEngine
from coterie.records import Column, Source
from coterie.sql import quote

NUMBERS = ("amount", "quantity", "price")


def column(name: str, role: str, kind: str = "") -> Column:
    kind = kind or ("number" if role in NUMBERS else "time" if role == "time" else "text")
    own = quote.name(name)
    ways = {
        "number": f"number_of({own})",
        "time": f"coalesce(time_of({own}, '%Y-%m-%d %H:%M:%S'), time_of({own}, '%Y-%m-%d'))",
        "text": f"text_of({own})",
    }
    return Column(name, kind, own, ways[kind], role)


def make_source(engine: DuckDBEngine, table: str, header: str, rows: Sequence[str], kinds: Mapping[str, str] | None = None) -> Source:
    """`header` is `name=role name=role …` (or a bare name for a column without a role); a row is cells between `|`.

    A cell `-` is NULL; a row that begins with `!` could not be read.
    """
    columns = []
    for part in header.split():
        name, _, role = part.partition("=")
        columns.append(column(name, role, (kinds or {}).get(name, "")))
    cells = [[None if cell == "-" else cell for cell in row.removeprefix("!").split("|")] for row in rows]
    data = {c.name: pa.array([row[place] for row in cells], pa.string()) for place, c in enumerate(columns)}
    data["_fault"] = pa.array(["too many fields" if row.startswith("!") else None for row in rows], pa.string())
    data["_line"] = pa.array(range(2, len(rows) + 2), pa.int64())
    data["_file"] = pa.array([f"{table}.csv"] * len(rows), pa.string())
    engine.lend(f"read_{table}", pa.table(data))
    own = ", ".join(quote.name(c.name) for c in columns)
    engine.run(f"CREATE OR REPLACE VIEW {table}_in AS SELECT {own}, _fault FROM read_{table}")
    return Source(table, f"{table}.csv", f"{table}_in", f"read_{table}", tuple(columns))


ORDERS = """id,email,created_at,status,total
1,ann@x.org,2024-01-05,paid,30
2,bob@x.org,2024-01-06,paid,20
3,ann@x.org,2024-02-06,paid,12.50
"""
ITEMS = """item_id,order_id,sku,qty,price
11,1,A,2,10
12,1,B,1,8
13,2,A,2,10
14,3,C,1,12.50
"""


def text_table(text: str, mark: str = ",") -> pa.Table:
    """The table of a text that is written as CSV, each cell a text."""
    header, *rows = (line.split(mark) for line in text.split("\n") if line)
    return pa.table({name: pa.array([row[place] or None for row in rows], pa.string()) for place, name in enumerate(header)})
