"""Any two features against each other, every customer in the colour of its segment."""

from __future__ import annotations

from typing import Any

from coterie.charts._axis import number_axis
from coterie.charts._theme import WIDTH, chosen_feature, field, finish, labels, not_applicable, reach, segment_points, thinned
from coterie.records import Chart, Story

USUAL = ("frequency", "money")


def draw(story: Story, x: str | None = None, y: str | None = None) -> Chart:
    """`x` and `y` are names of number features; by default orders and money, or the two that tell segments apart best."""
    known = numbers(story)
    if len(known) < 2:
        raise not_applicable("scatter", "the run keeps fewer than two number features")
    first, second = _default(story, known)
    x, y = x or first, y or next(name for name in (second, first) if name != x)
    x, y = (chosen_feature(name, known) for name in (x, y))
    rows = points(story, x, y)
    across, up = axis(story, x), axis(story, y)
    chart = segment_points(story, len(rows))
    chart["encoding"] |= {
        "x": field("x:Q", **across),
        "y": field("y:Q", **up),
        "tooltip": [
            field("segment:N", title="Segment"),
            field("x:Q", title="Across", format=",.4~g"),
            field("y:Q", title="Up", format=",.4~g"),
        ],
    }
    sentence = _sentence(story, x, y)
    return finish(
        {"data": {"name": "points"}, **chart, "width": WIDTH, "height": 400},
        name="scatter",
        title="Two features at a time",
        sentence=sentence,
        alt_text=f"Scatter plot of {len(rows):,} customers by {across['title']} and {up['title']}, coloured by segment. {sentence}",
        data={"points": rows},
    )


def numbers(story: Story) -> list[str]:
    """The number features that the story keeps values of, in the order of the features."""
    return [f.name for f in story.features.columns if f.kind == "numeric" and f.name in story.segments.portrait.values]


def points(story: Story, x: str, y: str) -> list[dict[str, Any]]:
    """The customers for whom both features are known."""
    portrait, names = story.segments.portrait, labels(story)
    across, up = portrait.values[x], portrait.values[y]
    rows = ({"x": _short(across[i]), "y": _short(up[i]), "segment": names[portrait.segment[i]]} for i in thinned(len(portrait.segment)))
    return [row for row in rows if row["x"] is not None and row["y"] is not None]


def choices(story: Story) -> dict[str, Any]:
    """All that a page needs to draw any other pair of features: the pair shown first, each customer's values, each feature's axis."""
    portrait, names = story.segments.portrait, labels(story)
    rows = thinned(len(portrait.segment))
    x, y = _default(story, numbers(story))
    return {
        "x": x,
        "y": y,
        "segment": [names[portrait.segment[i]] for i in rows],
        "values": {name: [_short(portrait.values[name][i]) for i in rows] for name in numbers(story)},
        "axes": {name: axis(story, name) for name in numbers(story)},
    }


def _short(value: float | str | None) -> float | None:
    """A number with the digits that a drawing shows."""
    return None if value is None else float(f"{float(value):.4g}")


def axis(story: Story, name: str) -> dict[str, Any]:
    """Title, scale and axis of a feature, by the values that the story keeps."""
    values = sorted(float(v) for v in story.segments.portrait.values[name] if v is not None) or [0.0]
    return number_axis(story.features.feature(name), values[0], values[len(values) // 2], values[-1])


def _default(story: Story, known: list[str]) -> tuple[str, str]:
    """Orders and money, or the two features whose means differ most between segments."""
    if set(USUAL) <= set(known):
        return USUAL
    far = reach(story, known)
    first, second = sorted(known, key=lambda name: (-far.get(name, 0.0), known.index(name)))[:2]
    return first, second


def _sentence(story: Story, x: str, y: str) -> str:
    """Which segment leads in each of the two."""
    leaders = [_leader(story, name) for name in (x, y)]
    titles = [story.features.feature(name).title for name in (x, y)]
    if not all(leaders):
        return f"{titles[0]} against {titles[1]}."
    if leaders[0] == leaders[1]:
        return f"Highest in both, {titles[0]} and {titles[1]}: {leaders[0]}."
    return f"Highest in {titles[0]}: {leaders[0]}; in {titles[1]}: {leaders[1]}."


def _leader(story: Story, name: str) -> str:
    """The segment with the highest mean of a feature."""
    means = {s.id: line.mean for s in story.segments.segments for line in s.profile if line.feature == name}
    return labels(story)[max(means, key=lambda s: means[s])] if means else ""


MEMBER = draw
