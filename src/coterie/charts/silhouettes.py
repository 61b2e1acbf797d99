"""How well each customer sits in its segment: a band per segment, the surest customers first."""

from __future__ import annotations

import math
from itertools import accumulate
from typing import Any

from coterie.charts._theme import WIDTH, color_scale, field, finish, labels, not_applicable, shape_scale
from coterie.records import Band, Chart, Silhouettes, Story
from coterie.words import percent, shown

DRAWN = 400  # points of all bands together: more cannot be seen
HEAD = 26  # pixels in which a band's words stand, above it
ROOM = 38  # pixels that a band has on average: each has as many as its share of the customers


def draw(story: Story) -> Chart:
    """The sorted silhouettes of each segment as an area under its name, as high as it has customers, and the mean of all as a line."""
    found = story.segments.silhouettes
    if not found:
        raise not_applicable("silhouettes", "the run keeps no silhouettes of customers")
    names = labels(story)
    bands = sorted((band for band in found.bands if band.segment in names), key=lambda band: [*names].index(band.segment))
    room = ROOM * len(bands) / found.sample  # pixels for one customer
    tops = list(accumulate((HEAD + room * len(band.values) for band in bands), initial=0.0))
    step = max(1, math.ceil(found.sample / DRAWN))
    sentence = _sentence(story, found)
    return finish(
        {"data": {"name": "bands"}, "encoding": _places(tops[-1]), "layer": _layers(story), "width": WIDTH, "height": round(tops[-1])},
        name="silhouettes",
        title="How well customers fit their segments",
        sentence=sentence,
        alt_text=f"Sorted silhouettes of {found.sample:,} customers, a band for each of {len(bands)} segments. {sentence}",
        data={
            "customers": [row for b, top in zip(bands, tops, strict=False) for row in _area(b, names[b.segment], top + HEAD, room, step)],
            "bands": [_head(band, names[band.segment], top + HEAD / 2) for band, top in zip(bands, tops, strict=False)],
            "mean": [{"score": found.mean, "words": f"mean {shown(found.mean, '.2f')}"}],
        },
        narrowest=560,
    )


def _area(band: Band, name: str, top: float, room: float, step: int) -> list[dict[str, Any]]:
    """The points of one band, evenly thinned, from its first customer to the end of its last one's room."""
    last = len(band.values) - 1
    places = sorted({*range(0, last + 1, step), last})
    ends = [(i * room, band.values[i]) for i in places] + [((last + 1) * room, band.values[last])]
    return [{"segment": name, "place": round(top + place, 2), "score": score} for place, score in ends]


def _head(band: Band, name: str, place: float) -> dict[str, Any]:
    """What stands over a band."""
    below = f"{percent(band.below)} below 0" if band.below else "none below 0"
    return {
        "segment": name,
        "place": round(place, 2),
        "score": band.mean,
        "below": percent(band.below),
        "sampled": len(band.values),
        "words": f"{name}: mean {shown(band.mean, '.2f')}, {below}",
    }


def _places(height: float) -> dict[str, Any]:
    """The customers from top to bottom, the silhouette from left to right."""
    title = "Silhouette: 1 is the middle of its own segment, below 0 is nearer to another"
    return {
        "x": field("score:Q", title=title, scale={"nice": True}, axis={"tickCount": 6}),
        "y": field("place:Q", scale={"domain": [0, round(height, 2)], "reverse": True, "nice": False}, axis=None),
    }


def _layers(story: Story) -> list[dict[str, Any]]:
    """The bands, the lines of none and of the mean, and each band's words behind its mark."""
    color = field("segment:N", scale=color_scale(story), legend=None)
    shape = field("segment:N", scale=shape_scale(story), legend=None)
    whole = {"y": {"value": 0}, "y2": {"value": "height"}}
    tooltip = [
        field("segment:N", title="Segment"),
        field("score:Q", title="Mean silhouette", format=".2f"),
        field("below:N", title="Below zero"),
        field("sampled:Q", title="Customers in the sample", format=","),
    ]
    return [
        {
            "data": {"name": "customers"},
            "mark": {"type": "area", "orient": "horizontal", "opacity": 0.9},
            "encoding": {"color": color, "x2": {"datum": 0}},
        },
        {"data": {"name": "mean"}, "mark": {"type": "rule", "strokeDash": [4, 3], "strokeWidth": 1.5}, "encoding": whole},
        {
            "data": {"name": "mean"},
            "mark": {"type": "text", "style": "finding", "align": "left", "dx": 5, "dy": -8},
            "encoding": {"text": field("words:N"), "y": {"value": 0}},
        },
        {
            "mark": {"type": "point", "filled": True, "size": 70, "opacity": 1},
            "encoding": {"x": {"value": 6}, "color": color, "shape": shape, "tooltip": tooltip},
        },
        {"mark": {"type": "text", "align": "left"}, "encoding": {"x": {"value": 18}, "text": field("words:N"), "tooltip": tooltip}},
    ]


def _sentence(story: Story, found: Silhouettes) -> str:
    """Which segment holds together best, and where most lie nearer to another one."""
    names = labels(story)
    best, worst = max(found.bands, key=lambda band: band.mean), max(found.bands, key=lambda band: band.below)
    first = f"Holds together best: {names[best.segment]}."
    if not found.below:
        return f"{first} No customer of the sample of {found.sample:,} lies nearer to another segment."
    lie = f"{percent(found.below)} of a sample of {found.sample:,} customers lie nearer to another segment than to their own"
    return f"{first} {lie}, most of all {names[worst.segment]}: {percent(worst.below)}."


MEMBER = draw
