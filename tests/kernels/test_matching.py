"""Groups of now and of then: paired by the members that they share, whatever they are called."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coterie.kernels.matching import matched, mostly

# shared members (a row per group of now, a column per group of then), and the pair of each row
CASES = {
    "the same": ([[5, 0], [0, 7]], [0, 1]),
    "in another order": ([[0, 5, 0], [0, 0, 6], [7, 0, 0]], [1, 2, 0]),
    "one is new": ([[5, 0], [0, 7], [2, 2]], [0, 1, -1]),
    "one is gone": ([[5, 0, 2], [0, 7, 1]], [0, 1]),
    "merged": ([[9, 6, 0], [0, 0, 7]], [0, 2]),
    "split": ([[6, 0], [4, 0], [0, 7]], [0, -1, 1]),
    "the larger total wins over the larger pair": ([[6, 5], [6, 0]], [1, 0]),
    "less than half of either": ([[2, 3, 3], [3, 2, 3], [3, 3, 2]], [-1, -1, -1]),
    "half of the smaller is enough": ([[2, 8], [2, 9]], [0, 1]),
    "nobody in common": ([[0, 0], [0, 0]], [-1, -1]),
    "none of then": ([[], []], [-1, -1]),
    "none of now": (np.zeros((0, 2), int), []),
}


def pairs(shared):
    shared = np.asarray(shared, dtype=np.int64)
    return matched(shared, shared.sum(axis=1), shared.sum(axis=0)).tolist()


@pytest.mark.parametrize(("shared", "expected"), CASES.values(), ids=CASES)
def test_pairs(shared, expected):
    assert pairs(shared) == expected


def test_members_outside_all_groups_count_against_a_pair():
    assert matched(np.array([[3]]), np.array([9]), np.array([9])).tolist() == [-1]
    assert matched(np.array([[3]]), np.array([9]), np.array([6])).tolist() == [0]


@given(st.lists(st.integers(1, 50), min_size=1, max_size=9), st.data())
def test_a_permutation_is_undone(sizes, data):
    order = data.draw(st.permutations(range(len(sizes))))
    assert pairs(np.diag(sizes)[order]) == order


@given(st.lists(st.lists(st.integers(0, 9), min_size=4, max_size=4), min_size=1, max_size=6))
def test_no_group_is_paired_twice_and_who_is_left_shares_less_than_half_with_all_that_are_left(rows):
    shared = np.array(rows)
    now, then = shared.sum(axis=1), shared.sum(axis=0)
    found = matched(shared, now, then)
    taken = found[found >= 0].tolist()
    assert len(set(taken)) == len(taken)
    for j in np.flatnonzero(found < 0):
        for i in set(range(4)) - set(taken):
            assert shared[j, i] == 0 or 2 * shared[j, i] < min(now[j], then[i])


def test_where_most_went():
    assert mostly(np.array([[0, 0], [1, 3], [2, 2], [1, 1]]), np.array([0, 4, 4, 9])).tolist() == [-1, 1, 0, -1]
    assert mostly(np.zeros((2, 0), int), np.array([3, 4])).tolist() == [-1, -1]
