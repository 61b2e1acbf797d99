"""Saving a run as one folder and reading it back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coterie.errors import InputError
from coterie.records import Story
from coterie.sql import quote
from coterie.store.codec import from_plain, to_plain
from coterie.store.folder import point_to, write_folder
from coterie.store.manifest import NAME, verify, write_manifest

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from coterie.engines.duckdb import DuckDBEngine

STORY, MODEL, LOG, REPORT = "story.json", "model.safetensors", "log.json", "report.html"
LATEST, PROMOTED = "latest", "promoted"  # the names of what points to the newest run, and to the one in use
CUSTOMERS, PLACED = "customers", "placed"  # a table of the run, and a view of it with `position`
POINTS = "points."  # what the names of their arrays begin with


@dataclass(frozen=True)
class RunInfo:
    """A saved run as a list shows it."""

    id: str
    path: Path
    created: str
    title: str
    customers: int
    segments: int
    latest: bool = False
    promoted: bool = False


def save_run(
    parent: Path,
    engine: DuckDBEngine,
    story: Story,
    *,
    tables: Mapping[str, str],
    points: Mapping[str, NDArray[Any]],
    report: str,
    seconds: Mapping[str, float],
    beside: Mapping[str, str],
) -> Path:
    """Write a run: the story and the model as data, every table of `tables` (name → query) as Parquet, the report.

    `beside` are files, name → text, that the user may edit later.
    """
    now = datetime.now(UTC).replace(microsecond=0)

    def fill(folder: Path) -> None:
        write_story(folder, story, points)
        for name, sql in tables.items():
            engine.write_parquet(sql, folder / f"{name}.parquet")
        (folder / REPORT).write_text(report, encoding="utf-8")
        write_manifest(folder)
        log = {"created": now.isoformat(), "seconds": {stage: round(s, 3) for stage, s in seconds.items()}}
        for name, text in beside.items():
            (folder / name).write_text(text, encoding="utf-8")
        (folder / LOG).write_text(json.dumps(log, indent=1) + "\n", encoding="utf-8")

    folder = write_folder(parent, now.strftime("%Y-%m-%dT%H-%M-%S"), fill)
    point_to(parent, LATEST, folder.name)
    return folder


def write_story(folder: Path, story: Story, points: Mapping[str, NDArray[Any]]) -> None:
    """Write the story as text, and the arrays of the model and the points as data."""
    from safetensors.numpy import save_file

    arrays: dict[str, NDArray[Any]] = {}
    plain = to_plain(replace(story, leaderboard=replace(story.leaderboard, chosen=None)), arrays)
    (folder / STORY).write_text(json.dumps(plain, indent=1, ensure_ascii=False, allow_nan=False) + "\n", encoding="utf-8")
    save_file({**arrays, **{POINTS + name: array for name, array in points.items()}}, folder / MODEL)


def load_run(folder: Path) -> tuple[Story, dict[str, NDArray[Any]]]:
    """The story and the points of a run whose files are all as they were written."""
    from safetensors.numpy import load_file

    if not folder.is_dir():
        raise InputError("no-run", "There is no such run", place=str(folder), remedy="Give the folder of a run, such as results/latest.")
    verify(folder)
    arrays = load_file(folder / MODEL)
    story: Story = from_plain(Story, json.loads((folder / STORY).read_text(encoding="utf-8")), arrays)
    return story, {name.removeprefix(POINTS): array for name, array in arrays.items() if name.startswith(POINTS)}


def open_run(folder: Path, engine: DuckDBEngine) -> frozenset[str]:
    """Show every table of a run to the engine as a view, and say which there are; `placed` are the customers with their position."""
    found = sorted(folder.glob("*.parquet"))
    for file in found:
        engine.run(f"CREATE OR REPLACE VIEW {quote.name(file.stem)} AS SELECT * FROM read_parquet({quote.path(file)})")
    if (file := folder / f"{CUSTOMERS}.parquet") in found:  # rows are in order of position
        engine.run(f"CREATE OR REPLACE VIEW {PLACED} AS SELECT file_row_number AS position, * FROM read_parquet({quote.path(file)})")
    return frozenset(file.stem for file in found)


def runs(parent: Path) -> list[RunInfo]:
    """The runs in a folder, the newest last; what is no run is passed over."""
    newest, used = ((parent / link).resolve().name for link in (LATEST, PROMOTED))
    folders = sorted(p for p in parent.glob("*") if (p / NAME).is_file() and not p.is_symlink())
    return [replace(_listed(p, *_state(p / STORY), *_state(p / LOG)), latest=p.name == newest, promoted=p.name == used) for p in folders]


def _state(file: Path) -> tuple[int, int]:
    """What is another when the file is."""
    try:
        found = file.stat()
    except OSError:
        return 0, 0
    return found.st_mtime_ns, found.st_ino


@lru_cache(maxsize=4096)
def _listed(folder: Path, *_: int) -> RunInfo:
    """A run as a list shows it. Its story is long, and a server lists all again and again: it is read once in each of its states."""
    try:
        story = json.loads((folder / STORY).read_text(encoding="utf-8"))
        created = json.loads((folder / LOG).read_text(encoding="utf-8"))["created"] if (folder / LOG).is_file() else ""
        counts = story["features"]["customers"], len(story["segments"]["segments"])
        return RunInfo(folder.name, folder, created, story["title"], *counts)
    except (OSError, ValueError, KeyError, TypeError):
        return RunInfo(folder.name, folder, "", "(damaged: it cannot be read)", 0, 0)
