"""What all charts share: the colours and shapes of segments, the look, and the last step from a specification to a record."""

from __future__ import annotations

import math
import textwrap
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from coterie.charts._picture import FORMATS, VEGA_LITE, picture
from coterie.errors import InputError, did_you_mean
from coterie.records import SCORES, Chart, Feature, Story
from coterie.store.folder import write_file

MARKS = 5000
# Axis labels in short: 0, 500, 20k, 1.5M; d3 alone would write 0M and, below one, 500m.
SHORT = "format(datum.value, abs(datum.value) < 1000 ? '~g' : '~s')"
LINES = "split(datum.label, '\\n')"  # a label that `broken` has broken
# Of several lines, a vertical axis puts the first beside the row: they are moved up by half of the others.
UP = {"expr": f"-7.5 * (length({LINES}) - 1)"}
LINE = 15  # the height of one line of such a label
WIDTH = 640
EVERYONE = "Everyone"

# Ten colours that stay apart under protanopia and deuteranopia and reach 3:1 on white and on a dark page; found by a
# search in OKLab for the ten whose nearest pair lies furthest apart. Shapes say the same again, for whoever sees no colour.
PALETTE = ("#1f73b6", "#e07917", "#b43089", "#30a093", "#778ffa", "#a6444f", "#4e94c3", "#e36270", "#7f66e9", "#b3631c")
SHAPES = (
    "M1,0A1,1,0,1,1,-1,0A1,1,0,1,1,1,0Z",  # circle
    "M-0.9,-0.9H0.9V0.9H-0.9Z",  # square
    "M0,-1.1L1.1,0.9H-1.1Z",  # triangle
    "M0,-1.25L1.05,0L0,1.25L-1.05,0Z",  # diamond
    "M-0.4,-1.1H0.4V-0.4H1.1V0.4H0.4V1.1H-0.4V0.4H-1.1V-0.4H-0.4Z",  # plus
    "M0,1.1L1.1,-0.9H-1.1Z",  # triangle, point down
    "M-1,-0.5L-0.5,-1L0,-0.5L0.5,-1L1,-0.5L0.5,0L1,0.5L0.5,1L0,0.5L-0.5,1L-1,0.5L-0.5,0Z",  # cross
    "M1.1,0L-0.9,1.1V-1.1Z",  # triangle, point right
    "M-1,-1H1L-1,1H1Z",  # hourglass
    "M-1.1,0L0.9,1.1V-1.1Z",  # triangle, point left
)
OUTSIDE = "#7a7a7a"  # of who is in no segment
BELOW, ABOVE = PALETTE[1], PALETTE[0]
KINDS = {"N": "nominal", "O": "ordinal", "Q": "quantitative"}


def color(place: int) -> str:
    """The colour of a place in the palette, 1, 2, 3…; 0 is for who is in no segment.

    >>> color(1) == color(11)
    True
    """
    return PALETTE[(place - 1) % len(PALETTE)] if place else OUTSIDE


def shape(place: int) -> str:
    """The shape of a place in the palette, as an SVG path between -1 and 1.

    >>> shape(2)
    'M-0.9,-0.9H0.9V0.9H-0.9Z'
    """
    return SHAPES[(place - 1) % len(SHAPES)]


def places(ids: Iterable[int]) -> dict[int, int]:
    """The place in the palette of each segment, the same in every chart and card and, as far as it goes, in every run.

    It is that of its id; where a lower id has the same colour, the next free one, as long as there is one.

    >>> places([12, 2, 3, 0])
    {2: 2, 3: 3, 12: 4, 0: 0}
    """
    many, ids = len(PALETTE), set(ids)
    found: dict[int, int] = {}
    for number in sorted(ids - {0}):
        from_own = [(number - 1 + step) % many + 1 for step in range(many)]
        found[number] = next((place for place in from_own if place not in found.values()), from_own[0])
    return {**found, 0: 0} if 0 in ids else found


def labels(story: Story) -> dict[int, str]:
    """Segment id → its name, with the id behind a name that two segments share (a user may have renamed them)."""
    segments = story.segments.segments
    often = Counter(s.name for s in segments)
    return {s.id: s.name if often[s.name] == 1 else f"{s.name} ({s.id})" for s in segments}


def methods(story: Story) -> dict[str, str]:
    """Method → what people call it; a run of an older version knows only the method's own name."""
    return {s.method: s.title or s.method for s in story.leaderboard.standings}


def money_word(story: Story) -> str:
    """What money is here, inside a sentence, without its unit; empty where there is none."""
    return story.segments.money_title.partition(" (")[0].lower()


def broken(name: str, width: int) -> str:
    """A name in short lines, for the narrow room of an axis.

    >>> broken("Big baskets, rare visits", 13)
    'Big baskets,\\nrare visits'
    """
    return "\n".join(textwrap.wrap(name, width, break_long_words=False)) or name


