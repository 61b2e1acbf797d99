"""The model as data, and every customer's segment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from coterie.records.cluster import Prototypes
from coterie.records.features import Cuts, Feature
from coterie.records.lineage import Lineage
from coterie.records.space import SpaceModel
from coterie.records.value import ValueModel

if TYPE_CHECKING:
    from coterie.records.arrays import Floats, Integers


NO_SEGMENT, NO_SEGMENT_NAME = 0, "In no segment"  # the id and the name of who is in none, where a method leaves customers out


@dataclass(frozen=True)
class Model:
    """All that is needed to give another customer a segment: data, no code.

    Segment ids are 1, 2, 3…, by value, unless an earlier run gave them (`lineage` says which and how), and 0 for who is in no
    segment; they are the labels of the prototypes. For a rule (`rule` names it), prototypes are the centroids of its
    segments, and `rule_ids` gives the segment id of each of the rule's own numbers 1, 2, 3…, and `rule_cuts`
    the cut-points that it has found. `centroids` are the segments' means, the most valuable segment first; `by_value` are their ids.
    `value` forecasts orders and money, where that can be done.
    """

    features: tuple[Feature, ...]
    cuts: tuple[Cuts, ...]
    space: SpaceModel
    method: str
    k: int
    prototypes: Prototypes
    centroids: Floats
    rule: str = ""
    rule_ids: tuple[int, ...] = ()
    rule_cuts: tuple[Cuts, ...] = ()
    as_of: date | None = None
    names: Mapping[int, str] = field(default_factory=dict)
    ids: tuple[int, ...] = ()
    lineage: Lineage | None = None
    value: ValueModel | None = None

    @property
    def by_value(self) -> tuple[int, ...]:
        """The ids of the segments, the most valuable one first; without an earlier run they are just counted."""
        return self.ids or tuple(range(1, len(self.centroids) + 1))

    @property
    def highest(self) -> int:
        """The highest id that this run or one before it ever gave."""
        return self.lineage.highest if self.lineage else max(self.by_value, default=0)


@dataclass(frozen=True)
class Assigned:
    """Every customer's segment: `table` has position, segment, confidence (0 to 1) and distance; arrays in order of position."""

    table: str
    segment: Integers
    confidence: Floats
    distance: Floats
