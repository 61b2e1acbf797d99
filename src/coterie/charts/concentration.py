"""Which share of the revenue the best customers bring, and where the segments lie on the way."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from coterie.charts._theme import PALETTE, SHAPES, WIDTH, field, finish, labels, money_word, not_applicable, segment_scale
from coterie.records import Chart, Story
from coterie.words import percent

MARKED = (0.1, 0.2)
SHARES = {"format": ".0%", "values": [0, *MARKED, 0.4, 0.6, 0.8, 1]}


def draw(story: Story) -> Chart:
    """The customers from the best to the least, with the share of the money that they bring together; the segments in the same order."""
    curve = story.exploration.concentration
    money = money_word(story)
    if len(curve) < 2 or not money:
        raise not_applicable("concentration", "there are no orders with revenue")
    marks = [next(point for point in curve if point[0] >= share) for share in MARKED]
    pieces = _pieces(story)
    sentence = _sentence(story, marks, money)
    return finish(
        {
            "data": {"name": "curve"},
            "encoding": _places(money, max(1.0, *(share for _, share in curve))),
            "layer": _layers(story),
            "width": WIDTH,
            "height": 340,
        },
        name="concentration",
        title="How much hangs on the best",
        sentence=sentence,
        alt_text=f"Curve of the share of {money} that the best customers bring, with the segments below it. {sentence}",
        data={
            "curve": [_point(*pair) for pair in ((0.0, 0.0), *curve)],
            "even": [_point(0.0, 0.0), _point(1.0, 1.0)],
            "marks": [{**_point(*pair), "words": f"{percent(pair[0])} bring {percent(pair[1])}"} for pair in marks],
            "pieces": pieces,
        },
    )


def _point(customers: float, money: float) -> dict[str, Any]:
    """A point of a curve."""
    return {"customers": round(customers, 4), "money": round(money, 4)}


def _pieces(story: Story) -> list[dict[str, Any]]:
    """Each segment as the step that it adds, from the most money per customer to the least: where the step begins and ends."""
    names = labels(story)
    rows: list[dict[str, Any]] = []
    customers = money = 0.0
    for s in sorted(story.segments.segments, key=lambda s: -s.money / max(1, s.customers)):
        said = {"segment": names[s.id], "share": percent(s.share), "brings": percent(s.money_share)}
        rows.append({**_point(customers, money), **said, "end": False})
        customers, money = customers + s.share, money + s.money_share
        rows.append({**_point(customers, money), **said, "end": True})
    return rows


def _places(money: str, highest: float) -> dict[str, Any]:
    """The two shares, from nothing to everything; a curve rises above it where returns make some bring less than nothing."""
    title = f"Share of the {money} that they bring"
    return {
        "x": field("customers:Q", title="Share of the customers, the best first", axis=SHARES, scale={"domain": [0, 1]}),
        "y": field("money:Q", title=title, axis={"format": ".0%", "tickCount": 5}, scale={"domain": [0, highest]}),
    }


def _layers(story: Story) -> list[dict[str, Any]]:
    """An even spread as a dashed line, the segments as steps, the curve, and its two marked points."""
    color = field("segment:N", title=None, scale=segment_scale(story, PALETTE))
    shape = field("segment:N", title=None, scale=segment_scale(story, SHAPES))
    on_segment = [
        field("segment:N", title="Segment"),
        field("share:N", title="Share of the customers"),
        field("brings:N", title="Share of the money"),
    ]
    on_curve = [field("customers:Q", title="The best", format=".0%"), field("money:Q", title="bring", format=".0%")]
    steps = {"data": {"name": "pieces"}, "encoding": {"color": color, "tooltip": on_segment}}
    return [
        {"data": {"name": "even"}, "mark": {"type": "line", "strokeDash": [3, 4], "strokeWidth": 1, "opacity": 0.6}},
        {**steps, "mark": {"type": "line", "strokeWidth": 4, "opacity": 0.9}},
        {
            "data": {"name": "pieces"},
            "transform": [{"filter": "datum.end"}],
            "mark": {"type": "point", "filled": True, "size": 90, "opacity": 1},
            "encoding": {"color": color, "shape": shape, "tooltip": on_segment},
        },
        {"mark": {"type": "line"}, "encoding": {"tooltip": on_curve}},
        {"data": {"name": "marks"}, "mark": {"type": "point", "filled": True, "size": 70, "opacity": 1}, "encoding": {"tooltip": on_curve}},
        {
            "data": {"name": "marks"},
            "mark": {"type": "text", "style": "finding", "align": "right", "dx": -9, "dy": -6},
            "encoding": {"text": field("money:Q", format=".0%")},
        },
    ]


def _sentence(story: Story, marks: Sequence[tuple[float, float]], money: str) -> str:
    """What the best bring, and which segment lies steepest."""
    first, second = ([percent(share) for share in pair] for pair in marks)
    steep = max(story.segments.segments, key=lambda s: s.money / max(1, s.customers))
    name = labels(story)[steep.id]
    return (
        f"The best {first[0]} of the customers bring {first[1]} of the {money}, the best {second[0]} bring {second[1]}. "
        f"Steepest: {name}, {percent(steep.share)} of the customers with {percent(steep.money_share)} of the {money}."
    )


MEMBER = draw
