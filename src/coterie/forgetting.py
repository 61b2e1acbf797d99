"""Forgetting one customer: out of every table of saved runs, which are then whole runs as before, or nothing at all happens.

What was counted over all customers stays as it was counted: no id can be read from it. What is about this customer alone goes:
the rows, the point that stands for nobody else, and the sample of the report.
"""

from __future__ import annotations

import csv
import math
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from coterie import own_words, report
from coterie.engines.duckdb import DuckDBEngine
from coterie.errors import InputError
from coterie.records import Portrait, Prototypes, Story
from coterie.sql import quote
from coterie.store.folder import exchange, prepare_instead
from coterie.store.manifest import CONTROL, NAME, write_manifest
from coterie.store.run import MODEL, REPORT, STORY, load_run, open_run, write_story

if TYPE_CHECKING:
    from numpy.typing import NDArray

SET_ASIDE = "set_aside"
Points = dict[str, "NDArray[Any]"]


@dataclass(frozen=True)
class Forgotten:
    """What went from one run: how many rows of each table, and how many of the points, prototypes and samples.

    >>> Forgotten("results/1", {"customers": 1}).rows
    {'customers': 1}
    """

    run: str
    rows: Mapping[str, int]


def forget(customer: str, *runs: str | Path) -> tuple[Forgotten, ...]:
    """Remove one customer from saved runs: from all of them, or from none where something fails.

    >>> forget("C001", "nowhere")
    Traceback (most recent call last):
    ...
    coterie.errors.InputError: There is no such run: nowhere. Give the folder of a run, such as results/latest. [no-run]
    """
    given = {Path(run).resolve() if Path(run).exists() else Path(run): str(run) for run in runs}
    prepared: list[tuple[Path, Path]] = []
    told = []
    try:
        for folder, name in given.items():
            work, rows = _without(folder, customer)
            told.append(Forgotten(name, rows))
            if work:
                prepared.append((folder, work))
        if not prepared:
            fact = f"No customer with this id is in {'this run' if len(given) == 1 else 'these runs'}"
            raise InputError("unknown-customer", fact, remedy="Give the id as it stands in the customers of the run.")
        while prepared:
            exchange(*prepared[0])
            prepared.pop(0)
    finally:
        for _, work in prepared:
            shutil.rmtree(work, ignore_errors=True)
    return tuple(told)


def _without(folder: Path, customer: str) -> tuple[Path | None, dict[str, int]]:
    """A copy of a run beside it that does not know the customer, and what is not in it; none where nothing went."""
    story, points = load_run(folder)
    with DuckDBEngine() as engine:
        tables = {name: _is_theirs(engine, name, customer) for name in sorted(open_run(folder, engine))}
        rows = {name: int(engine.rows(f"SELECT count(*) FROM {quote.name(name)} WHERE {theirs}")[0][0]) for name, theirs in tables.items()}
        control = _control_rows(folder / CONTROL)
        rows["control"] = sum(row["customer"] == customer for row in control)
        if not any(rows.values()):
            return None, {}
        changed, kept = _told_without(engine, story, points, customer, tables)
        rows |= _gone(story, changed, points, kept)

        def fill(work: Path) -> None:
            for file in folder.iterdir():
                if file.suffix != ".parquet" and file.name not in (NAME, STORY, MODEL, REPORT, CONTROL):
                    shutil.copy2(file, work / file.name)
            for name, theirs in tables.items():
                engine.write_parquet(f"SELECT * FROM {quote.name(name)} WHERE NOT {theirs}", work / f"{name}.parquet")
            write_story(work, changed, kept)
            page = report.render(own_words.applied(changed, own_words.read(story, folder)))
            (work / REPORT).write_text(page, encoding="utf-8")
            if control:
                _write_control(work / CONTROL, [row for row in control if row["customer"] != customer])
            write_manifest(work)

        return prepare_instead(folder, fill), {name: n for name, n in rows.items() if n}


def _is_theirs(engine: DuckDBEngine, table: str, customer: str) -> str:
    """SQL that is true for the rows of a table that are the customer's. Of rows set aside a cell tells, however the id is spelled."""
    own = quote.text(customer)
    if table != SET_ASIDE:
        return f"coalesce(customer = {own}, false)" if "customer" in engine.columns(f"SELECT * FROM {quote.name(table)}") else "false"
    plain = "regexp_replace(lower(trim({})), '[.]0$', '')"
    cells = f"list_transform(string_split(raw, ' | '), lambda cell: {plain.format(_BEHIND)})"
    return f"coalesce(list_contains({cells}, {plain.format(own)}), false)"


