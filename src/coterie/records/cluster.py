"""The fitted candidates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from coterie.records.space import Points

if TYPE_CHECKING:
    from coterie.records.arrays import Floats, Integers


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
