"""How well found segments agree with planted ones."""

from __future__ import annotations

import csv
from collections import Counter
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
    columns = tuple(sorted({found for _, found in known}, key=lambda text: (len(text), text)))
    pairs = Counter(known)

    def place(kind: str) -> int:
        """The segment that holds most of a kind: rows in this order make a good result a diagonal."""
        return max(range(len(columns)), key=lambda i: pairs[kind, columns[i]], default=0)

    rows = tuple(sorted(dict.fromkeys(planted.values()), key=place))
    counts = tuple(tuple(pairs[kind, found] for found in columns) for kind in rows)
    match = {found: max(rows, key=lambda kind: pairs[kind, found]) for found in columns}
    return Recovery(
        ari=adjusted_rand(np.array(counts, np.int64).reshape(len(rows), len(columns))),
        planted=rows,
        found=columns,
        counts=counts,
        match=match,
        matched=sum(pairs[kind, found] for found, kind in match.items()) / max(1, len(known)),
        missing=len(planted) - len(known),
    )
