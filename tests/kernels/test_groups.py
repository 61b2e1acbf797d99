"""Merging, grouping and numbering of weighted points."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coterie.kernels.groups import canonical, groups, merged, regrouped, traces


@st.composite
def weighted_rows(draw):
    rows = draw(st.lists(st.tuples(st.integers(-2, 2), st.integers(-2, 2)), min_size=1, max_size=30))
    weight = draw(st.lists(st.integers(1, 9), min_size=len(rows), max_size=len(rows)))
    return np.array(rows, dtype=float), np.array(weight, dtype=float)


@settings(max_examples=60, deadline=None)
@given(weighted_rows(), st.randoms(use_true_random=False))
def test_merging_does_not_depend_on_the_order_of_rows(data, random):
    rows, weight = data
    order = list(range(len(rows)))
    random.shuffle(order)
    one, other = merged(rows, weight / 7), merged(rows[order], weight[order] / 7)
    assert one.mean.tobytes() == other.mean.tobytes()
    assert one.weight.tobytes() == other.weight.tobytes()
    assert (one.place[order] == other.place).all()
    assert (one.mean[one.place] == rows).all()


def test_rows_without_weight_are_left_out():
    found = merged(np.array([[1.0], [2.0], [1.0]]), np.array([1.0, 0.0, 2.0]))
    assert found.mean.tolist() == [[1.0]]
    assert found.place.tolist() == [0, -1, 0]


def test_both_zeros_are_one_place():
    assert len(merged(np.array([[0.0], [-0.0]]), np.ones(2)).weight) == 1


def test_scatter_of_merged_rows_adds_up():
    scatter = np.array([[[1.0]], [[2.0]], [[4.0]]])
    found = merged(np.array([[5.0], [0.0], [5.0]]), np.ones(3), scatter)
    assert found.spread.tolist() == [2.0, 5.0]


def test_groups_of_points_are_those_of_the_customers_behind_them():
    random = np.random.default_rng(0)
    customers, labels = random.normal(size=(500, 3)), random.integers(0, 4, 500)
    cell = labels * 10 + random.integers(0, 10, 500)
    points = regrouped(customers, cell, exact=False)
    seen = groups(points.mean, points.weight, np.arange(40) // 10, traces(points.scatter))
    true = groups(customers, np.ones(500), labels)
    np.testing.assert_allclose(seen.mean, true.mean)
    np.testing.assert_allclose(seen.within, true.within)
    assert (seen.weight == true.weight).all()


def test_scatter_is_the_sum_of_outer_products():
    rows = np.random.default_rng(1).normal(size=(50, 3))
    points = regrouped(rows, np.zeros(50, dtype=int), exact=False)
    np.testing.assert_allclose(points.scatter[0], np.cov(rows.T, bias=True) * 50)


@pytest.mark.parametrize(
    ("labels", "weight", "expected"),
    [
        ([1, 1, 0, 0], [1, 1, 1, 5], [1, 1, 0, 0]),
        ([0, 0, 1, 1], [1, 1, 1, 1], [0, 0, 1, 1]),
        ([1, 1, 0, 0], [1, 1, 1, 1], [0, 0, 1, 1]),
    ],
    ids=["heaviest first", "equal: lower mean first", "whatever they were called"],
)
def test_groups_are_numbered_by_weight_then_mean(labels, weight, expected):
    rows = np.array([[0.0], [1.0], [8.0], [9.0]])
    own = np.array(labels)
    assert canonical(own, groups(rows, np.array(weight, dtype=float), own)).tolist() == expected
