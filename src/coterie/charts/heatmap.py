"""What sets each segment apart: how far its mean lies from everyone's, feature by feature."""

from __future__ import annotations

from typing import Any

from coterie.charts._theme import LINE, LINES, broken, field, finish, labels, not_applicable, two_sided
from coterie.records import SCORES, Chart, FeatureProfile, Story
from coterie.words import lowered, percent, shown_value

CAP = 2.0
ROWS = 18
COLUMN = 104


def draw(story: Story) -> Chart:
    """A row per feature, a column per segment; blue is above everyone, orange below, stronger is further.

    Colour is laid on with opacity alone, so the middle is the page itself, light or dark, and the numbers stay readable.
    """
    rows, order = _cells(story)
    if not rows:
        raise not_applicable("heatmap", "the segments have no profile")
    columns = list(_columns(story).values())
    words = {"mark": {"type": "text"}, "encoding": {"text": field("difference:Q", format="+.1f")}}
    size = {"width": COLUMN * len(columns), "height": 30 * len(order)}
    sentence = _sentence(rows)
    return finish(
        {"data": {"name": "cells"}, "encoding": _places(columns, order), "layer": [two_sided("above", "below", CAP), words], **size},
        name="heatmap",
        title="How each segment differs",
        sentence=sentence,
        alt_text=f"Heat map of {len(order)} features by {len(story.segments.segments)} segments. {sentence}",
        data={"cells": rows},
        narrowest=COLUMN * len(columns) + 230,
    )


def _places(columns: list[str], order: list[str]) -> dict[str, Any]:
    """Where a cell stands and what it tells on hover."""
    lines = max(name.count("\n") for name in columns)
    over = {"orient": "top", "labelAngle": 0, "labelPadding": 8 + LINE * lines, "labelExpr": LINES, "labelLimit": 110}
    over |= {"labelFontWeight": 600, "domain": False}
    beside = {"labelLimit": 230, "domain": False}
    return {
        "x": field("column:N", sort=columns, title=None, scale={"paddingInner": 0.025}, axis=over),
        "y": field("feature:N", sort=order, title=None, scale={"paddingInner": 0.06}, axis=beside),
        "tooltip": [
            field("segment:N", title="Segment"),
            field("feature:N", title="Feature"),
            field("mean:N", title="Mean here"),
            field("overall:N", title="Mean of everyone"),
            field("difference:Q", title="Standard deviations apart", format="+.1f"),
        ],
    }


def _cells(story: Story) -> tuple[list[dict[str, object]], list[str]]:
    """The cells, and the features in order: what separates most comes first, and only the first eighteen are shown."""
    names, columns = labels(story), _columns(story)
    reach: dict[str, float] = {}
    for segment in story.segments.segments:
        for line in segment.profile:
            if story.features.feature(line.feature).family == SCORES:
                continue
            row = _row_name(story, line)
            reach[row] = max(reach.get(row, 0.0), abs(line.difference))
    order = sorted(reach, key=lambda row: (-reach[row], row))[:ROWS]
    rows: list[dict[str, object]] = [
        {
            "segment": names[segment.id],
            "column": columns[segment.id],
            "feature": _row_name(story, line),
            "difference": round(line.difference, 1) + 0.0,  # no minus before a zero
            "strength": abs(line.difference),
            "side": "above" if line.difference > 0 else "below",
            "mean": _shown(story, line, line.mean),
            "overall": _shown(story, line, line.overall_mean),
        }
        for segment in story.segments.segments
        for line in segment.profile
        if _row_name(story, line) in order
    ]
    return rows, order


def _columns(story: Story) -> dict[int, str]:
    """Segment id → its name, broken into short lines that fit over a column."""
    return {segment: broken(name, 12) for segment, name in labels(story).items()}


def _row_name(story: Story, line: FeatureProfile) -> str:
    """The feature's title; for a category, with the level."""
    title = story.features.feature(line.feature).title
    return f"{title}: {line.level}" if line.level else title


def _shown(story: Story, line: FeatureProfile, value: float) -> str:
    """A value as a person reads it; for a category, the share of the level."""
    return percent(value) if line.level else shown_value(story.features.feature(line.feature), value)


def _sentence(rows: list[dict[str, object]]) -> str:
    """The cell that stands out most."""
    top = max(rows, key=lambda row: float(str(row["strength"])))
    return f"Most striking: {lowered(str(top['feature']))} of “{top['segment']}”, {top['mean']} against {top['overall']} for everyone."


MEMBER = draw
