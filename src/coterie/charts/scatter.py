"""Any two features against each other, every customer in the colour of its segment."""

from __future__ import annotations

import math
from typing import Any

from coterie.charts._theme import SHORT, WIDTH, axis_title, field, finish, labels, not_applicable, segment_points, thinned
from coterie.errors import InputError, did_you_mean
from coterie.records import Chart, Story

USUAL = ("frequency", "money")
SKEWED = 8.0


def draw(story: Story, *, x: str | None = None, y: str | None = None) -> Chart:
    """`x` and `y` are names of number features; by default orders and money, or the two that tell segments apart best."""
    known = numbers(story)
    if len(known) < 2:
        raise not_applicable("scatter", "the run keeps fewer than two number features")
    first, second = _default(story, known)
    x, y = x or first, y or next(name for name in (second, first) if name != x)
    for name in (x, y):
        if name not in known:
            raise InputError("unknown-feature", f"There is no number feature '{name}' to draw", remedy=did_you_mean(name, known))
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
    """Title, scale and axis of a feature: logarithmic, with round ticks, where a few values are far above the rest."""
    feature = story.features.feature(name)
    values = sorted(float(v) for v in story.segments.portrait.values[name] if v is not None)
    title = axis_title(feature)
    show = {"format": feature.show} if feature.show.endswith("%") else {"labelExpr": SHORT}
    middle = values[len(values) // 2] if values else 0.0
    if middle <= 0 or values[-1] <= SKEWED * middle:
        return {"title": title, "scale": {"zero": False, "nice": True}, "axis": {**show, "tickCount": 6}}
    if values[0] > 0:
        scale, ticks = {"type": "log", "nice": False}, _ticks(values[0], values[-1])
    else:  # linear around zero, so that none and losses have their place
        bend = middle / 10
        scale, ticks = {"type": "symlog", "constant": bend, "nice": False}, [0, *_ticks(bend, values[-1])]
        ticks = [-t for t in _ticks(bend, -values[0])[::-2]] + ticks if values[0] < 0 else ticks
    return {"title": f"{title}, logarithmic", "scale": scale, "axis": {**show, "values": ticks}}


def _ticks(low: float, high: float) -> list[float]:
    """Round numbers for a logarithmic axis, ten at most of them where that is possible.

    >>> _ticks(1, 300)
    [1, 2, 5, 10, 20, 50, 100, 200]
    >>> _ticks(20, 20_000)
    [20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000]
    >>> _ticks(1, 200_000)
    [1, 10, 100, 1000, 10000, 100000]
    """
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    fine = [float(f"{digit}e{power}") for power in powers for digit in (1, 2, 5)]
    kept = [t for t in fine if low <= t <= high]
    chosen = kept if len(kept) < 11 else [t for t in kept if f"{t:e}".startswith("1.0")]
    return [int(t) if t == int(t) else t for t in chosen]


def _default(story: Story, known: list[str]) -> tuple[str, str]:
    """Orders and money, or the two features whose means differ most between segments."""
    if set(USUAL) <= set(known):
        return USUAL
    reach = dict.fromkeys(known, 0.0)
    for segment in story.segments.segments:
        for line in segment.profile:
            if line.feature in reach:
                reach[line.feature] = max(reach[line.feature], abs(line.difference))
    first, second = sorted(known, key=lambda name: (-reach[name], known.index(name)))[:2]
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
