"""How features become coordinates, and the customers as weighted points."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from coterie.records.arrays import Floats, Integers

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
class Past:
    """Some customers as they were on an earlier day, and what they `spent` in the `days` since; or the `reason` why nobody knows.

    `matrix` holds their coordinates in the space that the same features made then; `rfm` their recency, frequency and money then.
    """

    matrix: Floats | None = None
    spent: Floats | None = None
    rfm: Floats | None = None
    as_of: date | None = None
    days: int = 0
    reason: str = ""


@dataclass(frozen=True)
class Space:
    """Parameters of the space, then the weighted points in it.

    `matrix` holds the coordinates of every customer (customers × axes), in order of position.
    `clipped` counts, per feature, the customers whose value was clipped; `titles` say what people call a feature.
    """

    model: SpaceModel
    points: Points
    matrix: Floats
    dropped: tuple[Dropped, ...] = ()
    clipped: Mapping[str, int] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    past: Past = Past()
