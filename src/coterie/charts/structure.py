"""The test for groups: the deepest gap between the customers beside those of made-up crowds without groups."""

from __future__ import annotations

from collections import Counter
from typing import Any

from coterie.charts._theme import PALETTE, WIDTH, field, finish, not_applicable
from coterie.records import Chart, Story

STEP = 0.25


def draw(story: Story) -> Chart:
    """How deep the deepest gap is in each made-up crowd, and among the customers."""
    tested = story.leaderboard.structure
    if tested is None:
        raise not_applicable("structure", "there are too few customers to look for gaps between them")
    counts = Counter(int(depth / STEP) for depth in tested.others)
    bars = [{"low": n * STEP, "high": (n + 1) * STEP, "crowds": counts[n]} for n in sorted(counts)]
    where = "deeper than in almost every" if tested.found else "no deeper than in many a"
    sentence = f"The deepest gap between your customers ({tested.depth:.1f} standard deviations) is {where} made-up crowd without groups."
    return finish(
        {"data": {"name": "bars"}, "layer": _layers(), "width": WIDTH, "height": 160},
        name="structure",
        title="Are there groups at all?",
        sentence=sentence,
        alt_text=f"Histogram of the deepest gap in {len(tested.others)} made-up crowds, with a line for the customers. {sentence}",
        data={"bars": bars, "own": [{"depth": round(tested.depth, 3), "words": "your customers"}]},
    )


def _layers() -> list[dict[str, Any]]:
    """A bar for each step of depth, and the customers as a line with its name."""
    title = "Deepest gap (standard deviations)"
    x = field("low:Q", title=title, bin="binned", scale={"domainMin": 0, "nice": True}, axis={"tickCount": 8})
    tip = [field("crowds:Q", title="Made-up crowds"), field("low:Q", title="from"), field("high:Q", title="to")]
    places = {"x": field("depth:Q", title=title), "tooltip": [field("depth:Q", title="Your customers")]}
    return [
        {
            "mark": {"type": "bar", "opacity": 0.5},
            "encoding": {"x": x, "x2": {"field": "high"}, "y": field("crowds:Q", title="Made-up crowds"), "tooltip": tip},
        },
        {"data": {"name": "own"}, "mark": {"type": "rule", "strokeWidth": 3, "color": PALETTE[0]}, "encoding": places},
        {
            "data": {"name": "own"},
            "mark": {"type": "text", "style": "finding", "align": "right", "dx": 4, "dy": -8},
            "encoding": {**places, "text": field("words:N"), "y": {"value": 0}},
        },
    ]


MEMBER = draw
