"""A page of customers as an address asks for it, and what the table of them shows."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

from coterie.errors import InputError
from coterie.records import Story
from coterie.segmentation import Segmentation

SHOWN, SIZE = 8, 50  # features in the table, and customers on a page


def listed(found: Segmentation, asked: Mapping[str, str], segment: int | None, search: str = "") -> dict[str, Any]:
    """The customers, the columns, and what was asked."""
    story = found.story
    where = {f.name: wanted for f in story.features.columns if (wanted := _wanted(asked, f.name, f.kind)) is not None}
    columns = _columns(story)
    shown = found.browse(
        segment,
        where=where,
        search=search,
        sort=asked.get("sort", ""),
        descending=asked.get("order") == "down",
        page=whole(asked.get("page", "1")) or 1,
        size=SIZE,
        columns=["customer", "segment", "name", "confidence", *columns],
    )
    return {
        "page": shown,
        "rows": list(zip(shown.positions, shown.customers.to_pylist(), strict=True)),
        "columns": [f for f in story.features.columns if f.name in columns],
        "filters": len(where),
        "asked": dict(asked),
        "search": search,
        "levels": {d.feature: [level for level, _ in d.levels] for d in story.exploration.distributions if d.levels},
    }


def _columns(story: Story) -> list[str]:
    """The features that tell most: recency, orders and money, then those of the space."""
    names = [f.name for f in story.features.columns]
    wanted = dict.fromkeys([*("recency", "frequency", "money"), *(p.feature for p in story.model.space.parameters), *names])
    return [name for name in wanted if name in names][:SHOWN]


def _wanted(asked: Mapping[str, str], name: str, kind: str) -> Any:
    """What the address says of a column: from and to, or a text; None where it says nothing."""
    if kind == "category":
        return asked.get(f"is.{name}") or None
    low, high = (number(asked.get(f"{side}.{name}", ""), name) for side in ("from", "to"))
    return None if low is None and high is None else (low, high)


def number(text: str, name: str) -> float | None:
    """A number that was typed; None where nothing was.

    >>> number(" 1,200.5 ", "money"), number("", "money")
    (1200.5, None)
    """
    plain = text.strip()
    if not plain:
        return None
    grouped = re.fullmatch(r"-?\d{1,3}(,\d{3})+(\.\d+)?", plain)  # 12,5 might be twelve and a half
    try:
        found = float(plain.replace(",", "") if grouped else plain)
    except ValueError:
        found = math.nan
    if not math.isfinite(found):
        raise InputError("no-number", f"What was typed for {name} is no number", place=name, remedy="Give a number, or leave it empty.")
    return found


def whole(text: str) -> int:
    """A whole number of an address; 0 where it is none.

    >>> whole("12"), whole("-1"), whole("x")
    (12, 0, 0)
    """
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0