def field(name: str, **how: Any) -> dict[str, Any]:
    """A field of the data and how it is shown; behind its name stands its kind: nominal, ordinal or quantitative.

    >>> field("k:O", title="Segments")
    {'field': 'k', 'type': 'ordinal', 'title': 'Segments'}
    """
    own, _, kind = name.rpartition(":")
    return {"field": own, "type": KINDS[kind], **how}


def color_scale(story: Story) -> dict[str, Any]:
    """The scale from segment names to their colours."""
    return _scale(story, color)


def shape_scale(story: Story) -> dict[str, Any]:
    """The scale from segment names to their shapes."""
    return _scale(story, shape)


def _scale(story: Story, look: Callable[[int], str]) -> dict[str, Any]:
    """The scale from segment names to what their places in the palette look like."""
    names = labels(story)
    place = places(names)
    return {"domain": list(names.values()), "range": [look(place[i]) for i in names]}


def row_axis(**how: Any) -> dict[str, Any]:
    """The axis of a chart with a row per segment, whose name may take several lines."""
    return {"domain": False, "labelExpr": LINES, "labelLimit": 150, "labelOffset": UP, **how}


def row_height(names: Iterable[str], least: int = 0) -> int:
    """How high a row must be for the longest of its labels.

    >>> row_height(["Big baskets,\\nrare visits"]), row_height(["Loyal"], least=40)
    (36, 40)
    """
    return max(least, LINE * max((name.count("\n") + 1 for name in names), default=1) + 6)


