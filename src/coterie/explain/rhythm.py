"""How long customers go from one order to the next, everyone and segment by segment."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from coterie.records import Rhythm

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coterie.engines.duckdb import DuckDBEngine
    from coterie.records import Features

BOUNDS = (1, 3, 7, 14, 30, 60, 90, 180, 365)
FEW = 0.01  # of those with a gap: a class at either end that holds fewer goes into the next one


def rhythm(engine: DuckDBEngine, features: Features, joined: str) -> Rhythm | None:
    """The counts, in classes that the data fills; none where no gap is known. `joined` are the features with their segments."""
    if "gap" not in {f.name for f in features.columns}:
        return None
    found = {int(segment): tuple(counts) for segment, *counts in engine.rows(rhythm_sql(joined))}
    whole = tuple(map(sum, zip(*found.values(), strict=True)))
    known = sum(whole[:-1])
    if not known:
        return None
    upto = [sum(whole[: i + 1]) / known for i in range(len(BOUNDS))]
    kept = [i for i, share in enumerate(upto) if share >= FEW and (i == 0 or upto[i - 1] <= 1 - FEW)]
    return Rhythm(tuple(BOUNDS[i] for i in kept), {number: _merged(counts, kept) for number, counts in {0: whole, **found}.items()})


def _merged(counts: Sequence[int], kept: Sequence[int]) -> tuple[int, ...]:
    """The counts of the kept classes, of all beyond, and of one order.

    >>> _merged((1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11), [2, 3])
    (6, 4, 45, 11)
    """
    ends = [0, *(i + 1 for i in kept), len(BOUNDS) + 1]
    return (*(sum(counts[a:b]) for a, b in itertools.pairwise(ends)), counts[-1])


def rhythm_sql(joined: str) -> str:
    """Per segment, the customers in each class of the mean gap between orders, beyond the last, and without a gap."""
    edges = [-1, *BOUNDS]
    inside = (f"count(*) FILTER (WHERE f.gap > {low} AND f.gap <= {high})" for low, high in itertools.pairwise(edges))
    counts = [*inside, f"count(*) FILTER (WHERE f.gap > {BOUNDS[-1]})", "count(*) - count(f.gap)"]
    return f"SELECT a.segment, {', '.join(f'{c} AS class_{i}' for i, c in enumerate(counts))} FROM {joined} GROUP BY 1 ORDER BY 1"
