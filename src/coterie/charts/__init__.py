"""Charts: a story in, a Vega-Lite chart with its finding and alt text out; one file per chart.

A chart only arranges what the story says. One that would show nothing refuses with the code `chart-not-applicable`.
"""

from __future__ import annotations

import sys
from collections.abc import Collection
from typing import Any

from coterie.charts._picture import FORMATS, VEGA_LITE, picture
from coterie.charts._theme import Drawn, color, labels, look, methods, money_word, places, shape
from coterie.errors import InputError
from coterie.records import Story
from coterie.registry import member, members

__all__ = [
    "FORMATS",
    "ORDER",
    "VEGA_LITE",
    "Drawn",
    "color",
    "draw",
    "draw_all",
    "labels",
    "look",
    "methods",
    "money_word",
    "picture",
    "places",
    "shape",
    "variants",
]

# Who the segments are, then the choice, then the business, then the data; any others follow by name.
ORDER = (
    *("sizes", "heatmap", "snake", "differences", "distributions", "categories", "course", "map", "scatter"),
    *("structure", "elbow", "silhouette", "silhouettes", "stability", "usefulness", "dendrogram"),
    *("foretold", "trend", "concentration", "rfm-grid", "cohorts", "rhythm"),
    *("relations", "missing", "migration"),
)


def draw(name: str, story: Story, *options: Any, **named: Any) -> Drawn:
    """The chart of that name; the options are the chart's own, such as x and y of `scatter`."""
    chart: Drawn = member("charts", name)(story, *options, **named)
    return chart


def draw_all(story: Story, only: Collection[str] = ()) -> list[Drawn]:
    """Every chart that has something to show, or those of some names, in the order of `ORDER`."""
    names = sorted(only or members("charts"), key=lambda name: (ORDER.index(name) if name in ORDER else len(ORDER), name))
    drawn: list[Drawn] = []
    for name in names:
        try:
            drawn.append(draw(name, story))
        except InputError as error:
            if error.code != "chart-not-applicable":
                raise
    return drawn


def variants(name: str, story: Story) -> dict[str, Drawn]:
    """What else a chart can show, by title: the chart's module says with which options, in a function of this name."""
    options = getattr(sys.modules[member("charts", name).__module__], "variants", None)
    return {title: draw(name, story, **given) for title, given in options(story).items()} if options else {}
