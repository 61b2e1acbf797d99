"""How fast the spread inside segments falls as their number grows, and where the curve bends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from coterie.charts._theme import SHORT, WIDTH, finish, methods, not_applicable
from coterie.records import Chart, Story


def draw(story: Story) -> Chart:
    """Inertia over the number of segments, one line per method, each knee marked."""
    import altair as alt

    board, titles = story.leaderboard, methods(story)
    curves = {titles.get(method, method): curve for method, curve in board.elbows.items() if len(curve) > 1}
    if not curves:
        raise not_applicable("elbow", "only one number of segments was tried")
    rows = [{"method": method, "k": k, "inertia": inertia} for method, curve in curves.items() for k, inertia in curve]
    knees = _knees(curves, {titles.get(method, method): k for method, k in board.knees.items()})

    base = alt.Chart(alt.NamedData("curves")).encode(
        x=alt.X("k:O", title="Number of segments", axis=alt.Axis(labelAngle=0)),
        y=alt.Y("inertia:Q", title="Spread inside segments (inertia)", axis=alt.Axis(labelExpr=SHORT, tickCount=5)),
        tooltip=[
            alt.Tooltip("method:N", title="Method"),
            alt.Tooltip("k:O", title="Segments"),
            alt.Tooltip("inertia:Q", title="Inertia", format=",.4~g"),
        ],
    )
    line = base.mark_line().encode(strokeDash=alt.StrokeDash("method:N", title="Method"))
    point = base.mark_point(filled=True, size=36, opacity=1)
    knee = base.mark_point(size=260, strokeWidth=2).properties(data=alt.NamedData("knees"))
    labels = [
        base.mark_text(style="finding", dy=dy).encode(text="k:O").transform_filter(side).properties(data=alt.NamedData("knees"))
        for dy, side in ((-20, "datum.top"), (22, "!datum.top"))
    ]
    sentence = _sentence({row["method"]: row["k"] for row in knees})
    return finish(
        alt.layer(line, point, knee, *labels).properties(width=WIDTH, height=280),
        name="elbow",
        title="The elbow",
        sentence=sentence,
        alt_text=f"Line chart of the spread inside segments over their number, for {', '.join(curves)}. {sentence}",
        data={"curves": rows, "knees": knees},
    )


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
