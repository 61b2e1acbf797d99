"""Each segment's share of the customers beside its share of the money."""

from __future__ import annotations

from typing import Any

from coterie.charts._theme import WIDTH, broken, color, field, finish, labels, money_word, places, row_axis, row_height
from coterie.records import Chart, Story
from coterie.words import percent


def draw(story: Story) -> Chart:
    """Two bars per segment: share of customers, share of money."""
    names = {i: broken(name, 15) for i, name in labels(story).items()}
    money = money_word(story)
    rows = [
        {"segment": names[s.id], "of": of, "share": share, "words": f"{percent(share)} of {of}"}
        for s in story.segments.segments
        for of, share in [("customers", s.share), *([(money, s.money_share)] if money else [])]
    ]
    widest = max(0.01, *(float(str(row["share"])) for row in rows))
    place = places(names)
    colors = {"domain": list(names.values()), "range": [color(place[i]) for i in names]}
    paler = {"domain": ["customers", money], "range": [0.45, 1.0]}
    bars = {
        "mark": {"type": "bar", "cornerRadiusEnd": 2},
        "encoding": {
            "color": field("segment:N", scale=colors, legend=None),
            "fillOpacity": field("of:O", sort=None, scale=paler, legend=None),
        },
    }
    words = {"mark": {"type": "text", "style": "note", "align": "left", "dx": 6}, "encoding": {"text": field("words:N")}}
    sentence = _sentence(story)
    return finish(
        {
            "data": {"name": "shares"},
            "encoding": _places(widest),
            "layer": [bars, words],
            "width": WIDTH,
            "height": row_height(names.values(), least=48) * len(names),
        },
        name="sizes",
        title="Size and worth",
        sentence=sentence,
        alt_text=f"Bar chart of each segment's share of customers{f' and of {money}' if money else ''}. {sentence}",
        data={"shares": rows},
    )


def _places(widest: float) -> dict[str, Any]:
    """Where a bar stands, with room for words behind the widest, and what it tells on hover."""
    return {
        "y": field(
            "segment:N",
            sort=None,
            title=None,
            scale={"paddingInner": 0.3},
            axis=row_axis(),
        ),
        "yOffset": field("of:N", sort=None, scale={"paddingInner": 0.12}),
        "x": field("share:Q", title=None, axis=None, scale={"domain": [0, widest * 2.2]}),
        "tooltip": [
            field("segment:N", title="Segment"),
            field("of:N", title="Share of"),
            field("share:Q", title="Share", format=".1%"),
        ],
    }


def _sentence(story: Story) -> str:
    """The segment that weighs most beyond its number; without money, the largest."""
    segments, money = story.segments.segments, money_word(story)
    if not money:
        largest = max(segments, key=lambda s: s.share)
        return f"{largest.name} is the largest segment: {percent(largest.share)} of the customers."
    heavy = max(segments, key=lambda s: s.money_share - s.share)
    return f"{heavy.name}: {percent(heavy.share)} of the customers, {percent(heavy.money_share)} of the {money}."


MEMBER = draw
