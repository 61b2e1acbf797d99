"""The fitted candidates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from coterie.records.space import Points

if TYPE_CHECKING:
    from coterie.records.arrays import Floats, Integers


@dataclass(frozen=True)
class Prototypes:
    """What gives anyone a label: that of the nearest prototype.

    `mean` (n × d) says where each lies, `label` what it stands for. What some methods have besides, one per prototype: `shape`
    (d × d) turns and stretches what lies between it and a customer; `cost` is added to the squared distance; beyond `reach`
    a customer is noise; `strength` is how surely the prototype itself belongs to its label.
    """

    mean: Floats
    label: Integers
    shape: Floats | None = None
    cost: Floats | None = None
    reach: Floats | None = None
    strength: Floats | None = None

    def at(self, which: Any) -> Prototypes:
        """Some of them, or all in another order, as an index into arrays says it."""
        beside = {name: getattr(self, name) for name in ("shape", "cost", "reach", "strength")}
        return Prototypes(self.mean[which], self.label[which], **{n: None if v is None else v[which] for n, v in beside.items()})


@dataclass(frozen=True)
class Candidate:
    """One method with one k, fitted. `estimator` is cloneable; `labels` is one per point, −1 for noise.

    `limits` are the fewest and the most customers that a segment may have; `medoid` says that prototypes are customers.
    `work` is about how many distances between two points were looked at for it.
    For a rule on features (`rule`), `points` are the points split by the rule's labels, and `names` are its own.
    """

    method: str
    k: int
    estimator: Any
    labels: Integers
    points: Points
    prototypes: Prototypes
    centroid: bool
    rule: bool = False
    names: tuple[str, ...] = ()
    customer_labels: Integers | None = None
    limits: tuple[float, float] | None = None
    medoid: bool = False
    work: float = 0.0
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
