"""One shop for all that looks closer: as it was made, and as it is loaded again."""

from __future__ import annotations

import pytest

import coterie
from coterie.demo import make_world


@pytest.fixture(scope="session")
def world(tmp_path_factory):
    return make_world("shop", tmp_path_factory.mktemp("shop"), customers=400)


@pytest.fixture(scope="session")
def fresh(world):
    return coterie.segment(world.orders, customers=world.customers, k=4, method="kmeans", threads=1)


@pytest.fixture(scope="session")
def saved(fresh, tmp_path_factory):
    return fresh.save(tmp_path_factory.mktemp("results"))


@pytest.fixture(scope="session")
def loaded(saved):
    return coterie.load(saved)
