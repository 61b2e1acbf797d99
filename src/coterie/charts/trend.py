"""A key figure by month, with the best month named and an unfinished last one shown pale."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from coterie.charts._theme import SHORT, WIDTH, axis_title, field, finish, not_applicable
from coterie.errors import InputError, did_you_mean
from coterie.records import Chart, Month, Story, is_open
from coterie.words import percent, whole

# Figure → its title, the format of the tooltip, and what is said of the month where it is highest.
FIGURES = {
    "money": ("Revenue", ",.0f", "The best month was {month}."),
    "orders": ("Orders", ",", "Most orders came in {month}: {value}."),
    "customers": ("Customers", ",", "Most customers bought in {month}: {value}."),
    "order_value": ("Mean order value", ",.2f", "Orders were largest in {month}: {value} on average."),
    "repeat_share": ("Bought in an earlier month", ".0%", "The share of customers who had bought before was highest in {month}: {value}."),
}
NEEDS_MONEY = {"money", "order_value"}


def draw(story: Story, figure: str = "") -> Chart:
    """One column per month; `figure` is money, orders, customers, order_value or repeat_share."""
    months = story.exploration.months
    if len(months) < 2:
        raise not_applicable("trend", "the data covers less than two months")
    known = _known(months)
    figure = figure or known[0]
    if figure not in known:
        fact = f"There is no figure '{figure}' by month"
        raise InputError("unknown-figure", fact, remedy=did_you_mean(figure, known))
    as_of = story.features.as_of
    open_month = months[-1].month if as_of and is_open(months[-1].month, as_of - timedelta(days=1)) else None
    sentence = _sentence(figure, months, story) + (" The last month, shown pale, is not over." if open_month else "")
    title = _title(figure, story)
    return finish(
        {"data": {"name": "months"}, **_columns(figure, known, story), "width": WIDTH, "height": 260},
        name="trend",
        title="Month by month",
        sentence=sentence,
        alt_text=f"Column chart of {title[:1].lower()}{title[1:]} over {len(months)} months. {sentence}",
        data={"months": [_row(m, known, m.month == open_month) for m in months]},
    )


def variants(story: Story) -> dict[str, dict[str, str]]:
    """The key figures that have a trend here, by title."""
    return {_title(figure, story).partition(" (")[0]: {"figure": figure} for figure in _known(story.exploration.months)}


def _known(months: Sequence[Month]) -> list[str]:
    """The figures of which something is known."""
    money = any(month.money for month in months)
    return [f for f in FIGURES if (money or f not in NEEDS_MONEY) and any(math.isfinite(getattr(m, f)) for m in months)]


def _columns(figure: str, known: Sequence[str], story: Story) -> dict[str, Any]:
    """The columns of one figure; the tooltip has the others too."""
    labels = {"labelAngle": 0, "labelOverlap": "greedy", "labelBound": True, "labelSeparation": 8}
    axis = {"format": ".0%", "tickCount": 5} if figure == "repeat_share" else {"labelExpr": SHORT, "tickCount": 5}
    others = [field(f"{name}:Q", title=_title(name, story), format=FIGURES[name][1]) for name in known]
    return {
        "mark": {"type": "bar", "cornerRadiusEnd": 2},
        "encoding": {
            "x": field("month:O", sort=None, title=None, axis=labels),
            "y": field(f"{figure}:Q", title=_title(figure, story), axis=axis),
            "opacity": {"condition": {"test": "datum.open", "value": 0.4}, "value": 1.0},
            "tooltip": [field("month:O", title="Month"), *others, field("new:Q", title="New customers", format=",")],
        },
    }


def _row(month: Month, known: Sequence[str], pale: bool) -> dict[str, Any]:
    """What one column shows; the month as text, which no time zone can move, and nothing where a figure is not known."""
    figures = {name: value if math.isfinite(value := getattr(month, name)) else None for name in known}
    return {"month": f"{month.month:%b %Y}", **figures, "new": month.new_customers, "open": pale}


def _sentence(figure: str, months: Sequence[Month], story: Story) -> str:
    """The month in which the figure is highest."""
    best = max((m for m in months if math.isfinite(getattr(m, figure))), key=lambda m: getattr(m, figure))
    value = getattr(best, figure)
    shown = percent(value) if figure == "repeat_share" else whole(value, _unit(story) if figure in NEEDS_MONEY else "")
    return FIGURES[figure][2].format(month=f"{best.month:%B %Y}", value=shown)


def _title(figure: str, story: Story) -> str:
    """What the figure is called here, money with its unit."""
    if figure == "money":
        return next((axis_title(f) for f in story.features.columns if f.name == "money"), story.segments.money_title or FIGURES[figure][0])
    unit = _unit(story) if figure in NEEDS_MONEY else ""
    return f"{FIGURES[figure][0]} ({unit})" if unit else FIGURES[figure][0]


def _unit(story: Story) -> str:
    """The currency, where one is known."""
    unit = next((f.unit for f in story.exploration.figures if f.name == "revenue"), "")
    return "" if unit == "money" else unit


MEMBER = draw
