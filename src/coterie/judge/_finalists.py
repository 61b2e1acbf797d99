"""What is found out of the finalists only, because it takes many fits."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from coterie.judge._base import Context, customers
from coterie.judge._foresight import foresight
from coterie.judge._resampling import resampled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coterie.records import Candidate, Space


def examined(context: Context, space: Space, finalists: Sequence[Candidate], seed: int) -> Context:
    """The context with what the costly yardsticks ask for."""
    rows = space.matrix[context.sample]
    again = {(c.method, c.k): resampled(c, rows, customers(c)[context.sample], seed) for c in finalists}
    useful = {(c.method, c.k): foresight(c, space.past) for c in finalists}
    return replace(
        context,
        stability={name: found for name, found in again.items() if found},
        usefulness={name: found for name, found in useful.items() if found},
    )