_BEHIND = "regexp_replace(cell, '^[^=|]*=', '')"  # the cell behind its name


def _told_without(engine: DuckDBEngine, story: Story, points: Points, customer: str, tables: Mapping[str, str]) -> tuple[Story, Points]:
    """The story and the points, without what is about the customer alone."""
    if SET_ASIDE in tables:
        rows = engine.rows(f'SELECT "table", source, line FROM {SET_ASIDE} WHERE {tables[SET_ASIDE]}')
        left = tuple(e for e in story.ledger.examples if (e.table, e.file, e.line) not in set(rows))
        story = replace(story, ledger=replace(story.ledger, examples=left))
    ids = engine.arrow("SELECT customer FROM customers")["customer"].to_pylist()
    if customer not in ids:
        return story, points
    row = engine.row(f"SELECT * FROM customers WHERE customer = {quote.text(customer)}")
    portrait = _without_sample(story.segments.portrait, row)
    story = replace(story, segments=replace(story.segments, portrait=portrait))
    lone, kept = _without_point(points, ids.index(customer))
    if lone is not None and not story.model.rule:
        story = replace(story, model=replace(story.model, prototypes=_without_prototype(story.model.prototypes, lone)))
    return story, kept


def _without_sample(portrait: Portrait, row: Mapping[str, Any]) -> Portrait:
    """The sample without the first of those who are like the customer in everything."""

    def same(place: int) -> bool:
        return portrait.segment[place] == row["segment"] and all(_alike(v[place], row.get(n)) for n, v in portrait.values.items())

    found = next((place for place in range(len(portrait.segment)) if same(place)), None)
    if found is None:
        return portrait
    x, y, segment = ((*each[:found], *each[found + 1 :]) for each in (portrait.x, portrait.y, portrait.segment))
    values = {name: (*each[:found], *each[found + 1 :]) for name, each in portrait.values.items()}
    return replace(portrait, x=x, y=y, segment=segment, values=values)


def _alike(one: Any, other: Any) -> bool:
    """Whether two values are the same, in the digits that a picture has; nothing is like nothing."""
    if _is_missing(one) or _is_missing(other):
        return _is_missing(one) and _is_missing(other)
    return math.isclose(one, other, rel_tol=1e-4) if isinstance(one, int | float) and isinstance(other, int | float) else bool(one == other)


def _is_missing(value: Any) -> bool:
    """Whether nothing is known."""
    return value is None or (isinstance(value, float) and math.isnan(value))


def _without_point(points: Points, position: int) -> tuple[NDArray[Any] | None, Points]:
    """The points without one customer; where a point stood for nobody else it goes, and is given too."""
    place = int(points["cell"][position])
    cell, weight = np.delete(points["cell"], position), points["weight"].copy()
    weight[place] -= 1
    if (cell == place).any():
        return None, {**points, "cell": cell, "weight": weight}
    rest = {name: np.delete(array, place, axis=0) for name, array in {**points, "weight": weight}.items() if name != "cell"}
    return points["mean"][place], {**rest, "cell": np.where(cell > place, cell - 1, cell).astype(points["cell"].dtype)}


def _without_prototype(prototypes: Prototypes, lone: NDArray[Any]) -> Prototypes:
    """The prototypes without the customer, where others stand for the same segment."""
    own = (prototypes.mean == lone).all(axis=1)
    left = {int(label) for label in prototypes.label[~own]}
    keep = ~own | np.array([int(label) not in left for label in prototypes.label])
    return prototypes.at(np.flatnonzero(keep))


def _gone(before: Story, after: Story, points: Points, kept: Points) -> dict[str, int]:
    """How much of the story and the points went."""
    return {
        "examples": len(before.ledger.examples) - len(after.ledger.examples),
        "samples": len(before.segments.portrait.segment) - len(after.segments.portrait.segment),
        "points": len(points["weight"]) - len(kept["weight"]),
        "prototypes": len(before.model.prototypes.label) - len(after.model.prototypes.label),
    }


def _control_rows(path: Path) -> list[dict[str, str]]:
    """The rows of the file of control groups, where there is one."""
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _write_control(path: Path, rows: list[dict[str, str]]) -> None:
    """The file of control groups again."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ["export", "exported", "segment", "customer", "group", "share", "seed"], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
