"""Which number features go together: the rank correlation of each pair."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from coterie.charts._theme import broken, field, finish, not_applicable, row_axis, two_sided
from coterie.records import SCORES, Chart, Story
from coterie.words import lowered, shown

MOST = 12
CELL = 46
NEAR = 0.3  # from here on, two features have something to do with each other

Pairs = Mapping[tuple[str, str], float]


def draw(story: Story) -> Chart:
    """A lower triangle: blue rise together, orange run against each other, stronger is closer."""
    pairs, order = _pairs(story)
    if not pairs:
        raise not_applicable("relations", "there are no two number features that vary")
    titles = {name: broken(story.features.feature(name).title, 20) for name in order}
    rows = [
        {
            "across": titles[one],
            "up": titles[other],
            "correlation": round(correlation, 2) + 0.0,
            "words": shown(correlation, "+.1f") if abs(correlation) >= 0.05 else "0",
            "strength": abs(correlation),
            "side": "together" if correlation > 0 else "against",
        }
        for (one, other), correlation in pairs.items()
    ]
    layer = [two_sided("together", "against", 1), {"mark": {"type": "text"}, "encoding": {"text": field("words:N")}}]
    size = {"width": CELL * (len(order) - 1), "height": 34 * (len(order) - 1)}
    sentence = _sentence(story, pairs)
    return finish(
        {
            "data": {"name": "cells"},
            "encoding": _places(list(titles.values())),
            "layer": layer,
            **size,
        },
        name="relations",
        title="Which features go together",
        sentence=sentence,
        alt_text=f"Triangle of the rank correlations of {len(order)} features. {sentence}",
        data={"cells": rows},
        narrowest=CELL * (len(order) - 1) + 170,
    )


def _pairs(story: Story) -> tuple[Pairs, list[str]]:
    """The pairs to show, scores left out, and their features in order; of many features, those with the closest relations."""
    kept = [f.name for f in story.features.columns if f.kind == "numeric" and f.family != SCORES]
    found = [(one, other, c) for one, other, c in story.exploration.relations if one in kept and other in kept]
    close: dict[str, float] = {}
    for one, other, correlation in found:
        for name in (one, other):
            close[name] = max(close.get(name, 0.0), abs(correlation))
    chosen = sorted(close, key=lambda name: -close[name])[:MOST]
    order = [name for name in kept if name in chosen]
    place = {name: i for i, name in enumerate(order)}
    inside = {(one, other): c for one, other, c in found if one in place and other in place}
    return {(a, b) if place[a] < place[b] else (b, a): c for (a, b), c in inside.items()}, order


def _places(titles: Sequence[str]) -> dict[str, Any]:
    """Where a cell stands and what it tells on hover."""
    below = {"labelAngle": -40, "labelExpr": "replace(datum.label, '\\n', ' ')", "labelLimit": 150, "domain": False}
    return {
        "x": field("across:N", sort=list(titles[:-1]), title=None, scale={"paddingInner": 0.04}, axis=below),
        "y": field("up:N", sort=list(titles[1:]), title=None, scale={"paddingInner": 0.05}, axis=row_axis()),
        "tooltip": [
            field("across:N", title="One"),
            field("up:N", title="Other"),
            field("correlation:Q", title="Rank correlation", format="+.2f"),
        ],
    }


def _sentence(story: Story, pairs: Pairs) -> str:
    """The closest pair, and the one that runs most against each other."""
    title = {f.name: f.title for f in story.features.columns}
    (one, other), most = max(pairs.items(), key=lambda item: abs(item[1]))
    if abs(most) < NEAR:
        return f"No two features go together: the closest relation is {shown(most, '+.2f')}, where 1 is in step and 0 is none."
    words = {True: "rise together", False: "run against each other"}
    first = f"{title[one]} and {lowered(title[other])} {words[most > 0]} most closely (rank correlation {shown(most, '+.2f')})"
    opposite = {pair: c for pair, c in pairs.items() if c * most < 0 and abs(c) >= NEAR}
    if not opposite:
        return f"{first}."
    (one, other), least = max(opposite.items(), key=lambda item: abs(item[1]))
    return f"{first}; {lowered(title[one])} and {lowered(title[other])} {words[least > 0]} ({shown(least, '+.2f')})."


MEMBER = draw
