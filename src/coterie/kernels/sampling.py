"""A sample that depends on nothing but a customer's position: the same for every engine, thread count and order of rows.

Positions are multiplied by the golden ratio of 2³² and wrapped, which spreads them evenly; the smallest keys are taken.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from coterie.records import Integers

MULTIPLIER = 2_654_435_761
MODULUS = 2**32


def keys(positions: Integers) -> Integers:
    """The key of each position, between 0 and 2³².

    >>> keys(np.array([0, 1, 2])).tolist()
    [0, 2654435761, 1013904226]
    """
    return np.asarray(positions, dtype=np.int64) * MULTIPLIER % MODULUS


def drawn(customers: int, size: int) -> Integers:
    """The positions of the sample of that size, in order.

    >>> drawn(5, 3).tolist()
    [0, 2, 4]
    """
    return np.sort(np.argsort(keys(np.arange(customers)))[:size])


def sampled_sql(customers: int, size: int) -> str:
    """A condition that holds for about `size` of the customers, and for all when there are no more than that.

    >>> sampled_sql(10, 20), sampled_sql(1000, 20)
    ('position >= 0', '(position * 2654435761) % 4294967296 < 85899346')
    """
    if customers <= size:
        return "position >= 0"
    return f"(position * {MULTIPLIER}) % {MODULUS} < {math.ceil(MODULUS * size / customers)}"


def shares(sizes: Integers, budget: int, least: int) -> Integers:
    """How many to take of each group: in proportion to its size, but at least `least` (or all it has).

    >>> shares(np.array([9000, 990, 10]), budget=1000, least=30).tolist()
    [870, 119, 10]
    """
    sizes = np.asarray(sizes, dtype=np.int64)
    floor = np.minimum(sizes, least)
    if sizes.sum() <= budget:
        return sizes
    extra = max(0, budget - int(floor.sum()))
    rest = sizes - floor
    return np.asarray(floor + rest * extra // max(1, int(rest.sum())), dtype=np.int64)
