"""Short paths: the best condition of all is found, also where only two together say something."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coterie.kernels.paths import DEPTH, FEATURES, best_path


def path_of(values, group, target=0, weight=None, bounds=range(10)):
    """The path over conditions `at least` and `at most`, as (feature, sign, bound)."""
    asked = [(f, sign, b) for f in range(values.shape[1]) for sign in (">=", "<=") for b in bounds]
    holds = np.array([values[:, f] >= b if sign == ">=" else values[:, f] <= b for f, sign, b in asked])
    side = np.array([2 * f + (sign == "<=") for f, sign, _ in asked])
    weight = np.ones(group.max() + 1) if weight is None else np.array(weight, dtype=float)
    return [asked[i] for i in best_path(holds, side, group, weight, target)]


def test_a_single_bound_that_tells_is_enough():
    values = np.arange(10.0)[:, None]
    assert path_of(values, (values[:, 0] < 7).astype(int)) == [(0, ">=", 7)]


def test_two_bounds_of_one_feature():
    values = np.arange(10.0)[:, None]
    inside = (values[:, 0] >= 3) & (values[:, 0] <= 5)
    assert set(path_of(values, 1 - inside.astype(int))) == {(0, ">=", 3), (0, "<=", 5)}


def test_a_box_of_four_bounds():
    grid = np.array([[x, y] for x in range(10) for y in range(10)], dtype=float)
    inside = ((grid >= 3) & (grid <= 6)).all(axis=1)
    assert set(path_of(grid, 1 - inside.astype(int))) == {(0, ">=", 3), (0, "<=", 6), (1, ">=", 3), (1, "<=", 6)}


def test_two_conditions_of_which_neither_says_much_alone():
    grid = np.array([[x, y, 9 * (x != y)] for x in range(10) for y in range(10)], dtype=float)
    corner = (grid[:, 0] >= 8) & (grid[:, 1] >= 8)
    assert set(path_of(grid, 1 - corner.astype(int))) == {(0, ">=", 8), (1, ">=", 8)}


def test_a_group_of_a_sample_counts_as_often_as_it_has_customers():
    values = np.array([[5.0], [5.0], [6.0], [4.0]])
    group = np.array([0, 0, 0, 1])
    assert path_of(values, group, weight=[1, 1]) == [(0, ">=", 5)]
    among_many = np.array([[5.0], [6.0], [5.0]])
    assert path_of(among_many, np.array([0, 0, 1]), weight=[1, 1]) == [(0, ">=", 0)]
    assert path_of(among_many, np.array([0, 0, 1]), weight=[1, 9]) == [(0, ">=", 6)]


def test_conditions_that_say_the_same_give_way_to_the_first():
    values = np.array([[1.0, 1.0], [8.0, 8.0]])
    assert path_of(values, np.array([1, 0]))[0] == (0, ">=", 2)


@pytest.mark.parametrize("seed", range(5))
def test_paths_stay_short(seed):
    random = np.random.default_rng(seed)
    values, group = random.integers(0, 10, (300, 6)).astype(float), random.integers(0, 3, 300)
    found = path_of(values, group)
    assert len(found) <= DEPTH
    assert len({feature for feature, _, _ in found}) <= FEATURES
    assert len({(feature, sign) for feature, sign, _ in found}) == len(found)


@given(st.integers(0, 10**6))
def test_no_single_condition_is_better_than_the_path(seed):
    random = np.random.default_rng(seed)
    values, group = random.integers(0, 10, (80, 3)).astype(float), random.integers(0, 2, 80)

    def good(conditions):
        caught = np.ones(80, dtype=bool)
        for feature, sign, bound in conditions:
            caught &= values[:, feature] >= bound if sign == ">=" else values[:, feature] <= bound
        return 2 * (caught & (group == 0)).sum() / (caught.sum() + (group == 0).sum())

    singles = [[(f, sign, b)] for f in range(3) for sign in (">=", "<=") for b in range(10)]
    assert good(path_of(values, group)) >= max(map(good, singles)) - 0.01
