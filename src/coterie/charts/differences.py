"""What sets one segment apart: how far it lies from everyone in each feature, and how sure that is."""

from __future__ import annotations

from typing import Any

from coterie.charts._theme import ABOVE, BELOW, OUTSIDE, WIDTH, broken, field, finish, labels, not_applicable, row_axis, row_height
from coterie.errors import InputError, did_you_mean, shown
from coterie.records import SCORES, Chart, Difference, Segment, Story
from coterie.words import counted, listed, lowered

SHOWN = 10
SIDES = {"more": ABOVE, "less": BELOW, "unsure": OUTSIDE}


def draw(story: Story, segment: str | None = None) -> Chart:
    """`segment` is the name or the id of a segment; by default the one that is worth most."""
    chosen = _chosen(story, segment)
    told = _told(story, chosen)
    names = {d: broken(_titled(story, d), 26) for d in told}
    rows = [_row(d, names[d]) for d in told]
    sentence = _sentence(story, chosen, told)
    return finish(
        {
            "data": {"name": "differences"},
            "encoding": _places([row["feature"] for row in rows]),
            "layer": _layers(),
            "width": WIDTH,
            "height": row_height(names.values(), least=26) * len(rows),
        },
        name="differences",
        title="What sets a segment apart",
        sentence=sentence,
        alt_text=f"Points with 95% intervals: how far {labels(story)[chosen.id]} lies from everyone in {len(rows)} features. {sentence}",
        data={"differences": rows, "everyone": [{"difference": 0.0}]},
    )


def variants(story: Story) -> dict[str, dict[str, str]]:
    """Every segment of whom there is something to tell, by its name."""
    names = labels(story)
    return {names[s.id]: {"segment": str(s.id)} for s in _known(story)}


def _known(story: Story) -> list[Segment]:
    """The segments with differences."""
    return [s for s in story.segments.segments if _told(story, s)]


def _chosen(story: Story, said: str | None) -> Segment:
    """The segment that is meant."""
    known = _known(story)
    if not known:
        raise not_applicable("differences", "no feature differs between the segments")
    if said is None:
        return known[0]
    found = story.segments.find(said)
    if found is None or found not in known:
        raise InputError("unknown-segment", f"There is no segment {shown(said)}", remedy=did_you_mean(said, [s.name for s in known]))
    return found


def _told(story: Story, segment: Segment) -> list[Difference]:
    """The furthest differences; the scores repeat what their features say."""
    family = {f.name: f.family for f in story.features.columns}
    return [d for d in segment.differences if family.get(d.feature, SCORES) != SCORES and d.low <= d.high][:SHOWN]


def _titled(story: Story, told: Difference) -> str:
    """A feature, or a level of one, by name."""
    title = story.features.feature(told.feature).title
    return f"{title}: {told.level}" if told.level else title


def _row(told: Difference, name: str) -> dict[str, Any]:
    """One line of the chart."""
    side = "more" if told.low > 0 else "less" if told.high < 0 else "unsure"
    return {"feature": name, "difference": round(told.difference, 3), "low": round(told.low, 3), "high": round(told.high, 3), "side": side}


def _places(rows: list[str]) -> dict[str, Any]:
    """Where a line stands, and what it tells on hover."""
    return {
        "y": field("feature:N", sort=rows, title=None, axis=row_axis(labelLimit=220)),
        "tooltip": [
            field("feature:N", title="Feature"),
            field("difference:Q", title="Standard deviations from everyone", format="+.2f"),
            field("low:Q", title="At least", format="+.2f"),
            field("high:Q", title="At most", format="+.2f"),
        ],
    }


def _layers() -> list[dict[str, Any]]:
    """Everyone as a dashed rule, then each feature's interval and its difference."""
    side = field("side:N", scale={"domain": list(SIDES), "range": list(SIDES.values())}, legend=None)
    across = {"title": "Standard deviations from everyone (0), with the 95% interval", "axis": {"tickCount": 6}}
    through = {"x": field("difference:Q", **across), "y": {"value": 0}, "y2": {"value": "height"}}
    return [
        {"data": {"name": "everyone"}, "mark": {"type": "rule", "strokeDash": [3, 4], "opacity": 0.8}, "encoding": through},
        {
            "mark": {"type": "rule", "strokeWidth": 3, "opacity": 0.75},
            "encoding": {"x": field("low:Q", **across), "x2": {"field": "high"}, "color": side},
        },
        {
            "mark": {"type": "point", "filled": True, "size": 80, "opacity": 1},
            "encoding": {"x": field("difference:Q", **across), "color": side},
        },
    ]


def _sentence(story: Story, segment: Segment, told: list[Difference]) -> str:
    """What is furthest above and below everyone for sure, and of how many features nothing is sure."""
    name, sure = labels(story)[segment.id], [d for d in told if d.sure]
    if not sure:
        return f"{name} differs from everyone in nothing for sure."
    sides = {"above": [d for d in sure if d.difference > 0], "below": [d for d in sure if d.difference < 0]}
    parts = [f"{way} everyone in {listed([_in_words(story, d) for d in own[:2]])}" for way, own in sides.items() if own]
    unsure = len(told) - len(sure)
    rest = f" Of {counted(unsure, 'feature')} shown, the side is not sure." if unsure else ""
    return f"{name}: {'; '.join(parts)}.{rest}"


def _in_words(story: Story, told: Difference) -> str:
    """A difference with its interval."""
    places = 1 if min(map(abs, (told.difference, told.low, told.high))) >= 0.095 else 2
    number, low, high = (f"{each:+.{places}f}".replace("-", "−") for each in (told.difference, told.low, told.high))
    return f"{lowered(_titled(story, told))} ({number}, surely {low} to {high})"


MEMBER = draw
