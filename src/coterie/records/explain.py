"""What each segment is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from coterie.records.judge import FoundAgain
from coterie.records.value import Worth


@dataclass(frozen=True)
class Trait:
    """How a segment differs from everyone in one feature: `difference` in standard deviations, `words` for a reader.

    `here` and `overall` are the numbers that the words speak of, of the segment and of everyone; `measure` is what they
    are: `median`, `mean`, or `share` (of a level of a category).
    """

    feature: str
    here: float
    overall: float
    measure: str
    difference: float
    words: str


@dataclass(frozen=True)
class Difference:
    """How far a segment's mean of a feature (or the share of one `level`) lies from everyone's, in everyone's standard deviations.

    Of a feature with a long tail it is told on a logarithmic scale. `low` to `high` is the 95% interval: what the
    difference would be among other customers of the same kind, with the segments' borders taken as they are. It is not
    a number where fewer than two customers have the feature, in the segment or outside.
    """

    feature: str
    level: str
    difference: float
    low: float
    high: float

    @property
    def sure(self) -> bool:
        """Whether the interval leaves nothing out of the question but a difference of this sign."""
        return self.low > 0 or self.high < 0


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
class Favourite:
    """A product or category (`kind`) that a segment buys more often than everyone, beyond doubt.

    `customers` of the segment bought it, a `share` of them, against `overall` of everyone: `lift` times as many, and at least
    `lift_low` times, with all that was looked at.
    """

    kind: str
    name: str
    customers: int
    share: float
    overall: float
    lift: float
    lift_low: float
    label: str = ""

    @property
    def called(self) -> str:
        """What a reader knows it by: the label of a code, where there is one."""
        return self.label or self.name


@dataclass(frozen=True)
class Step:
    """What most customers of a segment have in one of their orders: how many, and their share in those who placed it."""

    name: str
    customers: int
    share: float
    label: str = ""

    @property
    def called(self) -> str:
        """What a reader knows it by: the label of a code, where there is one."""
        return self.label or self.name


@dataclass(frozen=True)
class Tastes:
    """What a segment buys: its favourites, its first and next purchase, and how many bought `again`, after how many `days` (the median).

    `sentences` say so; there are none where there is nothing to say.
    """

    favourites: tuple[Favourite, ...] = ()
    first: Step | None = None
    later: Step | None = None
    again: int = 0
    days: float | None = None
    sentences: tuple[str, ...] = ()


@dataclass(frozen=True)
class Period:
    """How many customers of a segment ordered from one day to another, how often, and for how much."""

    first: date
    last: date
    customers: int
    orders: int
    money: float


@dataclass(frozen=True)
class Course:
    """How a segment went over the last periods of so many days each, the oldest first; `sentence` sets the last against the one before."""

    days: int
    periods: tuple[Period, ...]
    sentence: str = ""


@dataclass(frozen=True)
class Segment:
    """Id, name, size, value, rule, traits and advice of one segment; `summary` is one sentence.

    `found_again` says how surely it is found again among other customers, where that was tried. `faded` are the words of
    what an earlier run said of it first and what no longer holds, though it keeps its name.
    `worth` is what is expected of it, `tastes` what it buys, `course` how its customers ordered over the last periods.
    `differences` are how far it lies from everyone in every feature, the furthest first.
    """

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
    found_again: FoundAgain | None = None
    faded: tuple[str, ...] = ()
    worth: Worth | None = None
    tastes: Tastes | None = None
    differences: tuple[Difference, ...] = ()
    course: Course | None = None


@dataclass(frozen=True)
class Group:
    """A set of customers that is no segment, such as those in a region of the map: how many, their money, what sets them apart.

    `sentence` says who they are; `segments` counts them by the segment that they are in.
    """

    customers: int
    share: float
    money: float = 0.0
    money_share: float = 0.0
    money_title: str = ""
    money_unit: str = ""
    sentence: str = ""
    traits: tuple[Trait, ...] = ()
    profile: tuple[FeatureProfile, ...] = ()
    segments: Mapping[int, int] = field(default_factory=dict)


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
class Band:
    """The silhouettes of the sampled customers of one segment, the best first: their mean, and the share of them below zero."""

    segment: int
    values: tuple[float, ...]
    mean: float
    below: float


@dataclass(frozen=True)
class Silhouettes:
    """The silhouettes of a sample of so many customers, in bands by segment; mean and share below zero of all of them."""

    sample: int
    mean: float
    below: float
    bands: tuple[Band, ...]


@dataclass(frozen=True)
class Rhythm:
    """How long customers go from one order to the next: how many of each segment (0 is everyone) fall between the bounds, in days.

    The last but one count is of those beyond the last bound, the last of those with one order only.
    """

    bounds: tuple[int, ...]
    counts: Mapping[int, tuple[int, ...]]

    def shares(self, segment: int) -> tuple[float, ...]:
        """The counts of a segment as shares of its customers."""
        whole = max(1, sum(self.counts[segment]))
        return tuple(count / whole for count in self.counts[segment])


@dataclass(frozen=True)
class Hierarchy:
    """The top of a tree of merges. A leaf is a group of customers: how many, and the segment that most of them are in.

    `joins` are pairs of nodes and the height at which they join, the lowest first; the leaves are nodes 0, 1, 2…, and each
    join makes the next one. A cut at `cut` leaves `k` groups.
    """

    method: str
    title: str
    k: int
    cut: float
    leaves: tuple[tuple[int, int], ...]
    joins: tuple[tuple[int, int, float], ...]


@dataclass(frozen=True)
class Segments:
    """All segments, most valuable first. `money_title` says what money is here ('revenue', or an attribute).

    `worth` is what is expected of everyone, `course` how everyone ordered over the last periods.
    """

    segments: tuple[Segment, ...]
    money_title: str
    headline: str
    portrait: Portrait
    risk: str = ""
    silhouettes: Silhouettes | None = None
    rhythm: Rhythm | None = None
    hierarchy: Hierarchy | None = None
    worth: Worth | None = None
    course: Course | None = None

    def find(self, said: str) -> Segment | None:
        """The segment of this id or name, however it is written; none where there is no such."""
        own = {str(s.id): s for s in self.segments} | {s.name.casefold(): s for s in self.segments}
        return own.get(said.strip().casefold())

    @property
    def opening(self) -> str:
        """The headline and the risk, as the first lines of anything."""
        return f"{self.headline} {self.risk}".strip()
