"""The exchange of single points."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from coterie.kernels.exchange import exchanged
from coterie.kernels.groups import groups


def cost(rows, weight, labels):
    return groups(rows, weight, np.unique(labels, return_inverse=True)[1]).within.sum()


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 4), st.integers(6, 40))
def test_no_single_move_betters_the_result(seed, k, count):
    random = np.random.default_rng(seed)
    rows, weight = random.normal(size=(count, 2)), random.integers(1, 5, count).astype(float)
    start = np.r_[np.arange(k), random.integers(0, k, count - k)]
    found = exchanged(rows, weight, start)
    reached = cost(rows, weight, found)
    assert reached <= cost(rows, weight, start) + 1e-9
    assert len(set(found)) == k
    for point in range(count):
        for label in range(k):
            moved = found.copy()
            moved[point] = label
            if len(set(moved)) == k:
                assert cost(rows, weight, moved) >= reached * (1 - 1e-8)


def test_a_good_division_stays():
    rows = np.array([[0.0], [1.0], [8.0], [9.0]])
    assert exchanged(rows, np.ones(4), np.array([1, 1, 0, 0])).tolist() == [1, 1, 0, 0]
