"""The key figures of the whole business."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coterie.records import KeyFigure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coterie.explore.trade import Trade
    from coterie.records import Cleaned, Distribution, Features

COUNT, ONE, MONEY, SHARE = ",.0f", ",.1f", ",.2f", ".0%"


def order_figures(trade: Trade, cleaned: Cleaned) -> tuple[KeyFigure, ...]:
    """What the orders say: how many, how much, how often, and how much hangs on the best."""
    buyers, orders, unit = max(1, trade.customers), max(1, trade.orders), cleaned.currency
    gross = trade.revenue + trade.returned
    figures = [
        KeyFigure("customers", "Customers", trade.customers, COUNT, "Customers who bought at least once."),
        KeyFigure("orders", "Orders", trade.orders, COUNT, "Purchases; cancellations and returns are not counted."),
        KeyFigure("orders_per_customer", "Orders per customer", trade.orders / buyers, ONE, "Orders divided by customers."),
        KeyFigure("repeat_share", "Came back", 1 - trade.one_time / buyers, SHARE, "Share of the customers who bought more than once."),
        KeyFigure("one_time_share", "Bought once", trade.one_time / buyers, SHARE, "Share of the customers who bought exactly once."),
    ]
    if gross > 0:
        figures[2:2] = [
            KeyFigure("revenue", "Revenue", trade.revenue, COUNT, "What customers paid, returns taken off.", unit),
            KeyFigure("order_value", "Mean order value", trade.revenue / orders, MONEY, "Revenue divided by orders.", unit),
            KeyFigure("customer_value", "Revenue per customer", trade.revenue / buyers, MONEY, "Revenue divided by customers.", unit),
        ]
    if trade.revenue > 0:
        sentence = "Share of the revenue that the 20% of customers with the highest revenue bring."
        figures.append(KeyFigure("top_share", "Revenue of the top fifth", trade.top(0.2), SHARE, sentence))
    if trade.returned > 0 and gross > 0:
        sentence = "Cancellations and returns, as a share of what was bought."
        figures.append(KeyFigure("return_share", "Returned", trade.returned / gross, ".1%", sentence))
    if cleaned.first and cleaned.last:
        days = (cleaned.last - cleaned.first).days + 1
        figures.append(KeyFigure("days", "Time span", days, COUNT, f"From {cleaned.first:%Y-%m-%d} to {cleaned.last:%Y-%m-%d}.", "days"))
    return tuple(figures)


def attribute_figures(features: Features, shapes: Sequence[Distribution], *, orders: bool) -> tuple[KeyFigure, ...]:
    """What the customer attributes say: how many there are, and how many cells are empty."""
    attributes = {f.name for f in features.columns if f.family == "attribute"}
    if not attributes:
        return ()
    known = "What is known about each customer, beside the orders." if orders else "What is known about each customer."
    figures = [] if orders else [KeyFigure("customers", "Customers", features.customers, COUNT, "Customers in the table.")]
    missing = sum(shape.missing for shape in shapes if shape.feature in attributes)
    cells = max(1, len(attributes) * features.customers)
    return (
        *figures,
        KeyFigure("attributes", "Attributes", len(attributes), COUNT, known),
        KeyFigure("missing_cells", "Missing", missing / cells, ".1%", "Share of the cells of the attributes that are empty."),
    )
