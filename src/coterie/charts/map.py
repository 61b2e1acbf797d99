"""All customers on one map: near means alike; each point is a customer in the colour of its segment."""

from __future__ import annotations

import math

from coterie.charts._theme import WIDTH, field, finish, labels, not_applicable, segment_points, thinned
from coterie.records import Chart, Story
from coterie.words import percent


def draw(story: Story) -> Chart:
    """The portrait's two axes, coloured by segment; a click in the legend singles one out."""
    portrait, names = story.segments.portrait, labels(story)
    if not portrait.x:
        raise not_applicable("map", "the run keeps no sample of customers")
    rows = [{"x": portrait.x[i], "y": portrait.y[i], "segment": names[portrait.segment[i]]} for i in thinned(len(portrait.x))]
    bare = {"labels": False, "grid": False, "domain": True}
    chart = segment_points(story, len(rows))
    chart["encoding"] |= {
        "x": field("x:Q", title=f"{portrait.x_title} →", axis=bare, scale={"zero": False}),
        "y": field("y:Q", title=f"{portrait.y_title} →", axis=bare, scale={"zero": False}),
        "tooltip": [field("segment:N", title="Segment")],
    }
    sentence = f"{_sentence(story)} The two directions show {percent(portrait.shown_share)} of all that tells customers apart."
    return finish(
        {"data": {"name": "points"}, **chart, "width": WIDTH, "height": 400},
        name="map",
        title="The map of customers",
        sentence=sentence,
        alt_text=f"Scatter plot of {len(rows):,} customers, alike ones close together, coloured by segment. {sentence}",
        data={"points": rows},
    )


def _sentence(story: Story) -> str:
    """Who stands furthest off, and which two lie closest, by the middles of the segments on the map."""
    portrait, names = story.segments.portrait, labels(story)
    middle: dict[int, tuple[float, float]] = {}
    for segment in sorted(set(portrait.segment)):
        own = [i for i, s in enumerate(portrait.segment) if s == segment]
        middle[segment] = (math.fsum(portrait.x[i] for i in own) / len(own), math.fsum(portrait.y[i] for i in own) / len(own))
    if len(middle) < 3:
        return "Near means alike."
    apart = {(a, b): math.dist(middle[a], middle[b]) for a in middle for b in middle if a < b}
    lone = max(middle, key=lambda s: min(d for pair, d in apart.items() if s in pair))
    first, second = min(apart, key=lambda pair: apart[pair])
    return f"Furthest from the rest: {names[lone]}. Closest to each other: {names[first]} and {names[second]}."


MEMBER = draw
