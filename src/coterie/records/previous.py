"""The earlier run whose segments a new one takes up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from coterie.records.explain import Segment
from coterie.records.model import Model


@dataclass(frozen=True)
class Previous:
    """A run before this one: `table` in the engine has `customer` and `segment`.

    `segments` are as they were found, `names` are what they are called, in the user's words where there are such; `run` is
    the folder's name, "" for a run that was never saved.
    """

    run: str
    table: str
    customers: int
    model: Model
    segments: tuple[Segment, ...]
    names: Mapping[int, str]
