"""Any table in any dialect comes back as it was, or is refused: never anything else."""

from __future__ import annotations

import itertools
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from hypothesis import HealthCheck, assume, event, example, given, settings
from hypothesis import strategies as st

from coterie.engines.duckdb import DuckDBEngine
from coterie.errors import InputError
from coterie.plan import Plan
from coterie.read._door import open_table


@dataclass(frozen=True)
class Writing:
    """How a table is written: `everything` in quotes or only what needs them; what stands above it."""

    delimiter: str
    quote: str
    backslash: bool
    everything: bool
    end: str
    encoding: str
    above: Sequence[str]

    def field(self, cell: str) -> str:
        """One cell."""
        needs = any(sign in cell for sign in (self.delimiter, self.quote, "\r", "\n")) or cell != cell.strip(" ")
        if not (needs or self.everything):
            return cell
        if self.backslash:
            cell = cell.replace("\\", "\\\\")
        inside = cell.replace(self.quote, ("\\" if self.backslash else self.quote) + self.quote)
        return f"{self.quote}{inside}{self.quote}"

    def file(self, rows: Sequence[Sequence[str]]) -> bytes:
        """All of it."""
        lines = [*self.above, *(self.delimiter.join(map(self.field, row)) for row in rows)]
        return "".join(f"{line}{self.end}" for line in lines).encode(self.encoding)


writings = st.builds(
    Writing,
    delimiter=st.sampled_from(",;\t|,;\t|:~^\x1f"),
    quote=st.sampled_from('""\''),
    backslash=st.sampled_from([False, False, False, True]),
    everything=st.booleans(),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"]),
    above=st.sampled_from([(), (), (), ("",), ("Sales of January",), ("Sales", "made on 2024-02-01", "")]),
)
signs = st.sampled_from(list("ab 0-.;,\t|\"'\n\r:~^#\x1f\u20ac\xe9"))
letters = st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufeff")
numbers = st.decimals(0, 10_000, places=2).map(str)


@st.composite
def tables(draw: st.DrawFn) -> list[list[str]]:
    """Names, and rows of texts; often with columns of numbers."""
    text = draw(st.sampled_from([st.text(signs, max_size=8), st.text(st.one_of(signs, letters), max_size=8)]))
    columns = draw(st.lists(st.sampled_from([text, text, numbers]), min_size=2, max_size=6))
    rows = draw(st.lists(st.tuples(*columns).map(list), min_size=1, max_size=12))
    return [[f"name {chr(97 + place)}" for place in range(len(columns))], *rows]


TABLES = int(os.environ.get("TABLES", "120"))
quick = settings(max_examples=TABLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


@quick
@given(tables(), writings)
@example([["name a", "name b"], ["", ',"']], Writing(",", "'", False, True, "\n", "utf-8", ()))
@example([["name a", "name b"], ["", " "]], Writing(",", "'", False, False, "\n", "utf-8", ()))
def test_any_table_in_any_dialect(engine, tmp_path, table, writing):
    if writing.encoding == "cp1252":
        # Other letters of it may be UTF-8 as well, two by two.
        table = [["".join(sign if sign.isascii() else "\xe9" for sign in cell) for cell in row] for row in table]
    if writing.backslash:
        # What tells a backslash that escapes from one that is a letter is an escaped quote.
        assume(any(writing.quote in cell for row in table for cell in row))
        assume(not any("\\" in cell for row in table for cell in row))
    if writing.quote == "'":
        # A bare double quote opens a cell, unless the apostrophes prove that they do.
        assume(writing.everything or not any('"' in cell for row in table for cell in row))
    # Under a row of blanks, a text in the first of several cells is a note.
    bare = [[bool(cell.strip()) for cell in row] for row in table[1:]]
    assume(len(table[0]) < 3 or not any(not any(above) and own[0] and not any(own[1:]) for above, own in itertools.combinations(bare, 2)))
    try:
        found = _read(engine, tmp_path / "random.csv", writing.file(table))
    except InputError as refusal:
        event(refusal.code)  # it could have been meant in another way
        return
    event("read")
    assert found == _expected(table, writing)


@quick
@given(
    st.lists(st.tuples(st.text("ab 0-.'\"\n\xe9\u20ac", min_size=1, max_size=8), numbers, numbers), min_size=1, max_size=12),
    st.builds(
        Writing,
        delimiter=st.sampled_from(",;\t|"),
        quote=st.just('"'),
        backslash=st.just(False),
        everything=st.booleans(),
        end=st.sampled_from(["\n", "\r\n", "\r"]),
        encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"]),
        above=st.sampled_from([(), ("",), ("Sales of January",), ("Sales", "made on 2024-02-01", "")]),
    ),
)
def test_an_ordinary_table_is_never_refused(engine, tmp_path, rows, writing):
    # In Windows letters two of these are UTF-8 as well.
    cells = [[cell.replace("\u20ac", "\xe9") if writing.encoding == "cp1252" else cell for cell in row] for row in rows]
    table = [["name", "pieces", "price"], *cells]
    assert _read(engine, tmp_path / "random.csv", writing.file(table)) == _expected(table, writing)


def _read(engine: DuckDBEngine, path: Path, content: bytes) -> tuple[list[str], list[tuple[object, ...]]]:
    """The names, and the rows with their fault and line."""
    path.write_bytes(content)
    opened = open_table(engine, path, "t", Plan())
    rows = engine.rows(f"SELECT * EXCLUDE (_file) FROM {opened.numbered} ORDER BY _line")
    return engine.columns(f"SELECT * EXCLUDE (_fault) FROM {opened.relation}"), rows


def _expected(table: Sequence[Sequence[str]], writing: Writing) -> tuple[list[str], list[tuple[object, ...]]]:
    """The same, as it was written."""
    line, rows = len(writing.above) + 2, []
    for row in table[1:]:
        rows.append((*row, None, line))
        line += 1 + sum(cell.replace("\r\n", "\n").replace("\r", "\n").count("\n") for cell in row)
    return list(table[0]), rows
