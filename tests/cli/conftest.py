"""The command line called in this process."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from coterie.cli.app import status


@dataclass(frozen=True)
class Said:
    """What a command line gave: the exit code, stdout and stderr."""

    code: int
    out: str
    err: str

    @property
    def record(self) -> Any:
        return json.loads(self.out, parse_constant=lambda word: pytest.fail(f"{word} is no JSON"))


@pytest.fixture
def coterie(capsys: pytest.CaptureFixture[str]) -> Callable[..., Said]:
    def call(*tokens: object) -> Said:
        capsys.readouterr()
        code = status([str(token) for token in tokens])
        return Said(code, *capsys.readouterr())

    return call