def segment_points(story: Story, points: int) -> dict[str, Any]:
    """The mark, colour and shape of customers in a scatter of so many; a click in the legend singles a segment out."""
    return {
        "mark": {"type": "point", "filled": True, "size": max(14, min(55, 30_000 // max(1, points)))},
        "params": [{"name": "picked", "select": {"type": "point", "fields": ["segment"]}, "bind": "legend"}],
        "encoding": {
            "color": field("segment:N", title=None, scale=color_scale(story)),
            "shape": field("segment:N", title=None, scale=shape_scale(story)),
            "opacity": {"condition": {"param": "picked", "value": 0.85}, "value": 0.06},
        },
    }


def axis_title(feature: Feature) -> str:
    """A feature's title with its unit; money of a currency that nobody named has none.

    >>> axis_title(Feature("money", "Revenue", "", "£", ",.0f", "numeric", "money"))
    'Revenue (£)'
    """
    named = feature.unit not in ("", "money") and feature.unit.casefold() not in feature.title.casefold()
    return f"{feature.title} ({feature.unit})" if named else feature.title


def chosen_feature(name: str, known: Sequence[str]) -> str:
    """The name of a feature that a user wants to see, if there is such a one.

    >>> chosen_feature("mony", ["money", "recency"])
    Traceback (most recent call last):
    ...
    coterie.errors.InputError: There is no feature 'mony' to draw. Did you mean 'money'? [unknown-feature]
    """
    if name not in known:
        raise InputError("unknown-feature", f"There is no feature '{name}' to draw", remedy=did_you_mean(name, known))
    return name


def numbers(story: Story) -> list[str]:
    """The number features but the scores, which say the same again."""
    return [f.name for f in story.features.columns if f.kind == "numeric" and f.family != SCORES]


def reach(story: Story, features: Sequence[str]) -> dict[str, float]:
    """How far the segments' means lie from everyone's at most, per feature of these that has a profile, in their order."""
    found: dict[str, float] = {}
    for segment in story.segments.segments:
        for line in segment.profile:
            found[line.feature] = max(found.get(line.feature, 0.0), abs(line.difference))
    return {name: found[name] for name in features if name in found}


def by_title(story: Story, features: Iterable[str]) -> dict[str, dict[str, str]]:
    """What a chart of one feature can show: the option for each of these, by the feature's title."""
    return {story.features.feature(name).title: {"feature": name} for name in features}


def apart(values: Sequence[float], least: float, floor: float) -> list[float]:
    """Falling values moved so that no two are closer than `least`, and none below `floor` while there is room above.

    >>> apart([5.0, 4.9, 0.0], 1.0, 0.0)
    [5.0, 4.0, 0.0]
    >>> apart([1.0, 0.5, 0.0], 1.0, 0.0)
    [2.0, 1.0, 0.0]
    """
    moved: list[float] = []
    for value in values:
        moved.append(min(value, moved[-1] - least) if moved else value)
    for i in range(len(moved) - 1, -1, -1):
        below = moved[i + 1] + least if i + 1 < len(moved) else floor
        moved[i] = max(moved[i], below)
    return moved


def shaded(share: str, most: float, least: float = 0) -> dict[str, Any]:
    """Cells in one colour, the stronger the larger their share; the middle stays the page itself, light or dark."""
    opacity = field(f"{share}:Q", scale={"domain": [0, most], "range": [least, 0.62]}, legend=None)
    return {"mark": {"type": "rect", "cornerRadius": 3, "color": ABOVE}, "encoding": {"opacity": opacity}}


def two_sided(above: str, below: str, most: float) -> dict[str, Any]:
    """Cells in blue where their `side` is `above`, in orange where it is `below`, the stronger the larger their `strength`."""
    sides = {"domain": [above, below], "range": [ABOVE, BELOW]}
    strengths = {"domain": [0, most], "range": [0, 0.62], "clamp": True}
    cells = {"color": field("side:N", scale=sides, legend=None), "opacity": field("strength:Q", scale=strengths, legend=None)}
    return {"mark": {"type": "rect", "cornerRadius": 3}, "encoding": cells}


def thinned(count: int) -> range:
    """The rows to draw, evenly spread, at most 5,000.

    >>> len(thinned(800)), len(thinned(12_000)) <= MARKS
    (800, True)
    """
    return range(0, count, max(1, math.ceil(count / MARKS)))


def not_applicable(chart: str, fact: str) -> InputError:
    """The refusal of a chart that would show nothing in this story.

    >>> print(not_applicable("elbow", "only one number of segments was tried"))
    The chart 'elbow' has nothing to show: only one number of segments was tried. [chart-not-applicable]
    """
    return InputError("chart-not-applicable", f"The chart '{chart}' has nothing to show: {fact}")


def look(
    ink: str = "#1d1d1b", soft: str = "#5c5850", line: str = "#e3dfd6", accent: str = "#3d6b7d", ground: str = "white"
) -> dict[str, Any]:
    """The Vega-Lite config: by default dark on white; a page gives its own colours, CSS variables too."""
    words = {"labelColor": soft, "titleColor": soft, "labelFontSize": 12.5, "titleFontSize": 12.5, "titleFontWeight": "normal"}
    return {
        "background": ground,
        "font": "system-ui, -apple-system, 'Segoe UI', Roboto, 'Liberation Sans', sans-serif",
        "view": {"stroke": None},
        "title": {
            "anchor": "start", "color": ink, "fontSize": 16, "fontWeight": 600, "subtitleColor": soft, "subtitleFontSize": 13, "offset": 14,
        },
        "axis": {**words, "gridColor": line, "domainColor": line, "tickColor": line, "labelPadding": 6, "titlePadding": 10, "tickSize": 0},
        "legend": {**words, "labelFontSize": 12.5, "labelColor": ink, "labelLimit": 300, "symbolSize": 90, "rowPadding": 5},
        "point": {"color": ink},
        "line": {"color": ink, "strokeWidth": 2},
        "rule": {"color": soft},
        "bar": {"color": accent},
        "text": {"color": ink, "fontSize": 12},
        "tick": {"color": ink},
        "style": {
            "note": {"fill": soft, "fontSize": 12},
            "finding": {"fill": ink, "fontSize": 12.5, "fontWeight": 600},
            "grid": {"color": line},
        },
    }  # fmt: skip


@dataclass(frozen=True)
class Drawn(Chart):
    """A chart that a notebook shows and that can be saved as a picture."""

    def save(self, path: str | Path) -> Path:
        """Write the chart as a picture, SVG or PNG by the name's ending.

        >>> Drawn("sizes", "", "", "", {}).save("sizes.gif")
        Traceback (most recent call last):
        ...
        coterie.errors.InputError: There is no picture format '.gif': sizes.gif. End the name with .svg or .png. [picture-format]
        """
        file = Path(path)
        format = file.suffix.lower().removeprefix(".")
        if format not in FORMATS:
            fact = f"There is no picture format '{file.suffix}'"
            raise InputError("picture-format", fact, place=str(path), remedy="End the name with .svg or .png.")
        return write_file(file, picture(self, format))

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        """A picture everywhere, and the living chart where the notebook draws Vega-Lite itself."""
        return {"application/vnd.vegalite.v6+json": dict(self.spec), "image/svg+xml": picture(self).decode(), "text/plain": self.alt}


def finish(
    chart: Mapping[str, Any],
    *,
    name: str,
    title: str,
    sentence: str,
    alt_text: str,
    data: Mapping[str, list[dict[str, Any]]],
    narrowest: int = 0,
) -> Drawn:
    """Turn a Vega-Lite specification over named data into a record with its look, title and data.

    `narrowest` is the width below which a page should scroll the chart and not squeeze it.
    """
    spec: dict[str, Any] = {
        "$schema": f"https://vega.github.io/schema/vega-lite/v{VEGA_LITE}.json",
        "title": {"text": title, "subtitle": textwrap.wrap(sentence, max(44, min(92, int(chart.get("width", WIDTH)) // 7)))},
        "description": alt_text,
        **chart,
        "datasets": dict(data),
        "config": look(),
        "usermeta": {"narrowest": narrowest},
    }
    return Drawn(name, title, sentence, alt_text, spec)
