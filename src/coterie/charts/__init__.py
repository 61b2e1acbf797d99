"""Charts: a story in, a Vega-Lite chart with its finding and alt text out; one file per chart.

A chart only arranges what the story says. One that would show nothing refuses with the code `chart-not-applicable`.
"""

from __future__ import annotations

from typing import Any

from coterie.charts._picture import VEGA_LITE, picture
from coterie.charts._theme import color, labels, look, methods, money_word, shape
from coterie.errors import InputError
from coterie.records import Chart, Story
from coterie.registry import member, members

__all__ = ["ORDER", "VEGA_LITE", "color", "draw", "draw_all", "labels", "look", "methods", "money_word", "picture", "shape"]

ORDER = ("sizes", "heatmap", "map", "scatter", "elbow", "silhouette", "trend")


def draw(name: str, story: Story, **options: Any) -> Chart:
    """The chart of that name; `options` are the chart's own, such as x and y of `scatter`."""
    chart: Chart = member("charts", name)(story, **options)
    return chart


def draw_all(story: Story) -> list[Chart]:
    """Every chart that has something to show: who the segments are, then the choice, then the data, then any others by name."""
    names = sorted(members("charts"), key=lambda name: (ORDER.index(name) if name in ORDER else len(ORDER), name))
    drawn: list[Chart] = []
    for name in names:
        try:
            drawn.append(draw(name, story))
        except InputError as error:
            if error.code != "chart-not-applicable":
                raise
    return drawn
