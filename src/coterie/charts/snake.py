"""The profile of each segment as a line over the features, all measured from everyone's mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from coterie.charts._theme import (
    LINES,
    apart,
    broken,
    color_scale,
    field,
    finish,
    labels,
    not_applicable,
    numbers,
    reach,
    row_height,
    shape_scale,
)
from coterie.records import Chart, Story
from coterie.words import listed, lowered

FEATURES = 8
COLUMN = 76
HEIGHT = 320
ROOM = ("\u2007", "\u2007\u2007")  # two more columns, without a name, where the segments' names stand
NAME = 15  # characters of a name on one line


def draw(story: Story) -> Chart:
    """One line per segment over the features that tell segments apart most; its name stands at its end."""
    features = _features(story)
    if len(features) < 2:
        raise not_applicable("snake", "the segments have fewer than two number features")
    rows = _rows(story, features)
    domain = _domain(rows)
    step = row_height(broken(row["segment"], NAME) for row in rows)
    height = max(HEIGHT, step * len(story.segments.segments))
    ends = _ends(rows, domain, height, step)
    sentence = _sentence(story, rows)
    columns = [*features.values(), *ROOM]
    return finish(
        {
            "data": {"name": "means"},
            "encoding": {"x": _across(columns)},
            "layer": _layers(story, domain, {row["lines"] for row in ends}),
            "width": COLUMN * len(columns),
            "height": height,
        },
        name="snake",
        title="The profile of each segment",
        sentence=sentence,
        alt_text=f"Line chart of {len(features)} features, one line for each of {len(story.segments.segments)} segments. {sentence}",
        data={
            "means": rows,
            "everyone": [{"feature": feature, "difference": 0.0} for feature in features.values()],
            "leads": _leads(ends, columns[len(features) - 1]),
            "ends": ends,
        },
        narrowest=COLUMN * len(columns) + 60,
    )


def _features(story: Story) -> dict[str, str]:
    """The features that tell segments apart most, in their own order, with their titles in short lines."""
    far = reach(story, numbers(story))
    chosen = sorted(far, key=lambda name: -far[name])[:FEATURES]
    return {name: broken(story.features.feature(name).title, 11) for name in far if name in chosen}


def _rows(story: Story, features: Mapping[str, str]) -> list[dict[str, Any]]:
    """A point for each feature of each segment."""
    names = labels(story)
    lines = ((s, line) for s in story.segments.segments for line in s.profile if line.feature in features)
    return [
        {
            "segment": names[s.id],
            "feature": features[line.feature],
            "title": story.features.feature(line.feature).title,
            "difference": round(line.difference, 2) + 0.0,
        }
        for s, line in lines
    ]


def _across(columns: Sequence[str]) -> dict[str, Any]:
    """The features, side by side."""
    axis = {"labelAngle": 0, "labelExpr": LINES, "labelLimit": COLUMN + 4, "labelPadding": 8, "domain": False, "grid": False}
    return field("feature:N", sort=list(columns), title=None, scale={"domain": list(columns), "padding": 0.4}, axis=axis)


def _layers(story: Story, domain: tuple[float, float], lines: set[int]) -> list[dict[str, Any]]:
    """Everyone's mean as a rule, the lines with their points, and the names with thin lines that lead to them."""
    up = field(
        "difference:Q", title="Standard deviations from everyone", scale={"domain": list(domain), "nice": False}, axis={"tickCount": 6}
    )
    color: dict[str, Any] = {"color": field("segment:N", scale=color_scale(story), legend=None)}
    marks: dict[str, Any] = {**color, "shape": field("segment:N", scale=shape_scale(story), legend=None)}
    point = {"type": "point", "filled": True, "size": 65, "opacity": 1}
    place: dict[str, Any] = {"y": field("place:Q")}
    tooltip = [
        field("segment:N", title="Segment"),
        field("title:N", title="Feature"),
        field("difference:Q", title="Standard deviations from everyone", format="+.1f"),
    ]
    names: list[dict[str, Any]] = [
        {
            "data": {"name": "ends"},
            "transform": [{"filter": f"datum.lines == {count}"}],
            "mark": {"type": "text", "align": "left", "dx": 9, "dy": -7 * (count - 1), "lineBreak": "\n", "limit": COLUMN * 2 - 16},
            "encoding": {**place, "text": field("words:N")},
        }
        for count in sorted(lines)
    ]
    return [
        {"data": {"name": "everyone"}, "mark": {"type": "line", "style": "axis", "strokeWidth": 1}, "encoding": {"y": up}},
        {"mark": {"type": "line", "strokeWidth": 2.5}, "encoding": {"y": up, **color, "tooltip": tooltip}},
        {"mark": point, "encoding": {"y": up, **marks, "tooltip": tooltip}},
        {
            "data": {"name": "leads"},
            "mark": {"type": "line", "strokeWidth": 1, "opacity": 0.6},
            "encoding": {"y": field("place:Q"), **color},
        },
        {"data": {"name": "ends"}, "mark": point, "encoding": {**place, **marks}},
        *names,
    ]


def _domain(rows: Sequence[Mapping[str, Any]]) -> tuple[float, float]:
    """The least and the greatest difference, with a little room."""
    values = [row["difference"] for row in rows]
    return round(min(*values, 0.0) - 0.15, 2), round(max(*values, 0.0) + 0.15, 2)


def _ends(rows: Sequence[Mapping[str, Any]], domain: tuple[float, float], height: int, step: int) -> list[dict[str, Any]]:
    """Where each line ends, and where its name stands, so that no two overlap."""
    last = {row["segment"]: row for row in rows}  # the rows of a segment are in the features' order
    order = sorted(last.values(), key=lambda row: -row["difference"])
    unit = (domain[1] - domain[0]) / height
    places = apart([row["difference"] for row in order], step * unit, domain[0] + step / 2 * unit)
    words = [broken(row["segment"], NAME) for row in order]
    return [
        {**row, "feature": ROOM[0], "place": round(place, 4), "words": text, "lines": text.count("\n") + 1}
        for row, place, text in zip(order, places, words, strict=True)
    ]


def _leads(ends: Sequence[Mapping[str, Any]], last: str) -> list[dict[str, Any]]:
    """A thin line from the last point of each segment to its name."""
    both = ((row["segment"], (last, row["difference"]), (ROOM[0], row["place"])) for row in ends)
    return [{"segment": name, "feature": feature, "place": place} for name, *pairs in both for feature, place in pairs]


def _sentence(story: Story, rows: Sequence[Mapping[str, Any]]) -> str:
    """Which line swings furthest and where, and which stays closest to everyone."""
    own: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        own.setdefault(row["segment"], []).append(row)
    widest = {name: max(points, key=lambda row: abs(row["difference"])) for name, points in own.items()}
    far = max(widest, key=lambda name: abs(widest[name]["difference"]))
    near = min(widest, key=lambda name: abs(widest[name]["difference"]))
    same = [row for row in own[far] if row["difference"] * widest[far]["difference"] > 0]
    most = sorted(same, key=lambda row: -abs(row["difference"]))[:2]
    way = "above" if widest[far]["difference"] > 0 else "below"
    where = listed([f"{row['difference']:+.1f} in {lowered(row['title'])}".replace("-", "−", 1) for row in most])
    first = f"{far}: furthest {way} everyone, {where}."
    if near == far:
        return first
    return f"{first} Most like everyone: {near}."


MEMBER = draw
