"""What passes between the stages, in flow order. Every record is frozen: names of tables in the engine, plus metadata.

A stage takes the records it names as parameters and returns one new record; the pipeline hands them along.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Integers = NDArray[np.int64]

Kind = Literal["text", "number", "time"]
Fate = Literal["used", "merged", "netted", "set aside"]

# ---------------------------------------------------------------- read


@dataclass(frozen=True)
class Given:
    """What the user handed over: a path, a glob or a data frame; and a second one for the customers, if any."""

    data: Any
    customers: Any = None


@dataclass(frozen=True)
class Guess:
    """Why a column was taken for a role: the score between 0 and 1, and the reason in words."""

    column: str
    role: str
    score: float
    reason: str


@dataclass(frozen=True)
class Column:
    """A column of an input table.

    `name` is the user's own name. `text` is SQL that gives the raw cell as text, `value` is SQL that gives it typed
    (NULL where it cannot be read); both are over the relation of the source.
    """

    name: str
    kind: Kind
    text: str
    value: str
    role: str = ""
    format: str = ""


@dataclass(frozen=True)
class Source:
    """An input table, found in the engine and understood: which column plays which role.

    `relation` is the name of a view with the user's columns and `_fault`, which says why the reader could not
    make sense of the row (NULL for a good one). `numbered` is the same with `_line`, the place of the row in its
    file; it may be slower and is used only to list rows that were set aside.
    """

    table: Literal["orders", "customers"]
    name: str
    relation: str
    numbered: str
    columns: tuple[Column, ...]
    guesses: tuple[Guess, ...] = ()

    def column(self, role: str) -> Column | None:
        """The column that plays this role, if there is one."""
        return next((c for c in self.columns if c.role == role), None)

    @property
    def roles(self) -> dict[str, str]:
        """Role → the user's column name."""
        return {c.role: c.name for c in self.columns if c.role}


@dataclass(frozen=True)
class Inputs:
    """What was read: orders, customers, or both."""

    orders: Source | None = None
    customers: Source | None = None

    @property
    def sources(self) -> tuple[Source, ...]:
        """The input tables there are."""
        return tuple(s for s in (self.orders, self.customers) if s)


# ---------------------------------------------------------------- clean


@dataclass(frozen=True)
class LedgerLine:
    """What one rule did to one table: rows and money, and where they ended. `rows` of all lines add up to the input."""

    table: str
    rule: str
    title: str
    fate: Fate
    rows: int
    money: float
    reason: str = ""
    remedy: str = ""


@dataclass(frozen=True)
class Ledger:
    """What cleaning did, one line per rule that met a row; every input row is in exactly one line.

    `notes` are facts that change no row: how many customers did not join, what was mended, what was found odd.
    """

    lines: tuple[LedgerLine, ...]
    rows_in: Mapping[str, int]
    notes: tuple[str, ...] = ()

    def total(self, table: str, fate: Fate) -> int:
        """Rows of a table that ended in this fate."""
        return sum(line.rows for line in self.lines if line.table == table and line.fate == fate)


@dataclass(frozen=True)
class Cleaned:
    """The cleaned tables.

    `orders`: a table with one row per customer, order and kind: customer (text), order_id (text), at (timestamp),
    purchase (true: something was bought; false: a cancellation or return, whose money and units are negative), amount
    (DECIMAL), units (DECIMAL), lines. `lines`: a view of the typed order lines, not merged: customer, order_id, at,
    product, quantity, amount, fate (0 = used). `customers`: a table with one row per customer: customer and the
    attributes under the user's own names, typed. `set_aside`: a table of the rows set aside: source, line, column,
    code, reason, raw. `roles` are the roles that orders have; `attributes` the typed columns of `customers`.
    """

    ledger: Ledger
    set_aside: str
    orders: str = ""
    lines: str = ""
    customers: str = ""
    attributes: tuple[Column, ...] = ()
    roles: frozenset[str] = frozenset()
    first: date | None = None
    last: date | None = None
    as_of: date | None = None
    currency: str = ""


# ---------------------------------------------------------------- features


