"""The two silhouettes, against scikit-learn and against the definition."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import pairwise_distances, silhouette_samples

from coterie.kernels.groups import regrouped, traces
from coterie.kernels.nearest import BLOCK
from coterie.kernels.silhouettes import TILE, silhouettes, squared_silhouette


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.integers(2, 5), st.integers(8, 60))
def test_both_are_what_scikit_learn_finds(seed, k, count):
    random = np.random.default_rng(seed)
    rows, labels = random.normal(size=(count, 3)), np.r_[np.arange(k), random.integers(0, k, count - k)]
    np.testing.assert_allclose(silhouettes(rows, [labels])[0], silhouette_samples(rows, labels), atol=1e-12)
    squared = silhouette_samples(pairwise_distances(rows) ** 2, labels, metric="precomputed")
    np.testing.assert_allclose(squared_silhouette(rows, labels), squared, atol=1e-9)


def test_labels_may_have_gaps():
    rows = np.array([[0.0], [1.0], [9.0], [10.0]])
    gaps, none = silhouettes(rows, [np.array([2, 2, 7, 7]), np.array([0, 0, 1, 1])])
    assert gaps.tolist() == none.tolist()


def test_distances_are_made_some_rows_at_a_time():
    random = np.random.default_rng(1)
    rows, labels = random.normal(size=(2_500, 2)), random.integers(0, 3, 2_500)
    assert len(rows) > TILE
    np.testing.assert_allclose(silhouettes(rows, [labels])[0], silhouette_samples(rows, labels), atol=1e-12)


def test_many_rows_are_taken_in_pieces():
    random = np.random.default_rng(0)
    rows, labels = random.normal(size=(BLOCK + 10, 2)), random.integers(0, 3, BLOCK + 10)
    order = np.r_[np.arange(BLOCK, BLOCK + 10), np.arange(BLOCK)]
    np.testing.assert_allclose(squared_silhouette(rows, labels)[order], squared_silhouette(rows[order], labels[order]))


def test_weighted_rows_are_as_good_as_repeated_ones():
    random = np.random.default_rng(3)
    rows, labels, weight = random.normal(size=(40, 2)), random.integers(0, 3, 40), random.integers(1, 6, 40)
    seen = squared_silhouette(rows, labels, weight.astype(float), np.zeros(40))
    np.testing.assert_allclose(np.repeat(seen, weight), squared_silhouette(rows.repeat(weight, axis=0), labels.repeat(weight)))


def test_scatter_keeps_the_silhouette_of_points_near_that_of_the_customers():
    random = np.random.default_rng(4)
    labels = random.integers(0, 3, 6000)
    rows = random.normal(size=(6000, 2)) + 5.0 * labels[:, None]
    cell = labels * 50 + random.integers(0, 50, 6000)
    points = regrouped(rows, cell, exact=False)
    scores = squared_silhouette(points.mean, np.arange(150) // 50, points.weight, traces(points.scatter))
    blind = squared_silhouette(points.mean, np.arange(150) // 50, points.weight)
    true = squared_silhouette(rows, labels).mean()
    seen = np.average(scores, weights=points.weight)
    assert seen == pytest.approx(true, abs=0.03)
    assert abs(seen - true) < abs(np.average(blind, weights=points.weight) - true)


@pytest.mark.parametrize(
    ("rows", "labels", "expected"),
    [([[0.0], [1.0]], [0, 0], [0.0, 0.0]), ([[0.0], [0.0]], [0, 1], [0.0, 0.0]), ([[2.0], [2.0], [2.0], [2.0]], [0, 0, 1, 1], [0.0] * 4)],
    ids=["one group", "alone", "all alike"],
)
def test_nothing_to_tell_apart_is_zero(rows, labels, expected):
    assert squared_silhouette(np.array(rows), np.array(labels)).tolist() == expected
