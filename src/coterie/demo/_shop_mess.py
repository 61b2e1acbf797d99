"""What goes wrong in real exports, put into the shop's files and counted by the cleaning rule that meets it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.random import Generator

from coterie.demo._shop_orders import Column, Columns

UNREADABLE = ("31/31/2024", "2024-02-30 10:00:00", "n/a", "yesterday", "0000-00-00 00:00:00")
FUTURE = np.datetime64("2096-03-01T12:00:00", "s")


def spoil_orders(lines: Columns, end: np.datetime64, rng: Generator) -> tuple[Columns, Mapping[str, int]]:
    """Add spoilt copies of lines, each spoilt in one way only, and blank some cells; then write dates as text."""
    total = len(lines["order_id"])
    shares = {
        "identical-row": 0.01,
        "cancelled-order": 0.02,
        "missing-customer": 0.006,
        "unreadable-date": 0.0005,
        "non-positive-price": 0.001,
        "blank category": 0.004,
    }
    counts = {name: max(1, round(total * share)) for name, share in shares.items()} | {"future-date": 1}
    drawn = iter(np.split(rng.permutation(total), np.cumsum(list(counts.values()))))
    rows = {name: np.sort(next(drawn)) for name in counts}
    copies = {name: {column: values[at] for column, values in lines.items()} for name, at in rows.items() if name != "blank category"}
    lines["category"][rows["blank category"]] = ""
    numbers = iter(range(700_001, 700_001 + total))

    for name in ("missing-customer", "unreadable-date", "future-date"):
        copies[name]["order_id"] = np.array([str(next(numbers)) for _ in rows[name]], object)
    cancelled = copies["cancelled-order"]
    cancelled["order_id"] = np.array([f"C{next(numbers)}" for _ in rows["cancelled-order"]], object)
    cancelled["quantity"] = -cancelled["quantity"]
    later = cancelled["order_date"] + rng.integers(1, 20, len(cancelled["order_date"])) * np.timedelta64(1, "D")
    cancelled["order_date"] = np.minimum(later, end - np.timedelta64(1, "h"))
    copies["missing-customer"]["customer_id"][:] = ""
    copies["non-positive-price"]["product"] = "free " + copies["non-positive-price"]["product"]
    copies["non-positive-price"]["unit_price"][:] = 0.0
    copies["future-date"]["order_date"][:] = FUTURE

    parts = [lines, *copies.values()]
    moments = np.concatenate([part["order_date"] for part in parts])
    for part in parts:
        part["order_date"] = np.char.replace(part["order_date"].astype(str), "T", " ").astype(object)
        part["unit_price"] = np.array([f"{price:.2f}" for price in part["unit_price"].tolist()], object)
    copies["unreadable-date"]["order_date"] = np.resize(np.array(UNREADABLE, object), counts["unreadable-date"])
    by_time = np.argsort(moments, kind="stable")
    return {name: np.concatenate([part[name] for part in parts])[by_time] for name in lines}, counts


def spoil_people(people: Columns, rng: Generator) -> tuple[Columns, Mapping[str, int]]:
    """Leave people out, list some twice with another city, and blank some cells."""
    total = len(people["customer_id"])
    counts = {"no row": total // 50, "conflicting-customer": max(1, total // 160)}
    order = rng.permutation(total)
    kept = np.sort(order[counts["no row"] :])
    twice = np.sort(order[-counts["conflicting-customer"] :])

    def with_twice(column: Column) -> Column:
        return np.concatenate([column[kept], column[twice]])

    listed = {name: with_twice(column) for name, column in people.items()}
    listed["city"][len(kept) :] = [f"New {city}" for city in people["city"][twice]]
    for column, share in (("age", 0.08), ("gender", 0.05), ("city", 0.03)):
        blank = rng.random(len(kept)) < share
        listed[column][: len(kept)][blank] = ""
        counts[f"blank {column}"] = int(blank.sum())
    return listed, counts
