"""Counts of a customer's orders as SQL, for features of when they are placed."""

from __future__ import annotations

from collections.abc import Mapping

ORDERS = "count(*) FILTER (WHERE purchase)"


def orders_where(condition: str) -> str:
    """How many orders meet a condition.

    >>> orders_where("weekday >= 5")
    'count(*) FILTER (WHERE purchase AND weekday >= 5)'
    """
    return f"count(*) FILTER (WHERE purchase AND {condition})"


def most_orders(times: Mapping[str, str]) -> str:
    """How many orders are in the one of these times, name → condition, that has most of them."""
    return f"greatest({', '.join(map(orders_where, times.values()))})"


def busiest(times: Mapping[str, str]) -> str:
    """The name of that time; of equals, the first.

    >>> busiest({"early": "hour < 12"})
    "CASE greatest(count(*) FILTER (WHERE purchase AND hour < 12)) WHEN count(*) FILTER (WHERE purchase AND hour < 12) THEN 'early' END"
    """
    cases = " ".join(f"WHEN {orders_where(condition)} THEN '{name}'" for name, condition in times.items())
    return f"CASE {most_orders(times)} {cases} END"
