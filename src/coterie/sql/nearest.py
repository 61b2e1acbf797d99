"""The label of the nearest prototype as SQL: the same arithmetic as `kernels/prototypes.py`, for few prototypes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from coterie.records import Prototypes
from coterie.sql import quote

if TYPE_CHECKING:
    from coterie.records import Floats


def costs_sql(prototypes: Prototypes, axes: Sequence[str], table: str) -> str:
    """A query for `position` and what each prototype costs: `cost_0`, `cost_1`…

    >>> import numpy as np
    >>> print(costs_sql(Prototypes(np.array([[0.5], [9.0]]), np.array([1, 2])), ["x"], "t"))
    SELECT position, pow("x" - 0.5e0::DOUBLE, 2) AS cost_0, pow("x" - 9.0e0::DOUBLE, 2) AS cost_1 FROM t
    """
    columns = [f"{_cost(prototypes, number, axes)} AS cost_{number}" for number in range(len(prototypes.label))]
    return f"SELECT {', '.join(['position', *columns])} FROM {table}"


def label_sql(prototypes: Prototypes, noise: int) -> str:
    """The label of the prototype that costs least, of several the first; `noise` beyond its reach.

    >>> import numpy as np
    >>> label_sql(Prototypes(np.array([[0.5], [9.0]]), np.array([1, 2])), 0)
    'CASE least(cost_0, cost_1) WHEN cost_0 THEN 1 WHEN cost_1 THEN 2 END'
    """
    if len(prototypes.label) == 1:
        return _within(prototypes, 0, noise)
    names = [f"cost_{number}" for number in range(len(prototypes.label))]
    cases = " ".join(f"WHEN {name} THEN {_within(prototypes, number, noise)}" for number, name in enumerate(names))
    return f"CASE least({', '.join(names)}) {cases} END"


def _within(prototypes: Prototypes, number: int, noise: int) -> str:
    """The label, for who is within reach."""
    label = str(int(prototypes.label[number]))
    if prototypes.reach is None or not math.isfinite(prototypes.reach[number]):
        return label
    return f"CASE WHEN sqrt(cost_{number}) > {quote.number(prototypes.reach[number])} THEN {noise} ELSE {label} END"


def _cost(prototypes: Prototypes, number: int, axes: Sequence[str]) -> str:
    """The squared distance in the prototype's own shape, and its cost on top."""
    gaps = [f"{quote.name(axis)} - {quote.number(at)}" for axis, at in zip(axes, prototypes.mean[number], strict=True)]
    sides = gaps if prototypes.shape is None else _turned(gaps, prototypes.shape[number])
    squares = " + ".join(f"pow({side}, 2)" for side in sides)
    return squares if prototypes.cost is None else f"{squares} + {quote.number(prototypes.cost[number])}"


def _turned(gaps: Sequence[str], shape: Floats) -> list[str]:
    """The gaps, each a weighted sum of all."""
    sums = [[f"({gap}) * {quote.number(factor)}" for gap, factor in zip(gaps, column, strict=True) if factor] for column in shape.T]
    return [" + ".join(parts) for parts in sums if parts]
