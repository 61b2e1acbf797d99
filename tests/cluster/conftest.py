"""Spaces made by hand, and the published benchmark sets."""

from __future__ import annotations

import numpy as np
import pytest

from coterie.kernels.compress import compress
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
def mall(shared):
    return np.loadtxt(shared / "mall_customers.csv", delimiter=",", skiprows=1, usecols=(2, 3, 4))
