"""How well found segments agree with planted ones."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Recovery:
    """Planted against found.

    `ari` is the adjusted Rand index: 1 is the very same grouping, 0 is what chance gives. `counts` holds customers per
    planted (row) and found segment (column); `match` says which planted segment makes up most of each found one, and
    `matched` is the share of customers who are where that says. `missing` customers were planted but not found.
    """

    ari: float
    planted: tuple[str, ...]
    found: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]
    match: Mapping[str, str]
    matched: float
    missing: int


def adjusted_rand(counts: NDArray[np.int64]) -> float:
    """The adjusted Rand index (Hubert and Arabie, 1985) of a table of counts, planted × found.

    >>> adjusted_rand(np.array([[2, 0], [0, 2]]))
    1.0
    >>> round(adjusted_rand(np.array([[2, 0], [1, 1]])), 2)
    0.0
    """

    def pairs(number: NDArray[np.int64]) -> float:
        return float((number * (number - 1) // 2).sum())

    both, rows, columns = pairs(counts), pairs(counts.sum(axis=1)), pairs(counts.sum(axis=0))
    everyone = pairs(counts.sum(keepdims=True))
    chance = rows * columns / everyone if everyone else 0.0
    most = (rows + columns) / 2
    return 1.0 if most == chance else (both - chance) / (most - chance)


def recovered(truth: str | Path, segments: Mapping[str, object]) -> Recovery:
    """Compare a truth file with each customer's found segment; segments are told apart by their text.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     truth = Path(folder, "truth.csv")
    ...     _ = truth.write_text("customer,segment\\na,loyal\\nb,loyal\\nc,new\\n")
    ...     recovered(truth, {"a": 1, "b": 1, "c": 2}).match
    {'1': 'loyal', '2': 'new'}
    """
    with Path(truth).open(encoding="utf-8", newline="") as file:
        planted = {row["customer"]: row["segment"] for row in csv.DictReader(file)}
    known = [(segment, str(segments[customer])) for customer, segment in planted.items() if customer in segments]
    rows = tuple(dict.fromkeys(planted.values()))
    columns = tuple(sorted({found for _, found in known}, key=lambda text: (len(text), text)))
    counts = np.zeros((len(rows), len(columns)), np.int64)
    at = {name: i for i, name in enumerate(rows)}, {name: i for i, name in enumerate(columns)}
    np.add.at(counts, ([at[0][p] for p, _ in known], [at[1][f] for _, f in known]), 1)
    best = counts.argmax(axis=0) if known else np.zeros(0, np.int64)
    return Recovery(
        ari=adjusted_rand(counts),
        planted=rows,
        found=columns,
        counts=tuple(tuple(int(n) for n in row) for row in counts),
        match={name: rows[b] for name, b in zip(columns, best, strict=True)},
        matched=float(counts.max(axis=0, initial=0).sum() / max(1, len(known))),
        missing=len(planted) - len(known),
    )
