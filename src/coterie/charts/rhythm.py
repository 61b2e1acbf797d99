"""How long customers go from one order to the next, everyone and segment by segment."""

from __future__ import annotations

import itertools
from typing import Any

from coterie.charts._theme import EVERYONE, LINES, broken, field, finish, labels, not_applicable, row_axis, row_height, shaded
from coterie.records import Chart, Story
from coterie.words import percent, rough_value

COLUMN = 72


def draw(story: Story) -> Chart:
    """A row for everyone and for each segment, a column per length of the gap; the stronger, the more customers."""
    found = story.segments.rhythm
    if not found:
        raise not_applicable("rhythm", "no gap between two orders is known")
    names = {0: EVERYONE, **{segment: name for segment, name in labels(story).items() if segment in found.counts}}
    rows = {segment: broken(name, 15) for segment, name in names.items()}
    columns = classes(found.bounds)
    cells: list[dict[str, Any]] = [
        {"segment": rows[segment], "gap": gap, "share": round(share, 4), "customers": count, "words": percent(share) if count else ""}
        for segment in names
        for gap, share, count in zip(columns, found.shares(segment), found.counts[segment], strict=True)
    ]
    sentence = _sentence(story)
    return finish(
        {
            "data": {"name": "cells"},
            "encoding": _places(list(rows.values()), columns),
            "layer": [
                shaded("share", max(cell["share"] for cell in cells)),
                {"mark": {"type": "text"}, "encoding": {"text": field("words:N")}},
            ],
            "width": COLUMN * len(columns),
            "height": row_height(rows.values(), least=36) * len(rows),
        },
        name="rhythm",
        title="How often they come",
        sentence=sentence,
        alt_text=f"Table of the days between orders for everyone and {len(rows) - 1} segments. {sentence}",
        data={"cells": cells},
        narrowest=COLUMN * len(columns) + 130,
    )


def classes(bounds: tuple[int, ...]) -> list[str]:
    """What the counts are of, in short lines.

    >>> classes((7, 30))
    ['up to 7\\ndays', '7 to 30\\ndays', 'over 30\\ndays', 'one\\norder']
    """
    if not bounds:
        return ["several\norders", "one\norder"]
    inner = [f"{low} to {high}\ndays" for low, high in itertools.pairwise(bounds)]
    return [f"up to {bounds[0]}\ndays", *inner, f"over {bounds[-1]}\ndays", "one\norder"]


def _places(rows: list[str], columns: list[str]) -> dict[str, Any]:
    """Where a cell stands, and what it tells on hover."""
    over = {"orient": "top", "labelAngle": 0, "labelExpr": LINES, "labelPadding": 22, "labelLimit": COLUMN + 6, "domain": False}
    title = "Days from one order to the next, on average"
    return {
        "x": field("gap:N", sort=columns, title=title, scale={"paddingInner": 0.04}, axis=over),
        "y": field("segment:N", sort=rows, title=None, scale={"paddingInner": 0.06}, axis=row_axis()),
        "tooltip": [
            field("segment:N", title="Segment"),
            field("gap:N", title="Gap"),
            field("share:Q", title="Share of the customers", format=".1%"),
            field("customers:Q", title="Customers", format=","),
        ],
    }


def _sentence(story: Story) -> str:
    """The middle gap of everyone, of the quickest and of the slowest segment."""
    gap, names = story.features.feature("gap"), labels(story)
    whole = next((d.quantiles["median"] for d in story.exploration.distributions if d.feature == "gap" and d.quantiles), None)
    own = {names[s.id]: line.median for s in story.segments.segments for line in s.profile if line.feature == "gap"}
    if whole is None or not own:
        return "Hardly anyone ordered twice."
    quick, slow = min(own, key=lambda name: own[name]), max(own, key=lambda name: own[name])
    first = f"Half of those who ordered twice or more come back within {rough_value(gap, whole)} on average"
    if rough_value(gap, own[quick]) == rough_value(gap, own[slow]):
        return f"{first}, in every segment."
    each = f"quickest are {quick} ({rough_value(gap, own[quick])}), slowest {slow} ({rough_value(gap, own[slow])})"
    return f"{first}; {each}."


MEMBER = draw