@dataclass(frozen=True)
class Feature:
    """One column of the features table: what it means, its unit and how it is shown.

    `family` is the file it comes from, or `attribute`. `show` is a Python format spec ('.0f', ',.2f', '.0%').
    `good` says which end a business wants: 1 high, -1 low, 0 neither. `sql` is its expression (see `features`).
    """

    name: str
    title: str
    sentence: str
    unit: str
    show: str
    kind: Literal["numeric", "category"]
    family: str
    sql: str = ""
    good: int = 0
    space: bool = True
    needs: frozenset[str] = frozenset()
    default: bool = True


@dataclass(frozen=True)
class Cuts:
    """Frozen cut-points of one score: `bins` lower edges; a value scores 1 + how many edges it reaches.

    `reverse` is for recency, where few days score high. `note` says what happened when bins collided.
    """

    score: str
    feature: str
    edges: tuple[float, ...]
    bins: int
    reverse: bool = False
    note: str = ""


@dataclass(frozen=True)
class Features:
    """One row per customer, as of a date.

    `table` has `position` (0, 1, 2… in the order of the customer id), `customer`, and one column per feature.
    """

    table: str
    columns: tuple[Feature, ...]
    customers: int
    as_of: date | None = None
    cuts: tuple[Cuts, ...] = ()
    notes: tuple[str, ...] = ()

    def feature(self, name: str) -> Feature:
        """The feature of that name."""
        return next(f for f in self.columns if f.name == name)


# ---------------------------------------------------------------- space


LARGEST = 1e100  # a number beyond it, like an infinite one, counts as missing: squares of it would still be numbers


@dataclass(frozen=True)
class Parameter:
    """How one feature becomes one or more coordinates; found from the data once, then frozen.

    Numeric: value → fill where missing → transform (`identity`, `log`: sign(x)·ln(1+|x|), `knots`: piecewise
    linear through `knots`) → clip to [low, high] → (x − center) / scale × weight; with `indicator`, a second
    coordinate marks the missing: (mark − center) / scale × weight. Category: one coordinate per level of `levels` (the
    empty text is the missing, the last stands for all others where `other`), (hit − center) / scale × weight each.
    """

    feature: str
    kind: Literal["numeric", "category"]
    fill: float = 0.0
    transform: Literal["identity", "log", "knots"] = "identity"
    knots: tuple[float, ...] = ()
    low: float | None = None
    high: float | None = None
    center: float = 0.0
    scale: float = 1.0
    weight: float = 1.0
    indicator: tuple[float, float] | None = None
    levels: tuple[str, ...] = ()
    other: bool = False
    centers: tuple[float, ...] = ()
    scales: tuple[float, ...] = ()


@dataclass(frozen=True)
class Dropped:
    """A feature left out of the space, with the reason in words."""

    feature: str
    reason: str


@dataclass(frozen=True)
class SpaceModel:
    """The space as data: parameters, and the components of a PCA where one was asked for.

    `axes` names the coordinates in order. With PCA, coordinates are (z − pca_center) @ components.T.
    """

    parameters: tuple[Parameter, ...]
    axes: tuple[str, ...]
    components: tuple[tuple[float, ...], ...] = ()
    pca_center: tuple[float, ...] = ()
    explained: tuple[float, ...] = ()


@dataclass(frozen=True)
class Points:
    """The customers as weighted points.

    `mean` (n × d), `weight` (n), `scatter` (n × d × d: the sum of outer products of the deviations from the mean),
    `cell` (one per customer, in order of position: the point that stands for it). `exact` when every point is one
    customer or several identical ones.
    """

    mean: Floats
    weight: Floats
    scatter: Floats
    cell: Integers
    exact: bool


@dataclass(frozen=True)
class Space:
    """Parameters of the space, then the weighted points in it.

    `matrix` holds the coordinates of every customer (customers × axes), in order of position.
    `clipped` counts, per feature, the customers whose value was clipped.
    """

    model: SpaceModel
    points: Points
    matrix: Floats
    dropped: tuple[Dropped, ...] = ()
    clipped: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


# ---------------------------------------------------------------- cluster


@dataclass(frozen=True)
class Candidate:
    """One method with one k, fitted. `estimator` is cloneable; `labels` is one per point.

    For a rule on features (`rule`), `points` are the points split by the rule's labels, and `names` are its own.
    """

    method: str
    k: int
    estimator: Any
    labels: Integers
    points: Points
    prototypes: Floats
    prototype_labels: Integers
    centroid: bool
    rule: bool = False
    names: tuple[str, ...] = ()
    customer_labels: Integers | None = None
    seconds: float = 0.0
    note: str = ""

    @property
    def name(self) -> str:
        """How the candidate is called in tables: method and k."""
        return f"{self.method}, k = {self.k}"


