"""How many customers have each pair of recency and frequency scores, and how much of the money is theirs."""

from __future__ import annotations

import itertools
from typing import Any

from coterie.charts._theme import LINES, axis_title, field, finish, money_word, not_applicable, row_axis, shaded
from coterie.records import Chart, ScoreCell, Story
from coterie.words import percent

COLUMN, ROW = 84, 52
BINS = range(1, 6)


def draw(story: Story) -> Chart:
    """A row per recency score, a column per frequency score; the darker, the more customers."""
    cells = story.exploration.scores
    if len(cells) < 2:
        raise not_applicable("rfm-grid", "there are no recency and frequency scores")
    across, up = _named(story, "f_score"), _named(story, "r_score")
    money = money_word(story) if any(cell.money_share for cell in cells) else ""
    rows = [_row(cell, across, up, money) for cell in cells]
    sentence = _sentence(cells, money)
    return finish(
        {
            "data": {"name": "cells"},
            "encoding": _places(story, list(across.values()), list(up.values())[::-1], money),
            "layer": [
                shaded("share", max(cell.share for cell in cells), least=0.06),
                {
                    "mark": {"type": "text", "style": "finding", "dy": -8 if money else 0},
                    "encoding": {"text": field("customers:Q", format=",")},
                },
                *([{"mark": {"type": "text", "dy": 9}, "encoding": {"text": field("words:N")}}] if money else []),
            ],
            "width": COLUMN * len(across),
            "height": ROW * len(up),
        },
        name="rfm-grid",
        title="How recently and how often",
        sentence=sentence,
        alt_text=f"Grid of customers by recency score and frequency score, from 1 to 5. {sentence}",
        data={"cells": rows},
        narrowest=COLUMN * len(across) + 120,
    )


def _row(cell: ScoreCell, across: dict[int, str], up: dict[int, str], money: str) -> dict[str, Any]:
    """What one cell shows."""
    shown = {"f": across[cell.frequency], "r": up[cell.recency], "customers": cell.customers, "share": round(cell.share, 4)}
    return {**shown, "words": percent(cell.money_share), "money": round(cell.money, 2)} if money else shown


def _places(story: Story, across: list[str], up: list[str], money: str) -> dict[str, Any]:
    """Where a cell stands, and what it tells on hover."""
    names = {c.score: axis_title(story.features.feature(c.feature)) for c in story.features.cuts}
    over = {"orient": "top", "labelAngle": 0, "labelExpr": LINES, "labelPadding": 22, "domain": False, "labelLimit": COLUMN + 16}
    told = [field("customers:Q", title="Customers", format=","), field("share:Q", title="Share of the customers", format=".1%")]
    told += [field("money:Q", title=money.capitalize(), format=",.0f"), field("words:N", title=f"Share of the {money}")] if money else []
    return {
        "x": field("f:N", sort=across, title=f"Frequency score: {names.get('f_score', 'orders')}", scale={"paddingInner": 0.03}, axis=over),
        "y": field("r:N", sort=up, title=f"Recency score: {names.get('r_score', 'days')}", scale={"paddingInner": 0.04}, axis=row_axis()),
        "tooltip": [field("r:N", title="Recency score"), field("f:N", title="Frequency score"), *told],
    }


def _named(story: Story, score: str) -> dict[int, str]:
    """Each score that occurs with what it stands for, from the cut-points."""
    position = "recency" if score == "r_score" else "frequency"
    occurring = {int(getattr(cell, position)) for cell in story.exploration.scores}
    cuts = next((c for c in story.features.cuts if c.score == score), None)
    words = spans(cuts.edges) if cuts else []
    named = {cuts.bins - i if cuts.reverse else i + 1: span for i, span in enumerate(words)} if cuts else {}
    return {s: f"{s}\n{named[s]}" if s in named else str(s) for s in sorted(occurring)}


def spans(edges: tuple[float, ...]) -> list[str]:
    """What lies between cut-points of whole numbers, in words.

    >>> spans((2.0, 3.0, 6.0))
    ['1', '2', '3 to 5', '6 and more']
    """
    if not edges:
        return ["any"]
    inner = [f"{low:,.0f}" if high - low <= 1 else f"{low:,.0f} to {high - 1:,.0f}" for low, high in itertools.pairwise(edges)]
    first = f"up to {edges[0] - 1:,.0f}" if edges[0] > 2 else f"{edges[0] - 1:,.0f}"
    return [first, *inner, f"{edges[-1]:,.0f} and more"]


def _sentence(cells: tuple[ScoreCell, ...], money: str) -> str:
    """Where most of the money is, and where most of the customers are."""
    full = max(cells, key=lambda cell: cell.customers)
    most = f"The fullest cell, {_scores(full)}, holds {percent(full.share)} of the customers"
    if not money:
        return f"{most}."
    rich = max(cells, key=lambda cell: cell.money)
    read = f"Each cell shows its customers and their share of the {money}."
    if rich == full:
        return f"{most} and brings {percent(rich.money_share)} of the {money}, the most of all. {read}"
    return (
        f"{most}; the richest, {_scores(rich)}, holds {percent(rich.share)} and brings {percent(rich.money_share)} of the {money}. {read}"
    )


def _scores(cell: ScoreCell) -> str:
    """The pair of scores in words."""
    return f"recency {cell.recency} with frequency {cell.frequency}"


MEMBER = draw
