"""How much is missing in each column of the input: cells that are empty, and cells that cannot be read."""

from __future__ import annotations

from typing import Any

from coterie.charts._theme import ABOVE, BELOW, WIDTH, broken, field, finish, not_applicable, row_axis, row_height
from coterie.records import Chart, ColumnQuality, Story
from coterie.words import counted, listed, part

MOST = 24
KINDS = {"domain": ["empty", "not readable"], "range": [ABOVE, BELOW]}


def draw(story: Story) -> Chart:
    """A bar per column that lacks something, the emptiest first; of the others only the number is told."""
    columns = [c for c in story.exploration.columns if c.rows]
    lacking = sorted((c for c in columns if c.lacking), key=lambda c: (-c.lacking / c.rows, c.table, c.name))
    if not lacking:
        raise not_applicable("missing", "every cell of every column is filled and can be read" if columns else "no column is known")
    several = len({c.table for c in columns}) > 1
    names = {id(c): broken(f"{c.name} ({c.table})" if several else c.name, 24) for c in lacking[:MOST]}
    rows = [row for c in lacking[:MOST] for row in _parts(c, names[id(c)])]
    sentence = _sentence(lacking, len(columns))
    bars = {
        "mark": {"type": "bar", "cornerRadiusEnd": 2},
        "encoding": {
            "color": field("kind:N", title=None, scale=KINDS, legend={"orient": "top"} if len({row["kind"] for row in rows}) > 1 else None),
        },
    }
    words = {
        "transform": [{"filter": "datum.last"}],
        "mark": {"type": "text", "align": "left", "dx": 6, "style": "note"},
        "encoding": {"x": field("whole:Q"), "text": field("words:N")},
    }
    return finish(
        {
            "data": {"name": "columns"},
            "encoding": _places(list(names.values()), max(c.lacking / c.rows for c in lacking)),
            "layer": [bars, words],
            "width": WIDTH,
            "height": row_height(names.values(), least=26) * len(names),
        },
        name="missing",
        title="What is missing",
        sentence=sentence,
        alt_text=f"Bar chart of the share of missing cells in {len(names)} columns. {sentence}",
        data={"columns": rows},
    )


def _parts(column: ColumnQuality, name: str) -> list[dict[str, Any]]:
    """What is empty and what is not readable in one column."""
    cells = {"empty": column.rows - column.filled, "not readable": column.unread}
    present = {kind: n for kind, n in cells.items() if n}
    whole = {"whole": round(column.lacking / column.rows, 6), "words": part(column.lacking / column.rows), "use": column.use}
    return [
        {"column": name, "kind": kind, "cells": n, "share": round(n / column.rows, 6), **whole, "last": kind == list(present)[-1]}
        for kind, n in present.items()
    ]


def _places(names: list[str], widest: float) -> dict[str, Any]:
    """Where a bar stands, with room for words behind the widest, and what it tells on hover."""
    return {
        "y": field("column:N", sort=names, title=None, axis=row_axis(labelLimit=190)),
        "x": field(
            "share:Q",
            title="Share of the rows",
            stack=True,
            axis={"format": "~%", "tickCount": 5},
            scale={"domain": [0, widest * 1.3], "nice": False},
        ),
        "tooltip": [
            field("column:N", title="Column"),
            field("use:N", title="Used for"),
            field("kind:N", title="What"),
            field("cells:Q", title="Cells", format=","),
            field("share:Q", title="Share", format=".1%"),
        ],
    }


def _sentence(lacking: list[ColumnQuality], columns: int) -> str:
    """The columns that lack most, and how many lack nothing."""
    worst = listed([f"{c.name} ({part(c.lacking / c.rows)})" for c in lacking[:2]])
    whole = columns - len(lacking)
    rest = f" {counted(whole, 'column')} of {columns} lack{'s' if whole == 1 else ''} nothing." if whole else " No column is complete."
    return f"Most is missing in {worst}.{rest}"


MEMBER = draw
