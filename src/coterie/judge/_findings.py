"""What the yardsticks found of the chosen candidate that a reader should know, a sentence each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coterie.judge._base import parts
from coterie.words import counted, percent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coterie.records import Candidate

GIANT = 0.6


def findings(chosen: Candidate) -> Iterator[str]:
    """The sentences, the weightiest first."""
    yield from _balance(chosen)


def _balance(chosen: Candidate) -> Iterator[str]:
    """Said where one segment holds most customers, and the others are crumbs."""
    weight = parts(chosen)[1].weight
    largest, others = float(weight.max() / weight.sum()), len(weight) - 1
    if largest >= GIANT and others > 1:
        yield f"The sizes are uneven: one segment holds {percent(largest)} of the customers, and {counted(others, 'other')} share the rest."
