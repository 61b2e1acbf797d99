"""Which share of the revenue the best customers bring, and where the segments lie on the way."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from coterie.charts._theme import WIDTH, apart, color_scale, field, finish, labels, money_word, not_applicable, shape_scale
from coterie.records import Chart, Story
from coterie.words import percent

MARKED = (0.1, 0.2)
SHARES = {"format": ".0%", "values": [0, *MARKED, 0.4, 0.6, 0.8, 1]}
TICKS = [0, 0.2, 0.4, 0.6, 0.8, 1]  # as lines of our own, which end before the names
HEIGHT, LINE = 340, 19
BESIDE = 1.05  # where the names begin: right of everyone


def draw(story: Story) -> Chart:
    """The customers from the best to the least, with the share of the money that they bring together; the segments in the same order."""
    curve = story.exploration.concentration
    money = money_word(story)
    if len(curve) < 2 or not money:
        raise not_applicable("concentration", "there are no orders with revenue")
    marks = [next(point for point in curve if point[0] >= share) for share in MARKED]
    pieces, highest = _pieces(story), max(1.0, *(share for _, share in curve))
    sentence = _sentence(story, marks, money)
    return finish(
        {
            "data": {"name": "curve"},
            "encoding": _places(money, highest),
            "layer": _layers(story),
            "width": WIDTH,
            "height": HEIGHT,
        },
        name="concentration",
        title="How much hangs on the best",
        sentence=sentence,
        alt_text=f"Curve of the share of {money} that the best customers bring, with the segments below it. {sentence}",
        data={
            "curve": [_point(*pair) for pair in ((0.0, 0.0), *curve)],
            "ticks": [_point(0.0, tick) for tick in TICKS],
            "even": [_point(0.0, 0.0), _point(1.0, 1.0)],
            "marks": [{**_point(*pair), "words": f"{percent(pair[0])} bring {percent(pair[1])}"} for pair in marks],
            "pieces": pieces,
            **_names(pieces, highest),
        },
        narrowest=640,
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


def _names(pieces: Sequence[dict[str, Any]], highest: float) -> dict[str, list[dict[str, Any]]]:
    """Where the name of each segment stands, so that no two overlap, and a thin line from the end of its step to there."""
    ends = sorted((piece for piece in pieces if piece["end"]), key=lambda piece: -piece["money"])
    unit = highest / HEIGHT
    places = [round(p, 4) for p in apart([min(p["money"], highest - LINE / 2 * unit) for p in ends], LINE * unit, LINE / 2 * unit)]
    names = [{**end, "customers": BESIDE, "money": place} for end, place in zip(ends, places, strict=True)]
    leads = [{key: point[key] for key in ("segment", "customers", "money")} for pair in zip(ends, names, strict=True) for point in pair]
    return {"names": names, "leads": leads}


def _places(money: str, highest: float) -> dict[str, Any]:
    """The two shares, from nothing to everything; a curve rises above it where returns make some bring less than nothing."""
    title = f"Share of the {money} that they bring"
    return {
        "x": field("customers:Q", title="Share of the customers, the best first", axis=SHARES, scale={"domain": [0, 1.5]}),
        "y": field("money:Q", title=title, axis={"format": ".0%", "values": TICKS, "grid": False}, scale={"domain": [0, highest]}),
    }


def _layers(story: Story) -> list[dict[str, Any]]:
    """An even spread as a dashed line, the segments as steps with their names, the curve, and its two marked points."""
    color = field("segment:N", scale=color_scale(story), legend=None)
    shape = field("segment:N", scale=shape_scale(story), legend=None)
    on_segment = [
        field("segment:N", title="Segment"),
        field("share:N", title="Share of the customers"),
        field("brings:N", title=f"Share of the {money_word(story)}"),
    ]
    on_curve = [field("customers:Q", title="The best", format=".0%"), field("money:Q", title="bring", format=".0%")]
    point = {"type": "point", "filled": True, "size": 80, "opacity": 1}
    marked: dict[str, Any] = {"mark": point, "encoding": {"color": color, "shape": shape, "tooltip": on_segment}}
    return [
        {
            "data": {"name": "ticks"},
            "mark": {"type": "rule", "style": "grid"},
            "encoding": {"x2": {"datum": 1}},
        },
        {"data": {"name": "even"}, "mark": {"type": "line", "strokeDash": [3, 4], "strokeWidth": 1, "opacity": 0.6}},
        {"data": {"name": "leads"}, "mark": {"type": "line", "strokeWidth": 1, "opacity": 0.6}, "encoding": {"color": color}},
        {"data": {"name": "pieces"}, "mark": {"type": "line", "strokeWidth": 4}, "encoding": {"color": color, "tooltip": on_segment}},
        {"data": {"name": "pieces"}, "transform": [{"filter": "datum.end"}], **marked},
        {"data": {"name": "names"}, **marked},
        {
            "data": {"name": "names"},
            "mark": {"type": "text", "align": "left", "dx": 9, "limit": 165},
            "encoding": {"text": field("segment:N"), "tooltip": on_segment},
        },
        {"mark": {"type": "line"}, "encoding": {"tooltip": on_curve}},
        {"data": {"name": "marks"}, "mark": point, "encoding": {"tooltip": on_curve}},
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
