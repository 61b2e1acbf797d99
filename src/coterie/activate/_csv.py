"""CSV that programs import and spreadsheets open: UTF-8, text in quotes, what a spreadsheet would run made harmless."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from coterie.sql import quote
from coterie.sql.harmless import harmless, harmless_text
from coterie.store.folder import write_whole

if TYPE_CHECKING:
    from coterie.engines.duckdb import DuckDBEngine

BOM = b"\xef\xbb\xbf"
PHONE = "^[+][1-9][0-9]{6,14}$"


def cells(engine: DuckDBEngine, sql: str) -> str:
    """The query with harmless texts. A telephone number begins with a plus and is only a number, so it stays as it is."""
    made = []
    for column, kind, *_ in engine.rows(f"DESCRIBE {sql}"):
        own = quote.name(column)
        safe = f"CASE WHEN regexp_full_match({own}, {quote.text(PHONE)}) THEN {own} ELSE {harmless(own)} END"
        made.append(f"{safe if kind == 'VARCHAR' else own} AS {quote.name(harmless_text(column))}")
    return f"SELECT {', '.join(made)} FROM ({sql}) AS listed"


def write_csv(engine: DuckDBEngine, sql: str, path: Path, *, bom: bool) -> None:
    """Write a query's result whole or not at all; with a byte order mark spreadsheets know that it is UTF-8."""
    texts = ", ".join(quote.name(harmless_text(c)) for c, kind, *_ in engine.rows(f"DESCRIBE {sql}") if kind == "VARCHAR")
    form = f"FORMAT csv, HEADER, DATEFORMAT '%Y-%m-%d'{f', FORCE_QUOTE ({texts})' if texts else ''}"

    def fill(temporary: Path) -> None:
        plain = engine.scratch(".csv")
        engine.run(f"COPY ({cells(engine, sql)}) TO {quote.text(str(plain))} ({form})")
        with plain.open("rb") as source, temporary.open("wb") as target:
            target.write(BOM if bom else b"")
            shutil.copyfileobj(source, target)
        engine.discard(plain)

    write_whole(path, fill)
