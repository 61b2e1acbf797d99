"""Delimited text: CSV and TSV.

Every cell is read as text, once. The engine is told the dialect and the columns, and one column more
than the header has, so that each row tells by itself whether it has too few or too many fields. It must find as many rows
as we count; what it could not read is held apart and joins the rest with its reason: no row vanishes.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from coterie.engines.duckdb import DuckDBEngine
from coterie.errors import InputError
from coterie.plan import Plan
from coterie.read._choice import names_used
from coterie.read._chunks import head_of
from coterie.read._dialect import dialect_of
from coterie.read._magic import foreign
from coterie.read._one_table import check_one_table, cut_notes
from coterie.read._places import Lost, Places
from coterie.read._plain import Plain
from coterie.read._stage import Staged, Text, stage
from coterie.read._survey import Source, survey
from coterie.read._table import Reader, Table, make_views, unique_names
from coterie.sql import quote


class CSVReader:
    """Reads delimited text."""

    def recognises(self, thing: Any, head: bytes) -> bool:
        """Text of no other format."""
        return bool(head) and not foreign(head)

    def open(self, engine: DuckDBEngine, thing: str | os.PathLike[str], slot: str, plan: Plan) -> Table:
        """Make the two views."""
        path, place = Path(thing), str(thing)
        head, whole = head_of(path)
        dialect = dialect_of(head, whole, place, names_used(plan, slot), plan.encoding)
        names = unique_names(dialect.header)
        source = Source(path, dialect, place, plan.threads or os.cpu_count() or 1)
        staged, places, lost = _where_it_stands(engine, source, slot) or _from_a_copy(engine, source, slot)
        notes = (*dialect.notes, *cut_notes(staged.count + lost.count))
        table = make_views(engine, place, slot, *_queries(names, staged, places, lost), notes=notes)
        check_one_table(engine, table, names, dialect.layout)
        return table


def _where_it_stands(engine: DuckDBEngine, source: Source, slot: str) -> tuple[Staged, Places, Lost] | None:
    """A text of which each line is a row; None where it is not so."""
    found = survey(source)
    staged = stage(engine, Text([source.path], source.dialect, source.asides, found.end, source.top), slot) if found else None
    if staged is None or found is None or staged.count != found.rows:
        return None
    places = Places(engine, slot)
    places.row(1, source.top + 1)
    return staged, places, Lost(engine, slot)


def _from_a_copy(engine: DuckDBEngine, source: Source, slot: str) -> tuple[Staged, Places, Lost]:
    """The plain copy of a text; when the engine finds other rows in it than we do, a copy for which every line was walked."""
    for trusting in (True, False):
        plain = Plain(engine, source, slot, trusting=trusting)
        plain.copy()
        if not plain.rows and not plain.lost.count:
            raise InputError("no-rows", "The file has a header and no rows", place=source.place, remedy="Export it again, with its rows.")
        staged = stage(engine, Text(plain.files, source.dialect, source.asides, copied=True), slot)
        for file in plain.files:
            engine.discard(file)
        if staged and staged.count == plain.rows:
            return staged, plain.places, plain.lost
    fact = f"The file cannot be split into rows with certainty: {staged.count if staged else 'none'} or {plain.rows}"
    raise InputError("unclear-rows", fact, place=source.place, remedy="Check its quotes and line ends, or export it again.")


def _queries(names: Sequence[str], staged: Staged, places: Places, lost: Lost) -> tuple[str, str]:
    """The two views: the rows that the engine read, and the records that it cannot."""
    own = ", ".join(f"c{place} AS {quote.name(name)}" for place, name in enumerate(names))
    line, rows = places.numbered(staged.numbered, staged.count)
    relation, numbered = f"SELECT {own}, _fault FROM {staged.relation}", f"SELECT {own}, _fault, {line} AS _line FROM {rows}"
    if lost.written():
        raw = ", ".join(["raw", *["NULL"] * (len(names) - 1)])
        relation += f" UNION ALL SELECT {raw}, fault FROM {lost.table}"
        numbered += f" UNION ALL SELECT {raw}, fault, line FROM {lost.table}"
    return relation, numbered


MEMBER: Reader = CSVReader()
