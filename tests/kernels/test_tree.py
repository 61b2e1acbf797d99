"""Trees of merges, against SciPy."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.cluster.hierarchy import average, complete, ward

from coterie.kernels.tree import average_tree, complete_tree, cut, ward_tree


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.integers(2, 80), st.integers(1, 4))
def test_heights_are_those_of_scipy(seed, count, width):
    rows = np.random.default_rng(seed).normal(size=(count, width))
    np.testing.assert_allclose(np.sqrt(2 * ward_tree(rows, np.ones(count)).height), ward(rows)[:, 2])


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.integers(2, 25))
def test_weights_are_customers_joined_before(seed, count):
    random = np.random.default_rng(seed)
    rows, weight = random.normal(size=(count, 2)), random.integers(1, 5, count)
    repeated = ward(rows.repeat(weight, axis=0))[-(count - 1) :, 2]
    np.testing.assert_allclose(np.sqrt(2 * ward_tree(rows, weight.astype(float)).height), repeated)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.integers(2, 60), st.integers(1, 4))
def test_other_linkages_have_the_heights_of_scipy(seed, count, width):
    rows = np.random.default_rng(seed).normal(size=(count, width))
    np.testing.assert_allclose(average_tree(rows, np.ones(count)).height, average(rows)[:, 2])
    np.testing.assert_allclose(complete_tree(rows).height, complete(rows)[:, 2])


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.integers(2, 25))
def test_in_the_average_weights_are_customers_too(seed, count):
    random = np.random.default_rng(seed)
    rows, weight = random.normal(size=(count, 2)), random.integers(1, 5, count)
    repeated = average(rows.repeat(weight, axis=0))[-(count - 1) :, 2]
    np.testing.assert_allclose(average_tree(rows, weight.astype(float)).height, repeated)


@pytest.mark.parametrize("k", [1, 2, 3, 7, 30])
def test_a_cut_leaves_k_groups_that_nest(k):
    tree = ward_tree(np.random.default_rng(0).normal(size=(30, 2)), np.ones(30))
    finer, broader = cut(tree, k), cut(tree, max(1, k - 1))
    assert len(set(finer)) == k
    assert len(set(zip(finer, broader, strict=True))) == k


def test_a_grid_full_of_ties_comes_to_an_end():
    rows = np.array([[x, y] for x in range(6) for y in range(6)], dtype=float)
    for tree in (ward_tree(rows, np.ones(36)), average_tree(rows, np.ones(36)), complete_tree(rows)):
        assert len(set(cut(tree, 4))) == 4


def test_one_point_is_a_tree():
    assert cut(ward_tree(np.array([[1.0]]), np.ones(1)), 1).tolist() == [0]
