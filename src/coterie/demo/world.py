"""What a demo makes: files, and the truth about them."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from coterie.registry import member


@dataclass(frozen=True)
class World:
    """The files of a made-up business, and what was planted in them.

    `truth` is a CSV of each customer's planted segment; `segments` gives each one a sentence; `mess` counts the rows
    that were spoilt, by the cleaning rule that must find them; `blanks` the cells that were left empty, by column.
    """

    name: str
    truth: Path
    segments: Mapping[str, str]
    orders: Path | None = None
    customers: Path | None = None
    mess: Mapping[str, int] = field(default_factory=dict)
    blanks: Mapping[str, int] = field(default_factory=dict)


def make_world(name: str, folder: str | Path, *, customers: int | None = None, seed: int = 7) -> World:
    """Make a business of that name in a folder; the same seed gives the same bytes.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     world = make_world("mall", folder, customers=50)
    ...     world.customers.read_text().splitlines()[0]
    'CustomerID,Gender,Age,Annual Income (k$),Spending Score (1-100)'
    """
    make = member("demo", name)
    where = Path(folder)
    where.mkdir(parents=True, exist_ok=True)
    made: World = make(where, seed=seed) if customers is None else make(where, customers=customers, seed=seed)
    return made


def write_csv(path: Path, header: Sequence[str], columns: Iterable[Iterable[Any]]) -> Path:
    """Write columns as CSV, with the same line ends everywhere."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(zip(*columns, strict=True))
    return path
