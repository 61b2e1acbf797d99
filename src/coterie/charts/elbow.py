"""How fast the spread inside segments falls as their number grows, and where the curve bends."""

from __future__ import annotations

from coterie.charts._theme import SHORT, WIDTH, finish, not_applicable
from coterie.records import Chart, Story


def draw(story: Story) -> Chart:
    """Inertia over the number of segments, one line per method, each knee marked."""
    import altair as alt

    board = story.leaderboard
    curves = {method: curve for method, curve in board.elbows.items() if len(curve) > 1}
    if not curves:
        raise not_applicable("elbow", "only one number of segments was tried")
    rows = [{"method": method, "k": k, "inertia": inertia} for method, curve in curves.items() for k, inertia in curve]
    knees = [{**row, "words": f"{row['method']} bends at {row['k']}"} for row in rows if board.knees.get(str(row["method"])) == row["k"]]

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
    words = base.mark_text(style="finding", align="left", dx=10, dy=-18).encode(text="words:N").properties(data=alt.NamedData("knees"))
    sentence = _sentence({str(row["method"]): int(str(row["k"])) for row in knees})
    return finish(
        alt.layer(line, point, knee, words).properties(width=WIDTH, height=280),
        name="elbow",
        title="The elbow",
        sentence=sentence,
        alt_text=f"Line chart of the spread inside segments over their number, for {', '.join(curves)}. {sentence}",
        data={"curves": rows, "knees": knees},
    )


def _sentence(knees: dict[str, int]) -> str:
    """What the knees say.

    >>> _sentence({"kmeans": 6, "ward": 6})
    'Beyond 6 segments, one more adds little: there the curve bends for kmeans and ward.'
    """
    if not knees:
        return "The curve has no clear bend, so it does not say how many segments there are."
    if len(set(knees.values())) == 1:
        return f"Beyond {next(iter(knees.values()))} segments, one more adds little: there the curve bends for {' and '.join(knees)}."
    each = ", ".join(f"{k} for {method}" for method, k in knees.items())
    return f"Beyond the bend, one more segment adds little: the curve bends at {each}."


MEMBER = draw
