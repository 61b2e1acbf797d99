"""The candidates, judged and ranked, and the choice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from coterie.records.cluster import Candidate


@dataclass(frozen=True)
class Yardstick:
    """What a judge is: its title, a sentence, whether high is good, and its share in the choice."""

    name: str
    title: str
    sentence: str
    higher_is_better: bool
    weight: float


@dataclass(frozen=True)
class Standing:
    """A candidate on the leaderboard: every yardstick's score, the combined rank, and what it is or is not chosen for.

    `title` is how people call the method; `work` is about how many distances between two points it took; `outside` is the share
    of the customers who are in no segment, whom no yardstick counts.
    """

    method: str
    k: int
    scores: Mapping[str, float]
    ranks: Mapping[str, float]
    total: float
    smallest: float
    largest: float
    chosen: bool = False
    note: str = ""
    title: str = ""
    work: float = 0.0
    outside: float = 0.0


@dataclass(frozen=True)
class Heap:
    """One or a few values of an axis of the space that a large share of the customers have in common."""

    axis: str
    values: int
    share: float


@dataclass(frozen=True)
class Structure:
    """What the test for groups found: the deepest valley between customers, held against customers alike without groups.

    `depth` and `others` are these valleys in standard deviations, `chance` how often one as deep comes without groups.
    `customers` were tested, in `parts` with different `heaps`. The `sentence` says what came out, the `details` what was compared.
    """

    found: bool
    chance: float
    depth: float
    others: tuple[float, ...]
    customers: int
    parts: int
    heaps: tuple[Heap, ...] = ()
    sentence: str = ""
    details: str = ""


@dataclass(frozen=True)
class FoundAgain:
    """How surely one segment is found again: its mean `overlap` (Jaccard) with its best match, the share of resamples in which
    three quarters of it were `found`, and what that means, in a word and in a sentence."""

    overlap: float
    found: float
    grade: Literal["highly stable", "stable", "pattern", "doubtful", "dissolved"]
    sentence: str


@dataclass(frozen=True)
class Stability:
    """How surely segments are found again in `resamples` of so many customers each.

    `kept` is the share of customers who kept their segment; `segments` are in the order of the candidate's labels.
    """

    resamples: int
    customers: int
    kept: float
    segments: tuple[FoundAgain, ...]


@dataclass(frozen=True)
class Usefulness:
    """What segments learnt on an earlier day told of the spending in the `days` since, of so many `customers`.

    `explained` and `rfm` are the shares of the differences in the rank of the spending that the segments and RFM quintiles
    explain of customers who were left out; no segments explain nothing. `lift` is what a customer of the segment that promised
    most spent, over what a customer spent.
    """

    explained: float
    rfm: float
    lift: float
    as_of: date
    days: int
    customers: int


@dataclass(frozen=True)
class Leaderboard:
    """All candidates, ranked, with the choice and its reason; `knees` per method that has an elbow.

    `findings` are sentences on what the yardsticks found of the chosen one, `stability` how surely its segments are found again,
    `usefulness` what they would have told of later spending.
    """

    standings: tuple[Standing, ...]
    yardsticks: tuple[Yardstick, ...]
    chosen: Candidate | None
    reason: str
    verdict: Literal["strong", "clear", "weak", "none"]
    verdict_sentence: str
    knees: Mapping[str, int] = field(default_factory=dict)
    elbows: Mapping[str, tuple[tuple[int, float], ...]] = field(default_factory=dict)
    sample: int = 0
    evidence: Mapping[str, float] = field(default_factory=dict)
    refused: tuple[tuple[str, str], ...] = ()
    findings: tuple[str, ...] = ()
    structure: Structure | None = None
    stability: Stability | None = None
    usefulness: Usefulness | None = None
