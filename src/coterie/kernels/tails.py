"""The fair scale: where a feature has a long tail, it is judged on a logarithmic scale, so that one whale decides nothing."""

from __future__ import annotations

import math
from collections.abc import Mapping


def long_tail(quantiles: Mapping[str, float]) -> bool:
    """Whether the upper half of the bulk is more than twice as wide as the lower, and wide enough to matter.

    >>> long_tail({"p5": 1, "median": 10, "p95": 300}), long_tail({"p5": 20, "median": 40, "p95": 60})
    (True, False)
    """
    above, below = quantiles["p95"] - quantiles["median"], quantiles["median"] - quantiles["p5"]
    return above > 2 * below and above > 1


def shrunk(value: float) -> float:
    """The value on the logarithmic scale, which goes through zero and keeps the sign.

    >>> round(shrunk(-9), 4), shrunk(0)
    (-2.3026, 0.0)
    """
    return math.copysign(math.log1p(abs(value)), value)


def grown(value: float) -> float:
    """The way back from `shrunk`.

    >>> round(grown(shrunk(1234.5)), 6)
    1234.5
    """
    return math.copysign(math.expm1(abs(value)), value)


def shrunk_sql(column: str) -> str:
    """`shrunk` in SQL.

    >>> shrunk_sql("m")
    'sign(m) * ln(1 + abs(m))'
    """
    return f"sign({column}) * ln(1 + abs({column}))"
