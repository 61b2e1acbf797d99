"""k-means: from the same centres, what scikit-learn finds."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.cluster import KMeans

from coterie.kernels.groups import groups
from coterie.kernels.lloyd import best_of_starts, ground, lloyd, spread_start


def reference(rows, weight, centres):
    return KMeans(len(centres), init=centres, n_init=1, max_iter=300, tol=0.0).fit(rows, sample_weight=weight)


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 9), st.integers(9, 300), st.integers(1, 6), st.booleans())
def test_the_same_centres_end_in_the_same_groups(seed, k, count, width, clumped):
    random = np.random.default_rng(seed)
    rows = random.normal(size=(count, width)) + clumped * 5.0 * random.integers(0, 4, size=(count, 1))
    weight = random.integers(1, 6, count) / 3
    centres = rows[random.choice(count, k, replace=False)]
    labels = lloyd(ground(rows, weight), centres - rows.mean(axis=0))
    expected = reference(rows, weight, centres)
    assert labels.tolist() == expected.labels_.tolist()
    assert groups(rows, weight, labels).within.sum() == pytest.approx(expected.inertia_)


@pytest.mark.parametrize("centres", [[[0.0], [100.0]], [[100.0], [200.0], [1.0]], [[0.4], [0.4], [0.4]]], ids=["far", "two far", "alike"])
def test_a_group_that_loses_all_its_points_gets_the_farthest_one(centres):
    rows, weight = np.array([[0.0], [1.0], [2.0], [3.5], [8.0]]), np.ones(5)
    labels = lloyd(ground(rows, weight), np.array(centres) - rows.mean(axis=0))
    assert labels.tolist() == reference(rows, weight, np.array(centres)).labels_.tolist()


def test_rows_that_cannot_be_told_apart_leave_a_group_empty():
    rows = np.array([[1e9], [1e9], [1e9], [1e9 + 1]])
    assert len(set(lloyd(ground(rows, np.ones(4)), np.array([[0.0], [5.0], [9.0]])))) == 2


@pytest.mark.parametrize("k", [1, 2, 3, 5, 9])
def test_the_same_seed_begins_where_scikit_learn_begins(k):
    random = np.random.default_rng(k)
    rows, weight = random.normal(size=(400, 3)), random.integers(1, 9, 400).astype(float)
    expected = KMeans(k, n_init=3, random_state=7, max_iter=300, tol=0.0).fit(rows, sample_weight=weight)
    found = groups(rows, weight, best_of_starts(ground(rows, weight), k, 3, np.random.RandomState(7)))
    assert found.within.sum() == pytest.approx(expected.inertia_)
    np.testing.assert_allclose(np.sort(found.mean, axis=0), np.sort(expected.cluster_centers_, axis=0))


def test_a_point_of_hardly_any_weight_is_no_start():
    rows, weight = np.array([[0.0], [5.0], [9.0]]), np.array([1.0, 1e-12, 1.0])
    starts = [spread_start(ground(rows, weight), 2, np.random.RandomState(seed)) for seed in range(20)]
    assert all(sorted(start.ravel() + rows.mean()) == pytest.approx([0.0, 9.0]) for start in starts)
