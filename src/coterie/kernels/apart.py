"""How far a group's mean lies from everyone's, in everyone's standard deviations, and how sure that is."""

from __future__ import annotations

import math

NORMAL = 1.959964  # 95% of a normal distribution lie so many deviations from its middle, or less
FEW = {1: 12.7062, 2: 4.3027, 3: 3.1824}


def interval(apart: float, square: float, count: float, everyone: float) -> tuple[float, float]:
    """The interval that holds the difference in 95 of 100 samples of such customers; unknown where either side has fewer than two.

    `apart` is the group's mean and `square` its mean square, both measured from everyone's mean in everyone's deviations;
    `count` of `everyone` are in the group. Everyone holds the group too, so the difference is that to the rest, made smaller by it.

    >>> [round(bound, 2) for bound in interval(0.5, 1.1, 50, 100)]
    [0.32, 0.68]
    >>> interval(0.0, 1.0, 4, 4)
    (nan, nan)
    """
    rest = everyone - count
    if min(count, rest) < 2:
        return math.nan, math.nan
    others = -count * apart / rest
    within = max(0.0, square - apart * apart), max(0.0, (everyone - count * square) / rest - others * others)
    error = rest / everyone * math.sqrt(within[0] / (count - 1) + within[1] / (rest - 1))
    half = _errors(min(count, rest) - 1) * error
    return apart - half, apart + half


def share_apart(share: float, overall: float, count: float) -> tuple[float, float]:
    """The share of a level in a group and its mean square, as `interval` wants them.

    None or all of a few is no certainty, so the spread is that of the share with two more who have it and two who do not.

    >>> share_apart(0.5, 0.5, 100)
    (0.0, 1.0)
    """
    deviation = overall * (1 - overall)
    apart = (share - overall) / math.sqrt(deviation)
    likely = (share * count + 2) / (count + 4)
    return apart, apart * apart + likely * (1 - likely) / deviation


def _errors(freedom: float) -> float:
    """How many standard errors the 95% interval reaches: Student's t, by the first terms of its series (SciPy would have to be imported).

    >>> [round(_errors(freedom), 2) for freedom in (1, 4, 10, 1000)]
    [12.71, 2.77, 2.23, 1.96]
    """
    z, v = NORMAL, freedom
    first, second = (z**3 + z) / 4, (5 * z**5 + 16 * z**3 + 3 * z) / 96
    return FEW.get(int(v), z + first / v + second / v**2 + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384 / v**3)
