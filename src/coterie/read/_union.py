"""Several tables read as one: columns matched by name, every row under the name of its own file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from coterie.engines.duckdb import DuckDBEngine
from coterie.errors import InputError, shown
from coterie.plan import Plan
from coterie.read._door import open_as, open_table
from coterie.read._files import some
from coterie.read._lake import lake_of
from coterie.read._match import cells, common_type, matched
from coterie.read._parts import Part, Piece, same_content, types_of, without_repeats
from coterie.read._table import Table
from coterie.sql import quote

EMPTY = ("empty-file", "no-rows")
ALIKE = 0.5
# More views than so many make every query slow: their rows are written down once.
MOST_VIEWS = 32


def open_all(engine: DuckDBEngine, parts: Iterable[Part], slot: str, plan: Plan, *, name: str, notes: Iterable[str] = ()) -> Table:
    """The views of all parts as of one table; a part that cannot be read is refused by its name."""
    own_parts, told = without_repeats(parts)
    pieces, empty = _pieces(engine, own_parts, slot, plan)
    if not pieces:
        raise InputError("no-rows", "None of the files holds a row", place=name, remedy="Export them again, with their rows.")
    columns, owns = matched([piece.types for piece in pieces])
    _check_alike(pieces, owns)
    types = {column: _type(column, pieces, owns) for column in columns}
    _make_views(engine, slot, types, pieces, owns)
    folders = dict.fromkeys(name for part in own_parts for name in part.partitions)
    told += same_content(own_parts)
    told += [f"The names of the folders give {some([shown(folder) for folder in folders])}."] if folders else []
    told += [f"There are no rows in {some(empty)}."] if empty else []
    return Table(name, slot, f"{slot}_numbered", (*notes, *told, *_missing(columns, pieces, owns), *_notes(pieces)))


def _pieces(engine: DuckDBEngine, parts: Sequence[Part], slot: str, plan: Plan) -> tuple[list[Piece], list[str]]:
    """Every part in the engine, and the names of those without rows."""
    lake = lake_of(engine, parts, slot)
    pieces, empty = lake.pieces, lake.empty
    for number, part in enumerate(lake.rest):
        try:
            table = _opened(engine, part, f"{slot}_{number}", plan)
        except InputError as error:
            if error.code not in EMPTY:
                raise
            empty.append(part.name)
            continue
        pieces.append(_piece(engine, part, table))
    return pieces, empty


def _opened(engine: DuckDBEngine, part: Part, slot: str, plan: Plan) -> Table:
    """The views of one part."""
    if isinstance(part.thing, Path) and str(part.thing) != part.name:
        return open_as(engine, part.thing, part.name, slot, plan)
    return open_table(engine, part.thing, slot, plan)


def _piece(engine: DuckDBEngine, part: Part, table: Table) -> Piece:
    """A part with the columns that its folders name; its own columns come first."""
    types = types_of(engine, table.relation)
    own = {name.casefold() for name in types}
    folders = {name: value for name, value in part.partitions.items() if name.casefold() not in own}
    given = "".join(
        f", {'CAST(NULL AS VARCHAR)' if value is None else quote.text(value)} AS {quote.name(name)}" for name, value in folders.items()
    )
    relation, numbered = (f"(SELECT *{given} FROM {view})" for view in (table.relation, table.numbered))
    return Piece((table.name,), relation, numbered, {**types, **dict.fromkeys(folders, "VARCHAR")}, table.notes)


def _check_alike(pieces: Sequence[Piece], owns: Sequence[Mapping[str, str]]) -> None:
    """Refuse files of different tables: orders and customers in one folder share no more than the customer's id."""
    for piece, own in zip(pieces[1:], owns[1:], strict=True):
        shared = [column for column in own if column in owns[0]]
        if len(shared) < ALIKE * min(len(own), len(owns[0])):
            common = f"only {some([shown(column) for column in shared])}" if shared else "no column"
            fact = f"The files {pieces[0].files[0]} and {piece.files[0]} are not parts of one table: they share {common}"
            raise InputError(
                "different-tables",
                fact,
                remedy="Give only files of the same columns; a table of customers is given as customers (--customers).",
            )


def _type(column: str, pieces: Sequence[Piece], owns: Sequence[Mapping[str, str]]) -> str:
    """The type of a column in all pieces that have it."""
    return common_type({piece.types[own[column]] for piece, own in zip(pieces, owns, strict=True) if column in own})


def _make_views(
    engine: DuckDBEngine, slot: str, types: Mapping[str, str], pieces: Sequence[Piece], owns: Sequence[Mapping[str, str]]
) -> None:
    """The two views over all pieces; of many, over a copy of their rows."""
    chosen = [f"SELECT {cells(types, own, piece.types)}, _fault" for piece, own in zip(pieces, owns, strict=True)]
    relation = [f"{select} FROM {piece.relation}" for select, piece in zip(chosen, pieces, strict=True)]
    numbered = [f"{select}, _line, _file FROM {piece.numbered}" for select, piece in zip(chosen, pieces, strict=True)]
    if len(pieces) > MOST_VIEWS:
        copies = f"read_parquet([{', '.join(quote.path(path) for path in _copied(engine, numbered))}])"
        relation, numbered = [f"SELECT * EXCLUDE (_line, _file) FROM {copies}"], [f"SELECT * FROM {copies}"]
    engine.run(f"CREATE OR REPLACE VIEW {slot} AS {' UNION ALL '.join(relation)}")
    engine.run(f"CREATE OR REPLACE VIEW {slot}_numbered AS {' UNION ALL '.join(numbered)}")


def _copied(engine: DuckDBEngine, queries: Sequence[str]) -> Iterator[Path]:
    """The rows of queries as Parquet files, each of a few queries: one of all would take longer to plan than to read."""
    for first in range(0, len(queries), MOST_VIEWS):
        copy = engine.scratch(".parquet")
        engine.write_parquet(" UNION ALL ".join(queries[first : first + MOST_VIEWS]), copy)
        yield copy


def _missing(columns: Sequence[str], pieces: Sequence[Piece], owns: Sequence[Mapping[str, str]]) -> list[str]:
    """Which files lack which columns."""
    lacking: dict[tuple[str, ...], list[str]] = {}
    for column in columns:
        files = tuple(file for piece, own in zip(pieces, owns, strict=True) if column not in own for file in piece.files)
        lacking.setdefault(files, []).append(shown(column))
    return [f"{_are('column', names)} missing in {some(files)}, and blank there." for files, names in lacking.items() if files]


def _are(noun: str, names: Sequence[str]) -> str:
    """Names with their noun, as what a sentence speaks of.

    >>> _are("column", ["a"]), _are("column", ["a", "b"])
    ('The column a is', 'The columns a and b are')
    """
    return f"The {noun} {names[0]} is" if len(names) == 1 else f"The {noun}s {some(names)} are"


def _notes(pieces: Sequence[Piece]) -> list[str]:
    """What there is to know of the parts, each with the files that it is true of."""
    files: dict[str, list[str]] = {}
    for piece in pieces:
        for note in piece.notes:
            files.setdefault(note, []).extend(piece.files)
    return [f"{some(names)}: {note}" for note, names in files.items()]
