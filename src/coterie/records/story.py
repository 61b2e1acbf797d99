"""What a page or a chart shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from coterie.records.clean import Ledger
from coterie.records.comparison import Comparison
from coterie.records.explain import Segments
from coterie.records.explore import Exploration
from coterie.records.features import Features
from coterie.records.judge import Leaderboard
from coterie.records.model import Model
from coterie.records.space import Dropped
from coterie.records.value import Value

NOTHING, UNKNOWN = Comparison(), Value()


@dataclass(frozen=True)
class Story:
    """Everything that a page or a chart shows: plain data, saved with the run, the same before and after loading."""

    title: str
    sources: tuple[str, ...]
    roles: Mapping[str, Mapping[str, str]]
    settings: Mapping[str, Any]
    ledger: Ledger
    features: Features
    exploration: Exploration
    dropped: tuple[Dropped, ...]
    clipped: Mapping[str, int]
    notes: tuple[str, ...]
    leaderboard: Leaderboard
    model: Model
    segments: Segments
    comparison: Comparison = NOTHING
    value: Value = UNKNOWN


@dataclass(frozen=True)
class Chart:
    """A drawn chart: a Vega-Lite specification, its title, the sentence that says what to see, and its alt text."""

    name: str
    title: str
    sentence: str
    alt: str
    spec: Mapping[str, Any]
