"""Delimited text: CSV and TSV.

Every cell is read as text. The engine is told the dialect and the columns, and one column more than the header has, so
that each row tells by itself whether it has too few or too many fields. A text that does not give one row per line is
walked through, record by record; what cannot be read joins the rest with its reason: no row vanishes.
"""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from coterie.engines.duckdb import DuckDBEngine
from coterie.errors import InputError
from coterie.plan import Plan
from coterie.read._aside import Aside, aside_at_end, fault_sql
from coterie.read._choice import names_used
from coterie.read._dialect import Dialect, dialect_of
from coterie.read._magic import foreign
from coterie.read._one_table import check_one_table, cut_notes
from coterie.read._plain import Copy, copy_plain, head_of, survey_of
from coterie.read._table import Reader, Table, make_views, unique_names
from coterie.read._walk import LONGEST
from coterie.sql import quote

NOTHING = "\x01nothing\x01"


@dataclass(frozen=True)
class _Text:
    """A text that the engine reads: its columns (the last is the surplus one) and what is known of its rows."""

    path: Path
    dialect: Dialect
    columns: tuple[str, ...]
    skip: int
    known: Copy
    asides: tuple[Aside, ...] = ()
    end: str = r"\n"

    def scan(self) -> str:
        """The call that reads it."""
        columns = ", ".join(f"{quote.text(c)}: 'VARCHAR'" for c in self.columns)
        marks = self.dialect.marks.plain
        mark = quote.text(marks.quote)
        return (
            f"read_csv({quote.path(self.path)}, compression = 'none', auto_detect = false, header = false, skip = {self.skip},"
            f" new_line = '{self.end}', delim = {quote.text(marks.delimiter)},"
            f" quote = {mark}, escape = {mark}, nullstr = [{quote.text(NOTHING)}],"
            f" columns = {{{columns}}}, null_padding = true, strict_mode = true, ignore_errors = true, max_line_size = {LONGEST},"
            f" parallel = {str(not self.known.several).lower()})"
        )

    def fault(self) -> str:
        """SQL that says what is wrong with a row."""
        *own, surplus = (quote.name(c) for c in self.columns)
        return fault_sql(own, surplus, self.dialect, self.asides)


class CSVReader:
    """Reads delimited text."""

    def recognises(self, thing: Any, head: bytes) -> bool:
        """Text of no other format."""
        return bool(head) and not foreign(head)

    def open(self, engine: DuckDBEngine, thing: str | os.PathLike[str], slot: str, plan: Plan) -> Table:
        """Make the two views."""
        path, place = Path(thing), str(thing)
        head, whole = head_of(path)
        dialect = dialect_of(head, whole, place, names_used(plan, slot))
        text = dataclasses.replace(_as_text(engine, path, dialect, place), asides=aside_at_end(path, dialect))
        notes = (*dialect.notes, *cut_notes(text.known.count + len(text.known.lost)))
        table = make_views(engine, place, slot, *_queries(engine, text, slot), notes=notes)
        check_one_table(engine, table, text.columns[:-1], dialect.layout)
        return table


def _as_text(engine: DuckDBEngine, path: Path, dialect: Dialect, place: str) -> _Text:
    """The text where it stands when the engine gets one row from each line, otherwise its plain copy."""
    names = tuple(unique_names((*dialect.header, "_surplus")))
    top = dialect.skip + dialect.header_lines
    survey = survey_of(path, dialect.marks.quote, place)
    plain = survey.plain and dialect.encoding == "utf-8-sig" and dialect.marks == dialect.marks.plain
    if plain and survey.lines > top:
        text = _Text(path, dialect, names, top, Copy(survey.lines - top, shifts=[top]), (), r"\r\n" if survey.returns else r"\n")
        if _count(engine, text) == text.known.count:
            return text
    target = engine.scratch(".csv")
    text = _Text(target, dialect, names, 0, copy_plain(path, target, dialect, place))
    if not text.known.count and not text.known.lost:
        raise InputError("no-rows", "The file has a header and no rows", place=place, remedy="Export it again, with its rows.")
    if (count := _count(engine, text)) != text.known.count:
        fact = f"The file cannot be split into rows with certainty: {count} or {text.known.count}"
        raise InputError("unclear-rows", fact, place=place, remedy="Check its quotes and line ends, or export it again.")
    return text


def _count(engine: DuckDBEngine, text: _Text) -> int:
    """How many rows the engine reads; -1 where it meets a cell over several lines, which it cannot read in parallel."""
    import duckdb

    try:
        return int(engine.rows(f"SELECT count(*) FROM {text.scan()}")[0][0])
    except duckdb.Error:
        return -1


def _queries(engine: DuckDBEngine, text: _Text, slot: str) -> tuple[str, str]:
    """The two views: the rows that the engine reads, and the records that it cannot."""
    own, known = ", ".join(quote.name(c) for c in text.columns[:-1]), text.known
    relation = f"SELECT {own}, {text.fault()} AS _fault FROM {text.scan()}"
    numbered = f"SELECT {own}, {text.fault()} AS _fault, row_number() OVER () AS _row FROM {text.scan()}"
    if len(known.rows) == 1:
        numbered = f"SELECT {own}, _fault, _row + {known.shifts[0]} AS _line FROM ({numbered})"
    else:
        shifts = _lend(engine, f"{slot}_shifts", _from=known.rows, _shift=known.shifts)
        numbered = f"SELECT {own}, _fault, _row + _shift AS _line FROM ({numbered}) ASOF JOIN {shifts} ON _row >= _from"
    if known.lost:
        lines, raw, faults = zip(*known.lost, strict=True)
        lost = _lend(engine, f"{slot}_lost", _line=lines, _raw=raw, _fault=faults)
        raw_first = "_raw" + ", NULL" * (len(text.columns) - 2)
        relation += f" UNION ALL SELECT {raw_first}, _fault FROM {lost}"
        numbered += f" UNION ALL SELECT {raw_first}, _fault, _line FROM {lost}"
    return relation, numbered


def _lend(engine: DuckDBEngine, name: str, **columns: Sequence[Any]) -> str:
    """A small table of ours, for as long as the engine lives."""
    import pyarrow as pa

    return engine.lend(name, pa.table({column: list(values) for column, values in columns.items()}))


MEMBER: Reader = CSVReader()
