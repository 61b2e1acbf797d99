"""How a feature is spread in each segment: where half of its customers lie, and where nearly all do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from coterie.charts._axis import number_axis
from coterie.charts._theme import (
    EVERYONE,
    WIDTH,
    broken,
    by_title,
    chosen_feature,
    color_scale,
    field,
    finish,
    labels,
    not_applicable,
    numbers,
    reach,
    row_axis,
    row_height,
)
from coterie.records import Chart, Feature, Story
from coterie.words import rough_value

POINTS = {
    "p5": "5% have less",
    "p25": "A quarter has less",
    "median": "Half have less",
    "p75": "A quarter has more",
    "p95": "5% have more",
}
GREY = "#8a857c"  # of everyone: no segment's colour, and seen by day and by night


def draw(story: Story, feature: str | None = None) -> Chart:
    """`feature` is the name of a number feature; by default the one that tells the segments apart most."""
    known = _known(story)
    if not known:
        raise not_applicable("distributions", "the run keeps no quantiles of a number feature by segment")
    far = reach(story, known)
    shown = story.features.feature(chosen_feature(feature or max(known, key=lambda name: far[name]), known))
    spans = _spans(story, shown)
    names = {name: broken(name, 15) for name in spans}
    rows: list[dict[str, Any]] = [
        {"segment": names[name], "words": rough_value(shown, own["median"]), **_short(own)} for name, own in spans.items()
    ]
    across = number_axis(shown, min(r["p5"] for r in rows), spans[EVERYONE]["median"], max(r["p95"] for r in rows))
    across["scale"]["padding"] = 20  # pixels: half of a number at the edge
    sentence = _sentence(shown, spans)
    return finish(
        {
            "data": {"name": "spans"},
            "encoding": _places(shown, list(names.values()), across),
            "layer": _layers(story, names),
            "width": WIDTH,
            "height": row_height(names.values(), least=44) * len(rows),
        },
        name="distributions",
        title="How a feature is spread",
        sentence=sentence,
        alt_text=f"Strips of {across['title']} for everyone and for each segment, from the 5% to the 95% point. {sentence}",
        data={"spans": rows, "everyone": rows[:1]},
    )


def variants(story: Story) -> dict[str, dict[str, str]]:
    """Every feature that can be drawn, by its title."""
    return by_title(story, _known(story))


def _known(story: Story) -> list[str]:
    """The number features whose quantiles are known of everyone and of a segment."""
    whole = {d.feature for d in story.exploration.distributions if set(POINTS) <= set(d.quantiles)}
    own = {line.feature for s in story.segments.segments for line in s.profile if line.quantiles}
    return [name for name in numbers(story) if name in whole & own]


def _spans(story: Story, feature: Feature) -> dict[str, dict[str, float]]:
    """The quantiles of everyone, then of each segment that has the feature."""
    whole = next(d.quantiles for d in story.exploration.distributions if d.feature == feature.name)
    names = labels(story)
    own = {names[s.id]: line.quantiles for s in story.segments.segments for line in s.profile if line.feature == feature.name}
    return {name: {p: values[p] for p in POINTS} for name, values in {EVERYONE: whole, **own}.items() if values}


def _short(values: Mapping[str, float]) -> dict[str, float]:
    """Numbers with the digits that a drawing shows."""
    return {name: float(f"{value:.4g}") for name, value in values.items()}


def _places(feature: Feature, rows: list[str], across: Mapping[str, Any]) -> dict[str, Any]:
    """Where a strip stands, and what it tells on hover."""
    show = feature.show if feature.show.endswith("%") else ",.4~g"
    return {
        "y": field("segment:N", sort=rows, title=None, axis=row_axis()),
        "x": field("median:Q", **across),
        "tooltip": [field("segment:N", title="Segment"), *(field(f"{p}:Q", title=words, format=show) for p, words in POINTS.items())],
    }


def _layers(story: Story, names: Mapping[str, str]) -> list[dict[str, Any]]:
    """Everyone's middle as a dashed rule through all rows, then each row's thin and thick strip, its middle and the value."""
    scale = color_scale(story)
    drawn = {names[name]: code for name, code in zip(scale["domain"], scale["range"], strict=True) if name in names}
    color = field("segment:N", scale={"domain": [EVERYONE, *drawn], "range": [GREY, *drawn.values()]}, legend=None)
    through = {"y": {"value": 0}, "y2": {"value": "height"}}
    return [
        {"data": {"name": "everyone"}, "mark": {"type": "rule", "strokeDash": [3, 4], "opacity": 0.8}, "encoding": through},
        {
            "mark": {"type": "rule", "strokeWidth": 3, "opacity": 0.75},
            "encoding": {"x": field("p5:Q"), "x2": {"field": "p95"}, "color": color},
        },
        {
            "mark": {"type": "bar", "height": 13, "cornerRadius": 2},
            "encoding": {"x": field("p25:Q"), "x2": {"field": "p75"}, "color": color},
        },
        {"mark": {"type": "tick", "thickness": 3, "size": 21}},
        {"mark": {"type": "text", "dy": -17, "style": "note"}, "encoding": {"text": field("words:N")}},
    ]


def _sentence(feature: Feature, spans: Mapping[str, Mapping[str, float]]) -> str:
    """Who has most and least, by the middles, and where the middle half of the highest lies."""
    own = {name: values for name, values in spans.items() if name != EVERYONE}
    high, low = (pick(own, key=lambda name: own[name]["median"]) for pick in (max, min))
    top, least = (rough_value(feature, own[name]["median"]) for name in (high, low))
    if top == least:
        return f"{feature.title} has the same middle in every segment: {top}."
    half = f"half of them between {rough_value(feature, own[high]['p25'])} and {rough_value(feature, own[high]['p75'])}"
    return f"{feature.title} is highest for {high} (middle {top}, {half}) and lowest for {low} (middle {least})."


MEMBER = draw