@dataclass(frozen=True)
class Candidates:
    """All that were fitted, and what could not be, with the reason."""

    fitted: tuple[Candidate, ...]
    refused: tuple[tuple[str, str], ...] = ()


# ---------------------------------------------------------------- judge


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
    """A candidate on the leaderboard: every yardstick's score, the combined rank, and what it is or is not chosen for."""

    method: str
    k: int
    scores: Mapping[str, float]
    ranks: Mapping[str, float]
    total: float
    smallest: float
    largest: float
    chosen: bool = False
    note: str = ""


@dataclass(frozen=True)
class Leaderboard:
    """All candidates, ranked, with the choice and its reason; `knees` per method that has an elbow."""

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


# ---------------------------------------------------------------- settle, assign


@dataclass(frozen=True)
class Model:
    """All that is needed to give another customer a segment: data, no code.

    Segment ids are 1, 2, 3…, by value; `prototype_labels` are those ids. For a rule (`rule` names it), prototypes
    are the centroids of its segments, and `rule_ids` gives the segment id of each of the rule's own numbers 1, 2, 3….
    `centroids` are the segments' means, in order of id; confidence is measured from them.
    """

    features: tuple[Feature, ...]
    cuts: tuple[Cuts, ...]
    space: SpaceModel
    method: str
    k: int
    prototypes: Floats
    prototype_labels: Integers
    centroids: Floats
    rule: str = ""
    rule_ids: tuple[int, ...] = ()
    as_of: date | None = None
    names: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Assigned:
    """Every customer's segment: `table` has position, segment, confidence (0 to 1) and distance; arrays in order of position."""

    table: str
    segment: Integers
    confidence: Floats
    distance: Floats


# ---------------------------------------------------------------- explain, explore


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
    """One thing to do for a segment: the field (marketing, offers, retention, service), the action, who and how much it concerns."""

    field: str
    action: str
    reason: str
    people: int
    money: float


@dataclass(frozen=True)
class FeatureProfile:
    """One feature in one segment against everyone. For a category, `mean` is the share of `level`."""

    feature: str
    level: str
    mean: float
    median: float
    overall_mean: float
    overall_median: float
    difference: float
    missing: int = 0


@dataclass(frozen=True)
class Segment:
    """Id, name, size, value, traits and advice of one segment; `summary` is one sentence."""

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


@dataclass(frozen=True)
class KeyFigure:
    """A figure of the whole business: value, how it is shown (a format spec and a unit), and a sentence that says what it is."""

    name: str
    title: str
    value: float
    show: str
    sentence: str
    unit: str = ""


@dataclass(frozen=True)
class Month:
    """One month of the trend."""

    month: date
    customers: int
    orders: int
    money: float
    new_customers: int


@dataclass(frozen=True)
class Distribution:
    """The shape of one feature: quantiles and counts per bin, or counts per level for a category.

    Mean, deviation (of the population), missing, outliers, quantiles (min, p1, p5, p25, median, p75, p95, p99, max)
    and levels count every customer; skew, bins and (of a number) `distinct` come from the sample. A bin of one value
    has low = high. `outlier_rule` says what counts as an outlier.
    """

    feature: str
    missing: int
    distinct: int
    quantiles: Mapping[str, float] = field(default_factory=dict)
    mean: float = float("nan")
    deviation: float = float("nan")
    skew: float = float("nan")
    outliers: int = 0
    outlier_rule: str = ""
    bins: tuple[tuple[float, float, int], ...] = ()
    levels: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class Exploration:
    """What the data looks like before anything is clustered: the record behind `look` and the report.

    `relations` are Spearman's rank correlations of two number features. They and the bins are over `sample` customers,
    which are all of them where there are no more than that.
    """

    figures: tuple[KeyFigure, ...]
    months: tuple[Month, ...]
    distributions: tuple[Distribution, ...]
    relations: tuple[tuple[str, str, float], ...]
    findings: tuple[str, ...] = ()
    sample: int = 0


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


@dataclass(frozen=True)
class Chart:
    """A drawn chart: a Vega-Lite specification, its title, the sentence that says what to see, and its alt text."""

    name: str
    title: str
    sentence: str
    alt: str
    spec: Mapping[str, Any]
