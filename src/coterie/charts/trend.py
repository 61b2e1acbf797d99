"""Money by month, with the best month named and an unfinished last one shown pale."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from coterie.charts._theme import SHORT, WIDTH, axis_title, field, finish, not_applicable
from coterie.records import Chart, Month, Story


def draw(story: Story) -> Chart:
    """One column per month."""
    months = story.exploration.months
    if len(months) < 2:
        raise not_applicable("trend", "the data covers less than two months")
    as_of = story.features.as_of
    open_month = months[-1].month if as_of and months[-1].is_open(as_of - timedelta(days=1)) else None
    rows = [_row(m, m.month == open_month) for m in months]
    labels = {"labelAngle": 0, "labelOverlap": "greedy", "labelBound": True, "labelSeparation": 8}
    chart = {
        "data": {"name": "months"},
        "mark": {"type": "bar", "cornerRadiusEnd": 2},
        "encoding": {
            "x": field("month:O", sort=None, title=None, axis=labels),
            "y": field("money:Q", title=_money_title(story), axis={"labelExpr": SHORT, "tickCount": 5}),
            "opacity": {"condition": {"test": "datum.open", "value": 0.4}, "value": 1.0},
            "tooltip": [
                field("month:O", title="Month"),
                field("money:Q", title=_money_title(story), format=",.0f"),
                field("orders:Q", title="Orders", format=","),
                field("customers:Q", title="Customers", format=","),
                field("new:Q", title="New customers", format=","),
            ],
        },
        "width": WIDTH,
        "height": 260,
    }
    best = max(months, key=lambda m: m.money)
    sentence = f"The best month was {best.month:%B %Y}." + (" The last month, shown pale, is not over." if open_month else "")
    return finish(
        chart,
        name="trend",
        title="Month by month",
        sentence=sentence,
        alt_text=f"Column chart of money over {len(months)} months. {sentence}",
        data={"months": rows},
    )


def _row(month: Month, is_open: bool) -> dict[str, Any]:
    """What one column shows; the month as text, which no time zone can move."""
    shown = {"month": f"{month.month:%b %Y}", "money": month.money, "orders": month.orders}
    return {**shown, "customers": month.customers, "new": month.new_customers, "open": is_open}


def _money_title(story: Story) -> str:
    """What money is here, with its unit."""
    return next((axis_title(f) for f in story.features.columns if f.name == "money"), story.segments.money_title or "Money")


MEMBER = draw
