"""Average, complete and single linkage: the same groups as SciPy finds, with weights as repeated customers."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.cluster.hierarchy import fcluster, linkage
from sklearn.metrics import adjusted_rand_score

from coterie.cluster.average import Average
from coterie.cluster.complete import Complete
from coterie.cluster.single import Single
from coterie.kernels.spanning import spanning_tree

KINDS = [("average", Average), ("complete", Complete), ("single", Single)]
all_linkages = pytest.mark.parametrize(("name", "kind"), KINDS, ids=[name for name, _ in KINDS])


@all_linkages
@pytest.mark.parametrize("k", [2, 3, 5, 9])
def test_the_groups_are_those_of_scipy(name, kind, k):
    rows = np.random.default_rng(k).normal(size=(90, 3))
    reference = fcluster(linkage(rows, name), k, "maxclust")
    assert adjusted_rand_score(reference, kind(k).fit(rows).labels_) == 1.0


@all_linkages
@pytest.mark.parametrize("k", [2, 3, 5])
def test_weighted_points_divide_as_the_customers_do(name, kind, k):
    random = np.random.default_rng(k)
    rows, weight = random.normal(size=(60, 2)), random.integers(1, 7, 60)
    reference = fcluster(linkage(rows.repeat(weight, axis=0), name), k, "maxclust")
    assert adjusted_rand_score(reference, kind(k).fit(rows, sample_weight=weight).labels_.repeat(weight)) == 1.0


def test_weight_moves_the_average_and_not_the_farthest():
    rows, light, heavy = [[0.0], [2.0], [4.5], [8.2]], [1, 1, 1, 1], [9, 1, 1, 1]
    assert groups(Average, rows, light) == {(0, 1, 2), (3,)}
    assert groups(Average, rows, heavy) == {(0, 1), (2, 3)}
    assert groups(Complete, rows, light) == groups(Complete, rows, heavy) == {(0, 1), (2, 3)}


def groups(kind, rows, weight):
    labels = kind(2).fit(rows, sample_weight=weight).labels_
    return {tuple(np.flatnonzero(labels == label).tolist()) for label in set(labels)}


def test_average_linkage_leaves_far_off_customers_alone():
    rows = np.concatenate([np.random.default_rng(0).normal(size=(200, 2)), [[25.0, 0.0]]])
    assert sorted(np.bincount(Average(2).fit(rows).labels_)) == [1, 200]


def test_single_linkage_finds_groups_of_any_shape(benchmark_set, told_by_points):
    rows, truth = benchmark_set("lsun")
    assert adjusted_rand_score(truth, Single(3).fit(rows).labels_) == 1.0
    assert told_by_points(Single, "lsun", 3, 100) == 1.0


def test_the_tree_of_single_linkage_is_that_of_scipy():
    rows = np.random.default_rng(5).normal(size=(120, 4))
    np.testing.assert_allclose(spanning_tree(rows).height, linkage(rows, "single")[:, 2])


def test_confidence_of_single_linkage_is_beside_whom_one_lies():
    rows = [[0.0], [1.0], [4.0], [10.0], [11.0], [11.0]]
    assert Single(2).fit(rows).confidence(rows).tolist() == [0.9, 1 - 1 / 9, 0.5, 1 - 1 / 6, 1.0, 1.0]
