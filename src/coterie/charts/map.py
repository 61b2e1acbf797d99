"""All customers on one map: near means alike; each point is a customer in the colour of its segment."""

from __future__ import annotations

import math

from coterie.charts._theme import PALETTE, SHAPES, WIDTH, finish, labels, not_applicable, segment_scale, thinned
from coterie.records import Chart, Story
from coterie.words import percent


def draw(story: Story) -> Chart:
    """The portrait's two axes, coloured by segment; a click in the legend singles one out."""
    import altair as alt

    portrait, names = story.segments.portrait, labels(story)
    if not portrait.x:
        raise not_applicable("map", "the run keeps no sample of customers")
    rows = [{"x": portrait.x[i], "y": portrait.y[i], "segment": names[portrait.segment[i]]} for i in thinned(len(portrait.x))]
    pick = alt.selection_point(fields=["segment"], bind="legend")
    bare = alt.Axis(labels=False, grid=False, domain=True)
    chart = (
        alt.Chart(alt.NamedData("points"))
        .mark_point(filled=True, size=max(14, min(55, 30_000 // len(rows))))
        .encode(
            x=alt.X("x:Q", title=f"{portrait.x_title} →", axis=bare, scale=alt.Scale(zero=False)),
            y=alt.Y("y:Q", title=f"{portrait.y_title} →", axis=bare, scale=alt.Scale(zero=False)),
            color=alt.Color("segment:N", title=None, scale=segment_scale(story, PALETTE)),
            shape=alt.Shape("segment:N", title=None, scale=segment_scale(story, SHAPES)),
            opacity=alt.when(pick).then(alt.value(0.85)).otherwise(alt.value(0.06)),
            tooltip=[alt.Tooltip("segment:N", title="Segment")],
        )
        .add_params(pick)
        .properties(width=WIDTH, height=400)
    )
    sentence = f"{_sentence(story)} The two directions show {percent(portrait.shown_share)} of all that tells customers apart."
    return finish(
        chart,
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
