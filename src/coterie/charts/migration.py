"""Who moved since the earlier run: from which segment to which."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from coterie.charts._theme import LINE, LINES, broken, field, finish, labels, not_applicable, row_axis, row_height, shaded
from coterie.records import Chart, Move, Story
from coterie.words import counted, percent

COLUMN = 92
NEW, GONE = "New", "No longer there"
NOBODY = -1  # the key of who is in one run only


def draw(story: Story) -> Chart:
    """A row per segment of then, a column per segment of now; the stronger, the more of the row's customers."""
    found = story.comparison
    if not found.moves:
        raise not_applicable("migration", "no earlier run was given, so nobody knows who moved")
    rows, columns = _named(found.names, [m.before for m in found.moves], NEW), _columns(story)
    heights = [row_height([name]) for name in rows.values()]
    sentence = _sentence(story)
    return finish(
        {
            "data": {"name": "cells"},
            "encoding": _places(list(rows.values()), list(columns.values())),
            "layer": [
                shaded("share", 1.0),
                {"mark": {"type": "text", "dy": -8}, "encoding": {"text": field("customers:Q", format=",")}},
                {"mark": {"type": "text", "style": "note", "dy": 9}, "encoding": {"text": field("words:N")}},
            ],
            "width": COLUMN * len(columns),
            "height": max(44, *heights) * len(rows),
        },
        name="migration",
        title="Who moved",
        sentence=sentence,
        alt_text=f"Table of customers by their segment in the earlier run and in this one. {sentence}",
        data={"cells": _cells(found.moves, rows, columns)},
        narrowest=COLUMN * len(columns) + 190,
    )


def _named(names: Mapping[int, str], ids: list[int | None], nobody: str) -> dict[int, str]:
    """What the segments that had customers are called, in short lines; who is in none of the run comes last."""
    there = {number: broken(name, 22) for number, name in sorted(names.items()) if number in ids}
    return {**there, NOBODY: nobody} if None in ids else there


def _columns(story: Story) -> dict[int, str]:
    """The segments of now, the most valuable first."""
    found = {number: broken(name, 13) for number, name in labels(story).items()}
    return {**found, NOBODY: broken(GONE, 13)} if any(m.after is None for m in story.comparison.moves) else found


def _cells(moves: tuple[Move, ...], rows: Mapping[int, str], columns: Mapping[int, str]) -> list[dict[str, Any]]:
    """A cell per pair of segments that has customers, with their share of the row."""
    whole: dict[int | None, int] = {}
    for move in moves:
        whole[move.before] = whole.get(move.before, 0) + move.customers
    return [
        {
            "before": rows[NOBODY if m.before is None else m.before],
            "after": columns[NOBODY if m.after is None else m.after],
            "customers": m.customers,
            "share": round(m.customers / whole[m.before], 4),
            "words": percent(m.customers / whole[m.before]),
        }
        for m in moves
    ]


def _places(rows: list[str], columns: list[str]) -> dict[str, Any]:
    """Where a cell stands, and what it tells on hover."""
    lines = max(name.count("\n") for name in columns)
    over = {"orient": "top", "labelAngle": 0, "labelPadding": 8 + LINE * lines, "labelExpr": LINES, "labelLimit": 110, "domain": False}
    return {
        "x": field("after:N", sort=columns, title="Segment now", scale={"domain": columns, "paddingInner": 0.03}, axis=over),
        "y": field("before:N", sort=rows, title="Segment then", scale={"domain": rows, "paddingInner": 0.05}, axis=row_axis()),
        "tooltip": [
            field("before:N", title="Then"),
            field("after:N", title="Now"),
            field("customers:Q", title="Customers", format=","),
            field("words:N", title="Share of those of then"),
        ],
    }


def _sentence(story: Story) -> str:
    """How many stayed where they were, and the segment that keeps its customers least."""
    found, names = story.comparison, {**story.model.names, **labels(story)}
    if not found.both:
        return "No customer is in both runs."
    stayed = 1 - found.moved / found.both
    told = [f"{percent(stayed)} of the {counted(found.both, 'customer')} in both runs are still in their segment"]
    went = [m for m in found.moves if m.before is not None and m.after is not None and not m.stayed]
    if went:
        top = max(went, key=lambda m: (m.customers, -(m.before or 0), -(m.after or 0)))
        told.append(f"the largest move is that of {top.customers:,} from “{found.names[top.before or 0]}” to “{names[top.after or 0]}”")
    return f"{'; '.join(told)}. Each cell shows its customers and their share of the row."


MEMBER = draw
