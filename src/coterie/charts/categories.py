"""What each segment is made of, by a category: the share of every level."""

from __future__ import annotations

from typing import Any

from coterie.charts._theme import (
    ABOVE,
    EVERYONE,
    WIDTH,
    broken,
    by_title,
    chosen_feature,
    field,
    finish,
    labels,
    not_applicable,
    reach,
    row_axis,
    row_height,
)
from coterie.records import Chart, FeatureProfile, Story
from coterie.words import percent

OTHERS = "all others"
NARROW = 400  # pixels of a bar on a small screen; a letter takes about six


def draw(story: Story, feature: str | None = None) -> Chart:
    """`feature` is the name of a category; by default the one that differs most between segments."""
    known = _known(story)
    if not known:
        raise not_applicable("categories", "customers have no category")
    name = chosen_feature(feature or max(known, key=lambda n: known[n]), list(known))
    title = story.features.feature(name).title
    makeup = _makeup(story, name)
    names = {row: broken(row, 15) for row in makeup}
    levels = list(dict.fromkeys(level for shares in makeup.values() for level in shares))
    rows = [row for own, shares in makeup.items() for row in _pieces(names[own], shares, levels)]
    sentence = _sentence(story, name)
    return finish(
        {
            "data": {"name": "pieces"},
            "encoding": _places(list(names.values()), title),
            "layer": _layers(levels, title),
            "width": WIDTH,
            "height": row_height(names.values(), least=40) * len(names),
        },
        name="categories",
        title="What segments are made of",
        sentence=sentence,
        alt_text=f"Bars of 100% for everyone and each segment, divided by {title}. {sentence}",
        data={"pieces": rows},
        narrowest=560,
    )


def variants(story: Story) -> dict[str, dict[str, str]]:
    """Every category that can be drawn, by its title."""
    return by_title(story, _known(story))


def _known(story: Story) -> dict[str, float]:
    """The categories, with how far a level's share in a segment lies from everyone's at most."""
    return reach(story, [f.name for f in story.features.columns if f.kind == "category"])


def _lines(story: Story, feature: str) -> dict[int, list[FeatureProfile]]:
    """The lines of a category in every segment that has any, the most frequent level first."""
    own = {s.id: [line for line in s.profile if line.feature == feature and line.level] for s in story.segments.segments}
    return {segment: lines for segment, lines in own.items() if lines}


def _makeup(story: Story, feature: str) -> dict[str, dict[str, float]]:
    """The share of each level for everyone and in each segment; what is in none of the frequent levels is the rest."""
    lines, names = _lines(story, feature), labels(story)
    first = next(iter(lines.values()))
    makeup = {EVERYONE: {line.level: line.overall_mean for line in first}}
    makeup |= {names[segment]: {line.level: line.mean for line in own} for segment, own in lines.items()}
    if max(1 - sum(shares.values()) for shares in makeup.values()) > 0.0005:
        makeup = {row: {**shares, OTHERS: max(0.0, 1 - sum(shares.values()))} for row, shares in makeup.items()}
    return makeup


def _pieces(row: str, shares: dict[str, float], levels: list[str]) -> list[dict[str, Any]]:
    """The pieces of one bar from left to right, each with its middle, where its words stand if they have room."""
    pieces: list[dict[str, Any]] = []
    begin = 0.0
    for place, level in enumerate(levels):
        share = shares.get(level, 0.0)
        apart = " " if any(map(str.isalpha, level)) else ": "  # 1 68% would be read as one number
        words = next((w for w in (f"{level}{apart}{percent(share)}", percent(share)) if 6.3 * len(w) + 6 <= share * NARROW), "")
        piece = {"row": row, "level": level, "place": place, "share": round(share, 4), "begin": round(begin, 4)}
        pieces.append({**piece, "end": round(begin + max(0.0, share - 0.003), 4), "middle": round(begin + share / 2, 4), "words": words})
        begin += share
    return pieces


def _places(rows: list[str], title: str) -> dict[str, Any]:
    """Where a bar stands, and what a piece tells on hover."""
    return {
        "y": field("row:N", sort=rows, title=None, scale={"paddingInner": 0.25}, axis=row_axis()),
        "tooltip": [field("row:N", title="Segment"), field("level:N", title=title), field("share:Q", title="Share", format=".1%")],
    }


def _layers(levels: list[str], title: str) -> list[dict[str, Any]]:
    """The pieces, ever paler, and their names; one colour, because the others belong to the segments."""
    red, green, blue = (int(ABOVE[i : i + 2], 16) for i in (1, 3, 5))
    strengths = [0.62 - 0.52 * i / max(1, len(levels) - 1) for i in range(len(levels))]
    shades = [f"rgba({red}, {green}, {blue}, {strength:.3f})" for strength in strengths]
    across = {"scale": {"domain": [0, 1]}, "axis": {"format": ".0%", "tickCount": 5, "grid": False}, "title": "Share of the customers"}
    color = field("level:N", title=title, sort=levels, scale={"domain": levels, "range": shades}, legend={"orient": "top", "columns": 3})
    return [
        {"mark": {"type": "bar"}, "encoding": {"x": field("begin:Q", **across), "x2": {"field": "end"}, "color": color}},
        {"mark": {"type": "text"}, "encoding": {"x": field("middle:Q"), "text": field("words:N")}},
    ]


def _sentence(story: Story, feature: str) -> str:
    """The level that stands out most in a segment."""
    names, title = labels(story), story.features.feature(feature).title
    cells = [(segment, line) for segment, lines in _lines(story, feature).items() for line in lines]
    segment, line = max(cells, key=lambda cell: abs(cell[1].difference))
    if abs(line.difference) < 0.1:
        return f"{title} is much the same in every segment."
    way = "more" if line.difference > 0 else "less"
    own, overall = percent(line.mean), percent(line.overall_mean)
    return f"{title} {line.level} is {way} frequent in {names[segment]} than anywhere else: {own}, against {overall} of everyone."


MEMBER = draw
