"""What segments learnt on an earlier day told of the spending since, beside RFM scores and no segments."""

from __future__ import annotations

from typing import Any

from coterie.charts._theme import ABOVE, field, finish, not_applicable
from coterie.records import Chart, Story, Usefulness
from coterie.words import percent

WIDTH = 460
NONE = "No segments"


def draw(story: Story) -> Chart:
    """A bar each for the segments, for RFM scores and for no segments: the share of later spending that they explain."""
    found = story.leaderboard.usefulness
    if not found:
        raise not_applicable("usefulness", "nobody knows what these customers spent after an earlier day")
    bars = {"These segments": found.explained, "RFM scores": found.rfm, NONE: 0.0}
    rows: list[dict[str, Any]] = [
        {"what": what, "explained": round(max(0.0, share), 4), "words": percent(max(0.0, share))} for what, share in bars.items()
    ]
    sentence = _sentence(found)
    across = field(
        "explained:Q",
        title="Explained of the differences in later spending",
        scale={"domain": [0, 1]},
        axis={"format": ".0%", "tickCount": 5},
    )
    return finish(
        {
            "data": {"name": "bars"},
            "encoding": {"y": field("what:N", sort=None, title=None), "x": across},
            "layer": [
                {"mark": {"type": "bar", "color": ABOVE, "height": {"band": 0.6}}},
                {"mark": {"type": "text", "align": "left", "dx": 6}, "encoding": {"text": field("words:N")}},
            ],
            "width": WIDTH,
            "height": 40 * len(rows),
        },
        name="usefulness",
        title="What they would have told",
        sentence=sentence,
        alt_text=f"Bar chart of how much of later spending is explained by the segments, by RFM scores and by no segments. {sentence}",
        data={"bars": rows},
        narrowest=WIDTH + 150,
    )


def _sentence(found: Usefulness) -> str:
    """What the segments explain, of what, and what RFM does."""
    segments, rfm = percent(max(0.0, found.explained)), percent(max(0.0, found.rfm))
    made = f"Segments made on {found.as_of.day} {found.as_of:%B %Y} explain {segments} of the differences in what customers spent"
    return f"{made} in the {found.days} days after; RFM scores explain {rfm}."


MEMBER = draw
