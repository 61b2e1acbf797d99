"""What each segment is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Trait:
    """How a segment differs from everyone in one feature: `difference` in standard deviations, `words` for a reader."""

    feature: str
    mean: float
    overall: float
    difference: float
    words: str


@dataclass(frozen=True)
class Advice:
    """One thing to do for a segment in one field (marketing, offers, retention, service); whom and how much money it concerns.

    `situation` is what calls for it, `action` what to do, `timing` through which channel and when, `measure` what tells
    whether it worked.
    """

    field: str
    situation: str
    action: str
    timing: str
    measure: str
    people: int
    money: float


@dataclass(frozen=True)
class Rule:
    """A few conditions on features that tell a segment from the others, as `words` and as an `sql` condition on the features table.

    Of all customers it catches `caught`, of which `right` belong to the segment: `precision` is their share in those
    caught, `coverage` their share in the segment. `sentence` says so.
    """

    words: str
    sql: str
    caught: int
    right: int
    precision: float
    coverage: float
    sentence: str


@dataclass(frozen=True)
class FeatureProfile:
    """One feature in one segment against everyone. For a category, `mean` is the share of `level`.

    `quantiles` (p5, p25, median, p75, p95) are those of the segment's customers, of a number only.
    """

    feature: str
    level: str
    mean: float
    median: float
    overall_mean: float
    overall_median: float
    difference: float
    missing: int = 0
    quantiles: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Segment:
    """Id, name, size, value, rule, traits and advice of one segment; `summary` is one sentence."""

    id: int
    name: str
    summary: str
    customers: int
    share: float
    money: float
    money_share: float
    confidence: float
    traits: tuple[Trait, ...]
    profile: tuple[FeatureProfile, ...]
    advice: tuple[Advice, ...]
    situation: str = ""
    rule: Rule | None = None


@dataclass(frozen=True)
class Portrait:
    """A bounded sample of customers to draw: where each stands on the map, its segment, and its features.

    `x` and `y` are the first two principal components; the titles say what the axes mean. `values` holds, per
    feature, the sampled customers' own values. No customer id is in it.
    """

    x: tuple[float, ...]
    y: tuple[float, ...]
    x_title: str
    y_title: str
    segment: tuple[int, ...]
    values: Mapping[str, tuple[float | str | None, ...]]
    customers: int
    shown_share: float


@dataclass(frozen=True)
class Segments:
    """All segments, most valuable first. `money_title` says what money is here ('revenue', or an attribute)."""

    segments: tuple[Segment, ...]
    money_title: str
    headline: str
    portrait: Portrait
    risk: str = ""

    @property
    def opening(self) -> str:
        """The headline and the risk, as the first lines of anything."""
        return f"{self.headline} {self.risk}".strip()
