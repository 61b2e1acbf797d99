"""Which number features go together: Spearman's rank correlation, exact, on the sampled customers."""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coterie.records import Floats, Integers


def relations(sample: Mapping[str, Floats]) -> tuple[tuple[str, str, float], ...]:
    """Every pair of features with its correlation; pairs in which one never varies are left out.

    >>> relations({"a": np.array([1.0, 2.0, 3.0]), "b": np.array([1.0, 8.0, 27.0]), "c": np.array([7.0, 7.0, 7.0])})
    (('a', 'b', 1.0),)
    """
    present = {name: ~np.isnan(values) for name, values in sample.items()}
    whole = {name: _ranks(values) for name, values in sample.items() if present[name].all()}
    found = []
    for one, other in itertools.combinations(sample, 2):
        both = present[one] & present[other]
        a, b = (whole[n] if n in whole and both.all() else _ranks(sample[n][both]) for n in (one, other))
        correlation = _correlation(a, b)
        if correlation is not None:
            found.append((one, other, correlation))
    return tuple(found)


def _ranks(values: Floats) -> Integers:
    """Twice the rank of each value, so that ties share a whole number.

    >>> _ranks(np.array([10.0, 30.0, 10.0])).tolist()
    [3, 6, 3]
    """
    _, place, counts = np.unique(values, return_inverse=True, return_counts=True)
    return np.asarray((2 * np.cumsum(counts) - counts + 1)[place], dtype=np.int64)


def _correlation(a: Integers, b: Integers) -> float | None:
    """Pearson's correlation of two rows of whole numbers, from exact sums."""
    n = len(a)
    sums = int(a.sum()), int(b.sum())
    spread = n * int((a * a).sum()) - sums[0] ** 2, n * int((b * b).sum()) - sums[1] ** 2
    if n < 3 or not min(spread):
        return None
    return (n * int((a * b).sum()) - sums[0] * sums[1]) / math.sqrt(spread[0] * spread[1])
