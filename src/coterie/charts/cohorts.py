"""How many of the customers who first bought in a month, quarter or year bought again later."""

from __future__ import annotations

from datetime import date
from typing import Any

from coterie.charts._theme import field, finish, not_applicable, shaded
from coterie.records import Chart, Cohort, Cohorts, Story
from coterie.words import counted, percent

COLUMN, ROW = 46, 30
FEW = 10  # of fewer customers, a share says nothing


def draw(story: Story) -> Chart:
    """A row per cohort, a column per period after the first purchase; the stronger, the more bought again."""
    found = story.exploration.cohorts
    if not found or not any(row.again for row in found.rows):
        raise not_applicable("cohorts", "all orders are of one month, or there are none")
    names = {row.start: f"{named(row.start, found.period)} · {row.customers:,}" for row in found.rows}
    cells = [cell for row in found.rows for cell in _cells(row, names[row.start], found)]
    steps = max(len(row.again) for row in found.rows)
    sentence = _sentence(found)
    return finish(
        {
            "data": {"name": "cells"},
            "encoding": _places(list(names.values()), found.period, steps),
            "layer": [
                shaded("share", max(cell["share"] for cell in cells) or 1),
                {"transform": [{"filter": "!datum.open"}], "mark": {"type": "text"}, "encoding": {"text": field("words:N")}},
                {
                    "transform": [{"filter": "datum.open"}],
                    "mark": {"type": "text", "style": "note"},
                    "encoding": {"text": field("words:N")},
                },
            ],
            "width": COLUMN * steps,
            "height": ROW * len(names),
        },
        name="cohorts",
        title="Who comes back",
        sentence=sentence,
        alt_text=f"Table of {len(names)} cohorts of customers by the {found.period} of their first purchase. {sentence}",
        data={"cells": cells},
        narrowest=COLUMN * steps + 130,
    )


def named(start: date, period: str) -> str:
    """A period as people write it.

    >>> named(date(2024, 4, 1), "month"), named(date(2024, 4, 1), "quarter"), named(date(2024, 1, 1), "year")
    ('Apr 2024', 'Q2 2024', '2024')
    """
    if period == "month":
        return f"{start:%b %Y}"
    return f"Q{(start.month + 2) // 3} {start.year}" if period == "quarter" else str(start.year)


def _cells(row: Cohort, name: str, found: Cohorts) -> list[dict[str, Any]]:
    """The cells of one cohort; the last one is open where the last period is not over."""
    return [
        {
            "cohort": name,
            "step": step,
            "share": round(share, 4),
            "again": row.again[step - 1],
            "customers": row.customers,
            "words": f"{share:.0%}" if share < 0.995 or share == 1 else ">99%",
            "open": found.unfinished and step == len(row.again),
        }
        for step, share in enumerate(row.shares, 1)
    ]


def _places(rows: list[str], period: str, steps: int) -> dict[str, Any]:
    """Where a cell stands, and what it tells on hover."""
    over = {"orient": "top", "labelAngle": 0, "domain": False, "titlePadding": 8}
    title = f"{period.capitalize()}s after the first purchase"
    return {
        "x": field("step:O", title=title, scale={"domain": list(range(1, steps + 1)), "paddingInner": 0.05}, axis=over),
        "y": field(
            "cohort:N",
            sort=rows,
            title=f"{period.capitalize()} of the first purchase · customers",
            scale={"domain": rows, "paddingInner": 0.08},
            axis={"domain": False, "labelLimit": 160},
        ),
        "tooltip": [
            field("cohort:N", title="First bought in"),
            field("step:O", title=f"{period.capitalize()}s later"),
            field("share:Q", title="Share that bought again", format=".1%"),
            field("again:Q", title="Customers who bought again", format=","),
        ],
    }


def _sentence(found: Cohorts) -> str:
    """How many buy again soon and later, which cohort does so most, and what is not over."""
    one, told = found.period, []
    if found.again:
        told.append(f"{percent(found.again[0])} of new customers buy again in the {one} after their first purchase")
        later = min(5, len(found.again) - 1)
        if later > 0:
            told[0] += f", {percent(found.again[later])} after {counted(later + 1, one)}"
    known = [row for row in found.rows if len(row.again) > found.unfinished and row.customers >= FEW]
    if len(known) > 1:
        best = max(known, key=lambda row: row.shares[0])
        told.append(f"those of {named(best.start, one)} came back most, {percent(best.shares[0])} in the {one} after")
    if not told:
        return f"No {one} after the first purchases is over yet."
    note = f" The last {one}, in grey, is not over." if found.unfinished else ""
    return f"{'; '.join(told)}.{note}"


MEMBER = draw
