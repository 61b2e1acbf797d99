"""What came of an export, told by those who were held out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Answer = Literal["more", "less", "unclear", "too few"]


@dataclass(frozen=True)
class Effect:
    """How those who were contacted differ from those who were held out, by one measure, in one segment (None for all together).

    `with_it` and `without` are their means, `low` to `high` is the 95% interval of the difference; `total` is the difference
    for all who were contacted. Of too few people nothing is said: the difference and its interval are not numbers.
    """

    segment: int | None
    measure: str
    contacted: int
    control: int
    with_it: float
    without: float
    difference: float
    low: float
    high: float
    answer: Answer

    @property
    def total(self) -> float:
        """What the contact brought among all who were contacted."""
        return self.difference * self.contacted
