"""Candidates made by hand, from customers and labels or by the cluster stage."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from coterie.cluster import cluster
from coterie.cluster.kmeans import KMeans
from coterie.judge import judge
from coterie.judge._base import prepared
from coterie.kernels.compress import compress
from coterie.kernels.groups import regrouped
from coterie.plan import Plan
from coterie.records import Candidate, Candidates, Features, Prototypes, Space, SpaceModel


def made(title, k):
    """An estimator as the cluster stage would have put there, which people call so."""
    return type("Made", (KMeans,), {"title": title})(k, n_init=2)


@pytest.fixture
def candidate_of():
    """A candidate whose points are all customers, or about so many `pieces`."""

    def make(matrix, labels, pieces=None, method="kmeans", rule=False):
        rows, own = np.asarray(matrix, dtype=float), np.asarray(labels)
        cell = np.arange(len(own))
        if pieces:
            cell = np.unique(own * pieces + compress(rows, pieces).cell, return_inverse=True)[1]
        points = regrouped(rows, cell, exact=pieces is None)
        label = np.zeros(len(points.weight), dtype=np.int64)
        label[cell] = own
        k = len(set(own))
        return Candidate(method, k, made(method.title(), k), label, points, Prototypes(points.mean, label), True, rule, customer_labels=own)

    return make


@pytest.fixture
def context_of():
    def make(matrix, candidate, knees=None):
        rows = np.asarray(matrix, dtype=float)
        made = prepared(Space(SpaceModel((), ()), candidate.points, rows), Candidates((candidate,)), len(rows))
        return replace(made, knees=knees or {})

    return make


@pytest.fixture
def space_of():
    def make(matrix, budget=4096):
        rows = np.asarray(matrix, dtype=float)
        return Space(SpaceModel((), tuple(f"x{i}" for i in range(rows.shape[1]))), compress(rows, budget), rows)

    return make


@pytest.fixture
def judged(engine, space_of):
    def run(matrix, budget=4096, **settings):
        plan, space = Plan(**settings), space_of(matrix, budget)
        return judge(plan, space, cluster(engine, plan, space, Features("features", (), len(matrix))))

    return run


@pytest.fixture
def mall(shared):
    return np.loadtxt(shared / "mall_customers.csv", delimiter=",", skiprows=1, usecols=(2, 3, 4))
