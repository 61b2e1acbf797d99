"""k-medoids: the best customers to stand for the others, and never one that there is not."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score

from coterie.cluster.medoids import KMedoids
from coterie.kernels.medoids import swapped

SETS = [("s1", 15, 0.985), ("s2", 15, 0.935), ("a1", 20, 0.96), ("unbalance", 8, 1.0), ("hepta", 7, 1.0)]


def cost(rows, weight, medoids):
    return float(weight @ np.sqrt(((rows[:, None] - medoids[None]) ** 2).sum(axis=2)).min(axis=1))


@pytest.mark.parametrize("seed", range(8))
def test_the_medoids_are_the_best_there_are(seed):
    random = np.random.default_rng(seed)
    rows, weight = random.normal(size=(14, 2)) + 3.0 * random.integers(0, 3, (14, 1)), random.integers(1, 5, 14).astype(float)
    best = min(cost(rows, weight, rows[list(chosen)]) for chosen in itertools.combinations(range(14), 3))
    assert cost(rows, weight, KMedoids(3).fit(rows, sample_weight=weight).prototypes_.mean) <= best * 1.02


def test_no_single_swap_is_better():
    random = np.random.default_rng(1)
    rows, weight = random.normal(size=(60, 3)), random.random(60)
    gaps = np.sqrt(((rows[:, None] - rows) ** 2).sum(axis=2))
    found = swapped(gaps, weight, np.arange(5))
    before = weight @ gaps[found].min(axis=0)
    for place, other in itertools.product(range(5), range(60)):
        changed = found.copy()
        changed[place] = other
        assert weight @ gaps[changed].min(axis=0) >= before * (1 - 1e-9)


def test_one_medoid_alone():
    assert KMedoids(1).fit([[0.0], [1.0], [2.0], [50.0]]).prototypes_.mean.ravel().tolist() in ([1.0], [2.0])


@pytest.mark.parametrize(("name", "k", "least"), SETS, ids=[s[0] for s in SETS])
def test_it_finds_the_planted_groups(benchmark_set, told_by_points, name, k, least):
    rows, truth = benchmark_set(name)
    fitted = KMedoids(k).fit(rows)
    assert adjusted_rand_score(truth, fitted.labels_) >= least
    assert {tuple(row) for row in fitted.prototypes_.mean} <= {tuple(row) for row in rows}
    assert told_by_points(KMedoids, name, k, 100 if name == "hepta" else 512) >= least - 0.02


def test_a_whale_moves_nothing():
    rows = np.concatenate([np.random.default_rng(0).normal(size=(50, 2)), [[1e6, 1e6]]])
    assert abs(KMedoids(1).fit(rows).prototypes_.mean).max() < 0.5
