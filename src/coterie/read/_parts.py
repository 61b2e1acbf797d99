"""The parts that a table comes in: which of them are the same file, and which say the same."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from stat import S_ISREG
from typing import Any

from coterie.engines.duckdb import DuckDBEngine
from coterie.read._files import Files, partitions, some


@dataclass(frozen=True)
class Part:
    """What the door opens, the name that the user knows it by, and the columns that its folders name."""

    thing: Any
    name: str
    partitions: Mapping[str, str | None] = field(default_factory=dict)


@dataclass(frozen=True)
class Piece:
    """One part, or several with the same columns, in the engine: what SQL selects from, and the type of every column."""

    files: tuple[str, ...]
    relation: str
    numbered: str
    types: Mapping[str, str]
    notes: tuple[str, ...] = ()


def parts_of(files: Files) -> list[Part]:
    """Files as parts of a table, under their own names."""
    return [Part(path, str(path), partitions(path)) for path in files.paths]


def types_of(engine: DuckDBEngine, relation: str) -> dict[str, str]:
    """The user's columns of a relation, each with its type."""
    return {str(row[0]): str(row[1]) for row in engine.rows(f"DESCRIBE SELECT * FROM {relation}") if row[0] != "_fault"}


def without_repeats(parts: Iterable[Part]) -> tuple[list[Part], list[str]]:
    """The parts without files that are given twice, directly or through links, and a note for each."""
    found: dict[Any, Part] = {}
    notes = []
    for part in parts:
        state = _state(part.thing)
        first = found.setdefault((state.st_dev, state.st_ino) if state else str(part.thing), part)
        if first is not part:
            same = "is given twice" if first.name == part.name else f"is the same file as {first.name}"
            notes.append(f"{part.name} {same}, and was read once.")
    return list(found.values()), notes


def same_content(parts: Sequence[Part]) -> list[str]:
    """A note for all files that hold the very same bytes; both are read, and how often their rows count is for cleaning to say."""
    by_size: dict[int, list[Part]] = {}
    for part in parts:
        if (state := _state(part.thing)) and S_ISREG(state.st_mode) and state.st_size:
            by_size.setdefault(state.st_size, []).append(part)
    by_content: dict[bytes, list[str]] = {}
    for alike in by_size.values():
        for part in alike if len(alike) > 1 else []:
            with Path(part.thing).open("rb") as file:
                by_content.setdefault(hashlib.file_digest(file, "sha256").digest(), []).append(part.name)
    return [f"The content of {some(names)} is the same." for names in by_content.values() if len(names) > 1]


def _state(thing: Any) -> os.stat_result | None:
    """What the disk knows of a file; nothing of what is no file, and of what the door will refuse."""
    try:
        return Path(thing).stat()
    except (OSError, ValueError, TypeError):
        return None
