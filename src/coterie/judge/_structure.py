"""Is there structure? A Monte-Carlo test of the customers against customers like them without groups.

Heaps, that is one value which many customers share (one order, nothing returned, what is filled in for the missing),
are no groups: customers with different heaps are tested apart, and the heaps are stated. Other ties are spread over the
gap to the neighbouring values. Categories are heaps altogether and take no part.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from coterie.kernels.sampling import drawn
from coterie.kernels.unimodal import without_groups
from coterie.kernels.valleys import LEAST, deepest_valley
from coterie.records import Heap, Structure
from coterie.words import listed, lowered, percent

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from coterie.records import Floats, Integers, Space

SAMPLE = 1000
DRAWS = 59
LEVEL = 0.05
HEAP = 0.1  # the share from which on customers with one value are a heap
FEW = 10  # so few different values are a scale, and its steps no heaps
PARTS = 6
DIGITS = 12


def structure(space: Space, seed: int) -> Structure | None:
    """What the test says of the customers; None where there are too few, or none who differ by more than categories.

    It ends as soon as so many draws have a valley as deep that the rest cannot change the answer.
    """
    taken = space.matrix[drawn(len(space.matrix), SAMPLE)].round(DIGITS)
    axes = [i for i, axis in enumerate(taken.T) if len(np.unique(axis)) > 2]
    rows, names = taken[:, axes], [space.model.axes[i] for i in axes]
    generator = np.random.default_rng(seed)
    heaps, parts = _parts(rows, names)
    tested = [smooth for part in parts if (smooth := _without_ties(rows[part], generator)).shape[1]]
    if not tested:
        return None
    depth, enough = max(map(deepest_valley, tested)), int(LEVEL * (DRAWS + 1))
    references = [without_groups(part) for part in tested]
    others = list[float]()
    while len(others) < DRAWS and sum(other >= depth for other in others) < enough:
        others.append(max(deepest_valley(r.draw(len(part), generator)) for r, part in zip(references, tested, strict=True)))
    as_deep, customers = sum(other >= depth for other in others), sum(map(len, tested))
    found, chance = as_deep < enough, (as_deep + 1) / (len(others) + 1)
    told = _sentence(as_deep, len(others), found), _details(customers, heaps, space.titles)
    return Structure(found, chance, depth, tuple(others), customers, len(tested), heaps, *told)


def _parts(rows: Floats, names: Sequence[str]) -> tuple[tuple[Heap, ...], list[Integers]]:
    """The heaps, and the customers of each kind of heaps, the largest parts first; parts that are too small are left out."""
    heaps, marks = list[Heap](), [np.zeros(len(rows), dtype=np.int64)]
    for axis, name in zip(rows.T, names, strict=True):
        values, own, counts = np.unique(axis, return_inverse=True, return_counts=True)
        if len(values) > FEW:
            heaped = np.flatnonzero(counts >= HEAP * len(rows))
            heaps += [Heap(name, len(heaped), float(counts[heaped].sum()) / len(rows))] if len(heaped) else []
            marks.append(np.where(np.isin(own, heaped), own, -1))
    kinds, kind, sizes = np.unique(np.column_stack(marks), axis=0, return_inverse=True, return_counts=True)
    order = sorted(range(len(kinds)), key=lambda i: -int(sizes[i]))[:PARTS]
    return tuple(heaps), [np.flatnonzero(kind.ravel() == i) for i in order if sizes[i] >= LEAST]


def _without_ties(rows: Floats, generator: np.random.Generator) -> Floats:
    """The axes with more than two values, equal values spread halfway to their neighbours."""
    spread = []
    for axis in rows.T:
        values, own, counts = np.unique(axis, return_inverse=True, return_counts=True)
        if len(values) > 2:
            middles = (values[1:] + values[:-1]) / 2
            low = np.concatenate([[2 * values[0] - middles[0]], middles])
            high = np.concatenate([middles, [2 * values[-1] - middles[-1]]])
            tied = counts[own] > 1
            places = low[own] + (high - low)[own] * generator.random(len(axis))
            spread.append(np.where(tied, places, axis))
    return np.column_stack(spread) if spread else np.empty((len(rows), 0))


def _sentence(as_deep: int, draws: int, found: bool) -> str:
    """What came out.

    >>> _sentence(0, 59, True)
    'There are groups: none of 59 made-up crowds without groups has as deep a gap.'
    >>> _sentence(3, 8, False)
    'No groups are to be seen: 3 of 8 made-up crowds without groups have as deep a gap.'
    """
    number = ("only " if as_deep else "") * found + (str(as_deep) if as_deep else "none")
    have = "have" if as_deep > 1 else "has"
    opening = "There are groups" if found else "No groups are to be seen"
    return f"{opening}: {number} of {draws} made-up crowds without groups {have} as deep a gap."


def _details(customers: int, heaps: Sequence[Heap], titles: Mapping[str, str]) -> str:
    """What was compared with what, and which customers apart."""
    held = f"{customers:,} customers were held against made-up crowds with the same spread, skew and correlations."
    apart = [
        f"{percent(h.share)} have {'the same' if h.values == 1 else f'one of {h.values} values of'} {lowered(titles.get(h.axis, h.axis))}"
        for h in heaps
    ]
    return f"{held} Customers with the very same value are no group, and were looked at apart: {listed(apart)}." if apart else held
