"""How surely each segment is found again when other customers are divided anew."""

from __future__ import annotations

from typing import Any

from coterie.charts._theme import broken, color_scale, field, finish, labels, not_applicable, row_axis, row_height
from coterie.records import Chart, Story
from coterie.words import listed, percent

SURE = 0.75  # from here on a segment counts as found again
WIDTH = 560
SHARES = {"format": ".0%", "values": [0, 0.25, 0.5, 0.75, 1]}  # right of everyone there is room for the words


def draw(story: Story) -> Chart:
    """A bar per segment: how far it overlaps with its best match, on average over the resamples."""
    names = labels(story)
    tried = [(s, s.found_again) for s in story.segments.segments if s.found_again]
    if not tried:
        raise not_applicable("stability", "no segment was looked for among other customers")
    rows: list[dict[str, Any]] = [
        {
            "segment": names[s.id],
            "row": broken(names[s.id], 20),
            "overlap": round(found.overlap, 4),
            "grade": found.grade,
            "words": f"{percent(found.overlap)}, {found.grade}",
            "found": round(found.found, 4),
        }
        for s, found in tried
    ]
    sentence = _sentence([row["segment"] for row in rows if row["overlap"] < SURE], len(rows))
    return finish(
        {
            "data": {"name": "segments"},
            "encoding": {"y": field("row:N", sort=None, title=None, axis=row_axis())},
            "layer": _layers(story),
            "width": WIDTH,
            "height": row_height([row["row"] for row in rows], least=34) * len(rows),
        },
        name="stability",
        title="Found again",
        sentence=sentence,
        alt_text=f"Bar chart of how far each of {len(rows)} segments is found again in half of the customers. {sentence}",
        data={"segments": rows, "bound": [{"at": SURE, "words": "found again"}]},
        narrowest=WIDTH + 80,
    )


def _layers(story: Story) -> list[dict[str, Any]]:
    """The bars with their words, and the bound from which a segment counts as found again."""
    across = field("overlap:Q", title="Overlap with its best match, on average", axis=SHARES, scale={"domain": [0, 1.4]})
    tooltip = [
        field("segment:N", title="Segment"),
        field("overlap:Q", title="Mean overlap", format=".0%"),
        field("found:Q", title="Tries that found it", format=".0%"),
        field("grade:N", title="That is"),
    ]
    fill = field("segment:N", scale=color_scale(story), legend=None)
    at = field("at:Q")
    return [
        {"mark": {"type": "bar", "height": {"band": 0.6}}, "encoding": {"x": across, "color": fill, "tooltip": tooltip}},
        {"mark": {"type": "text", "align": "left", "dx": 6}, "encoding": {"x": {"datum": 1}, "text": field("words:N")}},
        {
            "data": {"name": "bound"},
            "mark": {"type": "rule", "strokeDash": [4, 3]},
            "encoding": {"x": at, "y": {"value": 0}, "y2": {"value": "height"}},
        },
        {
            "data": {"name": "bound"},
            "mark": {"type": "text", "style": "note", "dy": -8},
            "encoding": {"x": at, "y": {"value": 0}, "text": field("words:N")},
        },
    ]


def _sentence(unsure: list[str], count: int) -> str:
    """Which segments are not found again.

    >>> _sentence(["Loyal"], 3)
    'Loyal is not found again for sure: others would have drawn its borders elsewhere. The other 2 are.'
    """
    if not unsure:
        return "Every segment is found again when half of the customers are divided anew."
    if len(unsure) == count:
        return "No segment is found again for sure: among other customers the borders would lie elsewhere."
    others = "The other one is." if count - len(unsure) == 1 else f"The other {count - len(unsure)} are."
    are, their = ("is", "its") if len(unsure) == 1 else ("are", "their")
    return f"{listed(unsure)} {are} not found again for sure: others would have drawn {their} borders elsewhere. {others}"


MEMBER = draw
