"""A shop with one saved run, and the app over a copy of it, asked without a socket."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

import coterie
from coterie.demo import make_world
from coterie.web.app import make_app
from coterie.web.settings import Settings

PROGRAM = {"X-Requested-With": "tests"}


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shop")
    make_world("shop", folder, customers=80)
    coterie.segment(folder / "orders.csv", k=3, method="kmeans", value="off", title="Shop").save(folder / "results")
    return folder


@pytest.fixture
def folder(shop: Path, tmp_path: Path) -> Path:
    """A copy of the folder of runs, for tests that change it."""
    shutil.copytree(shop / "results", tmp_path / "results", symlinks=True)
    return tmp_path / "results"


Asked = Callable[..., TestClient]


@pytest.fixture
def asked(folder: Path) -> Iterator[Asked]:
    """Makes clients of servers with these settings; a client sends nothing that proves who it is."""
    open_ones: list[TestClient] = []

    def make(**settings: Any) -> TestClient:
        client = TestClient(make_app(Settings(folder=folder, **settings)), base_url="http://127.0.0.1", raise_server_exceptions=False)
        client.__enter__()
        open_ones.append(client)
        return client

    yield make
    for client in open_ones:
        client.__exit__(None, None, None)


@pytest.fixture
def client(asked: Asked) -> TestClient:
    """A program on this machine."""
    client = asked()
    client.headers.update(PROGRAM)
    return client
