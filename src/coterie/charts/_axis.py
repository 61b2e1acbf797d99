"""The axis of a feature: its title with the unit, and a scale on which its values can be read."""

from __future__ import annotations

import math
from typing import Any

from coterie.charts._theme import SHORT, axis_title
from coterie.records import Feature

SKEWED = 8.0


def number_axis(feature: Feature, low: float, middle: float, high: float) -> dict[str, Any]:
    """Title, scale and axis for values of a feature: logarithmic, with round ticks, where a few are far above the rest.

    >>> money = Feature("money", "Revenue", "", "£", ",.0f", "numeric", "money")
    >>> number_axis(money, 2, 90, 8000)["title"], number_axis(money, 2, 90, 120)["title"]
    ('Revenue (£), logarithmic', 'Revenue (£)')
    """
    title = axis_title(feature)
    show: dict[str, Any] = {"format": feature.show} if feature.show.endswith("%") else {"labelExpr": SHORT}
    show |= {"labelOverlap": "greedy", "labelSeparation": 8}  # on a phone, not every tick has room for its number
    if middle <= 0 or high <= SKEWED * middle:
        return {"title": title, "scale": {"zero": False, "nice": True}, "axis": {**show, "tickCount": 6}}
    if low > 0:
        scale, ticks = {"type": "log", "nice": False}, _ticks(low, high)
    else:  # linear around zero, so that none and losses have their place
        bend = middle / 10
        scale, ticks = {"type": "symlog", "constant": bend, "nice": False}, [0, *_ticks(bend, high)]
        ticks = [-t for t in _ticks(bend, -low)[::-2]] + ticks if low < 0 else ticks
    return {"title": f"{title}, logarithmic", "scale": scale, "axis": {**show, "values": ticks}}


def _ticks(low: float, high: float) -> list[float]:
    """Round numbers for a logarithmic axis, ten at most of them where that is possible.

    >>> _ticks(1, 300)
    [1, 2, 5, 10, 20, 50, 100, 200]
    >>> _ticks(20, 20_000)
    [20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000]
    >>> _ticks(1, 200_000)
    [1, 10, 100, 1000, 10000, 100000]
    """
    if low <= 0 or high <= low:
        return []
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    fine = [float(f"{digit}e{power}") for power in powers for digit in (1, 2, 5)]
    kept = [t for t in fine if low <= t <= high]
    chosen = kept if len(kept) < 11 else [t for t in kept if f"{t:e}".startswith("1.0")]
    return [int(t) if t == int(t) else t for t in chosen]
