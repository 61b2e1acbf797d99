"""How well customers sit in their own segment, for each number of segments, with the choice marked."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from coterie.charts._theme import WIDTH, field, finish, methods, not_applicable
from coterie.records import Chart, Leaderboard, Standing, Story


def draw(story: Story) -> Chart:
    """The silhouette over the number of segments, one line per method."""
    board, titles = story.leaderboard, methods(story)
    name = _yardstick(board)
    scored = [s for s in board.standings if name and math.isfinite(s.scores.get(name, math.nan))]
    if len({s.k for s in scored}) < 2:
        raise not_applicable("silhouette", "only one number of segments was scored")
    rows = [
        {"method": titles[s.method], "k": s.k, "score": round(s.scores[name], 4)} for s in sorted(scored, key=lambda s: (s.method, s.k))
    ]
    chosen = [s for s in scored if s.chosen]
    marks = [{"method": titles[s.method], "k": s.k, "score": round(s.scores[name], 4), "words": "chosen"} for s in chosen]

    layers = [
        {"mark": {"type": "line"}, "encoding": {"strokeDash": field("method:N", title="Method")}},
        {"mark": {"type": "point", "filled": True, "size": 36, "opacity": 1}},
        {"mark": {"type": "point", "size": 260, "strokeWidth": 2}, "data": {"name": "chosen"}},
        {
            "mark": {"type": "text", "style": "finding", "dy": -19},
            "encoding": {"text": field("words:N")},
            "data": {"name": "chosen"},
        },
    ]
    sentence = _sentence(scored, name, titles)
    drawn = ", ".join(dict.fromkeys(str(row["method"]) for row in rows))
    return finish(
        {"data": {"name": "curves"}, "encoding": _places(), "layer": layers, "width": WIDTH, "height": 280},
        name="silhouette",
        title="The silhouette",
        sentence=sentence,
        alt_text=f"Line chart of the silhouette over the number of segments, for {drawn}. {sentence}",
        data={"curves": rows, "chosen": marks},
    )


def _places() -> dict[str, Any]:
    """Where a score stands, and what it tells on hover."""
    scale = {"zero": False, "padding": 16}
    return {
        "x": field("k:O", title="Number of segments", axis={"labelAngle": 0}),
        "y": field("score:Q", title="Silhouette (1 is perfect, 0 is none)", scale=scale, axis={"tickCount": 5}),
        "tooltip": [
            field("method:N", title="Method"),
            field("k:O", title="Segments"),
            field("score:Q", title="Silhouette", format=".3f"),
        ],
    }


def _yardstick(board: Leaderboard) -> str:
    """The silhouette to draw: the first one on the leaderboard."""
    return next((y.name for y in board.yardsticks if y.name.startswith("silhouette")), "")


def _sentence(scored: list[Standing], name: str, titles: Mapping[str, str]) -> str:
    """Where the best score is, and where the choice stands beside it."""
    best = max(scored, key=lambda s: s.scores[name])
    top = f"{titles[best.method]} with {best.k} segments scores highest ({best.scores[name]:.2f})"
    chosen = next((s for s in scored if s.chosen), None)
    if chosen is None:
        return f"{top}; none was chosen."
    if chosen.scores[name] == best.scores[name]:
        return f"{top}, and is the choice."
    return f"{top}; the choice, {titles[chosen.method]} with {chosen.k}, scores {chosen.scores[name]:.2f}."


MEMBER = draw
