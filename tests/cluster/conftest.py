"""Spaces made by hand, and the published benchmark sets."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score

from coterie.kernels.compress import compress
from coterie.kernels.nearest import polished
from coterie.kernels.prototypes import labels_of
from coterie.records import Features, Space, SpaceModel


@pytest.fixture
def space_of():
    def make(matrix, budget=4096) -> Space:
        rows = np.asarray(matrix, dtype=float)
        return Space(SpaceModel((), tuple(f"x{i}" for i in range(rows.shape[1]))), compress(rows, budget), rows)

    return make


@pytest.fixture
def features_of():
    return lambda count, table="features": Features(table, (), count)


@pytest.fixture
def benchmark_set(shared):
    def load(name):
        return np.loadtxt(shared / "clusters" / f"{name}.data.gz"), np.loadtxt(shared / "clusters" / f"{name}.labels0.gz").astype(int)

    return load


@pytest.fixture
def told_by_points(benchmark_set):
    """How well a method finds the truth when it sees so many points instead of the customers."""

    def score(kind, name, k, points):
        rows, truth = benchmark_set(name)
        seen = compress(rows, points)
        assert len(seen.weight) == points
        fitted = kind(k).fit(seen.mean, sample_weight=seen.weight, scatter=seen.scatter)
        found = fitted.prototypes_
        if kind.centroid:
            found = replace(found, mean=polished(rows, found.mean))
        return adjusted_rand_score(truth, labels_of(found, rows))

    return score


@pytest.fixture
def mall(shared):
    return np.loadtxt(shared / "mall_customers.csv", delimiter=",", skiprows=1, usecols=(2, 3, 4))
