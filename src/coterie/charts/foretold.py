"""Orders foretold on an earlier day against those that came, by how often customers had ordered."""

from __future__ import annotations

from typing import Any

from coterie.charts._theme import ABOVE, BELOW, WIDTH, field, finish, not_applicable
from coterie.records import Chart, Foretold, OutOfTime, Story

REAL, PREDICTED = "Came", "Foretold"


def draw(story: Story) -> Chart:
    """A bar per number of orders so far for the orders that came since, and a point for those that were foretold."""
    found = story.value.check
    if not found:
        raise not_applicable("foretold", "nobody can say what these customers will order")
    rows: list[dict[str, Any]] = [
        {"orders": _named(bar), "what": what, "mean": round(mean, 3), "customers": bar.customers}
        for bar in found.bars
        for what, mean in ((REAL, bar.real), (PREDICTED, bar.predicted))
    ]
    colors = field("what:N", title=None, scale={"domain": [REAL, PREDICTED], "range": [BELOW, ABOVE]})
    return finish(
        {
            "data": {"name": "bars"},
            "encoding": _places(found),
            "layer": [
                {
                    "transform": [{"filter": f"datum.what == '{REAL}'"}],
                    "mark": {"type": "bar", "width": {"band": 0.6}},
                    "encoding": {"color": colors},
                },
                {
                    "transform": [{"filter": f"datum.what == '{PREDICTED}'"}],
                    "mark": {"type": "point", "filled": True, "shape": "diamond", "size": 130, "opacity": 1},
                    "encoding": {"color": colors},
                },
            ],
            "width": WIDTH,
            "height": 260,
        },
        name="foretold",
        title="Foretold and real",
        sentence=found.sentence,
        alt_text=f"Chart of the mean number of orders that came and that were foretold, by orders so far. {found.sentence}",
        data={"bars": rows},
    )


def _named(bar: Foretold) -> str:
    """A class of customers by their orders.

    >>> _named(Foretold(8, True, 5, 1.0, 1.0))
    '8 and more'
    """
    return f"{bar.orders} and more" if bar.more else str(bar.orders)


def _places(found: OutOfTime) -> dict[str, Any]:
    """Where a mark stands, and what it tells on hover."""
    cut = f"{found.as_of.day} {found.as_of:%B %Y}"
    return {
        "x": field("orders:O", title=f"Orders before {cut}", sort=None, axis={"labelAngle": 0, "domain": False}),
        "y": field("mean:Q", title=f"Orders per customer in the {found.days} days since"),
        "tooltip": [
            field("orders:N", title=f"Orders before {cut}"),
            field("what:N", title="Orders that"),
            field("mean:Q", title="Orders per customer", format=".2f"),
            field("customers:Q", title="Customers", format=","),
        ],
    }


MEMBER = draw
