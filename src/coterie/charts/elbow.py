"""How fast the spread inside segments falls as their number grows, and where the curve bends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from coterie.charts._theme import SHORT, WIDTH, field, finish, methods, not_applicable
from coterie.records import Chart, Story


def draw(story: Story) -> Chart:
    """Inertia over the number of segments, one line per method, each knee marked."""
    board, titles = story.leaderboard, methods(story)
    curves = {titles.get(method, method): curve for method, curve in board.elbows.items() if len(curve) > 1}
    if not curves:
        raise not_applicable("elbow", "only one number of segments was tried")
    rows = [{"method": method, "k": k, "inertia": inertia} for method, curve in curves.items() for k, inertia in curve]
    knees = _knees(curves, {titles.get(method, method): k for method, k in board.knees.items()})

    marks: list[dict[str, Any]] = [
        {"mark": {"type": "line"}, "encoding": {"strokeDash": field("method:N", title="Method")}},
        {"mark": {"type": "point", "filled": True, "size": 36, "opacity": 1}},
    ]
    ring = {"mark": {"type": "point", "size": 260, "strokeWidth": 2}, "data": {"name": "knees"}}
    words: list[dict[str, Any]] = [
        {
            "mark": {"type": "text", "style": "finding", "dy": dy},
            "encoding": {"text": field("k:O")},
            "transform": [{"filter": side}],
            "data": {"name": "knees"},
        }
        for dy, side, top in ((-20, "datum.top", True), (22, "!datum.top", False))
        if any(knee["top"] == top for knee in knees)  # the library warns of marks without places
    ]
    sentence = _sentence({row["method"]: row["k"] for row in knees})
    return finish(
        {
            "data": {"name": "curves"},
            "encoding": _places(),
            "layer": [*marks, *([ring, *words] if knees else [])],
            "width": WIDTH,
            "height": 280,
        },
        name="elbow",
        title="The elbow",
        sentence=sentence,
        alt_text=f"Line chart of the spread inside segments over their number, for {', '.join(curves)}. {sentence}",
        data={"curves": rows, **({"knees": knees} if knees else {})},
    )


def _places() -> dict[str, Any]:
    """Where a point of a curve stands, and what it tells on hover."""
    return {
        "x": field("k:O", title="Number of segments", axis={"labelAngle": 0}),
        "y": field("inertia:Q", title="Spread inside segments (inertia)", axis={"labelExpr": SHORT, "tickCount": 5}),
        "tooltip": [
            field("method:N", title="Method"),
            field("k:O", title="Segments"),
            field("inertia:Q", title="Inertia", format=",.4~g"),
        ],
    }


def _knees(curves: Mapping[str, Sequence[tuple[int, float]]], knees: Mapping[str, int]) -> list[dict[str, Any]]:
    """The point of each bend; `top` where no curve lies above it, so that its label has room there, and else below.

    >>> _knees({"k-means": [(2, 9.0), (3, 5.0)], "Ward": [(2, 9.5), (3, 6.0)]}, {"k-means": 3})
    [{'method': 'k-means', 'k': 3, 'inertia': 5.0, 'top': False}]
    """
    points = [(method, k, inertia) for method, curve in curves.items() for k, inertia in curve]
    return [
        {"method": method, "k": k, "inertia": inertia, "top": inertia == max(i for _, at, i in points if at == k)}
        for method, k, inertia in points
        if knees.get(method) == k
    ]


def _sentence(knees: dict[str, int]) -> str:
    """What the knees say.

    >>> _sentence({"k-means": 6, "Ward": 6})
    'Beyond 6 segments, one more adds little: there the curve bends for k-means and Ward.'
    """
    if not knees:
        return "The curve has no clear bend, so it does not say how many segments there are."
    if len(set(knees.values())) == 1:
        return f"Beyond {next(iter(knees.values()))} segments, one more adds little: there the curve bends for {' and '.join(knees)}."
    each = ", ".join(f"{k} for {method}" for method, k in knees.items())
    return f"Beyond the bend, one more segment adds little: the curve bends at {each}."


MEMBER = draw
