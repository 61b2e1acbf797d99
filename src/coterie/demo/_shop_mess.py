"""What goes wrong in real exports, put into the shop's files and counted by the cleaning rule that meets it."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from coterie.demo._shop_orders import Column, Columns

UNREADABLE = ("31/31/2024", "2024-02-30 10:00:00", "n/a", "yesterday", "0000-00-00 00:00:00")
FUTURE = np.datetime64("2096-03-01T12:00:00", "s")
# Shares of the lines; the one line with a future date comes on top.
SHARES = {"identical-line": 0.01, "missing-customer": 0.006, "unreadable-date": 0.0005, "non-positive-price": 0.001}
BLANK_CATEGORY = 0.004
BLANKS = {"age": 0.08, "gender": 0.05, "city": 0.03}
WITHOUT_ROW, TWICE = 0.02, 0.006


def spoil_orders(lines: Columns, cancelled: Column, end: np.datetime64, rng: Generator) -> tuple[Columns, dict[str, int], dict[str, int]]:
    """Add spoilt copies of lines, each spoilt in one way only; count them, and the cells that are blanked.

    `cancelled` marks the lines that a customer took back.
    """
    total = len(cancelled)
    lines["category"][rng.random(total) < BLANK_CATEGORY] = ""
    counts = {rule: max(1, round(total * share)) for rule, share in SHARES.items()} | {"future-date": 1}
    drawn = np.split(rng.permutation(np.flatnonzero(~cancelled)), np.cumsum(list(counts.values())))
    places = dict(zip(counts, drawn, strict=False)) | {"cancelled-order": np.flatnonzero(cancelled)}
    copies = {rule: {name: column[np.sort(at)] for name, column in lines.items()} for rule, at in places.items()}
    _spoil(copies, end, rng)

    parts = [lines, *copies.values()]
    moments = np.concatenate([part["order_date"] for part in parts])
    for part in parts:
        part["order_date"] = np.char.replace(part["order_date"].astype(str), "T", " ").astype(object)
        part["unit_price"] = np.array([f"{price:.2f}" for price in part["unit_price"].tolist()], object)
    copies["unreadable-date"]["order_date"] = np.resize(np.array(UNREADABLE, object), counts["unreadable-date"])
    by_time = np.argsort(moments, kind="stable")
    spoilt = {name: np.concatenate([part[name] for part in parts])[by_time] for name in lines}
    return spoilt, {rule: len(at) for rule, at in places.items()}, {"category": int((spoilt["category"] == "").sum())}


def _spoil(copies: dict[str, Columns], end: np.datetime64, rng: Generator) -> None:
    """Make each copied line what its rule must find; a copy that is no repetition gets an order number of its own."""
    numbers = iter(range(700_001, 10_000_000))
    for rule in ("missing-customer", "unreadable-date", "future-date", "cancelled-order"):
        mark = "C" if rule == "cancelled-order" else ""
        copies[rule]["order_id"] = np.array([f"{mark}{next(numbers)}" for _ in copies[rule]["order_id"]], object)
    cancelled = copies["cancelled-order"]
    cancelled["quantity"] = -cancelled["quantity"]
    later = cancelled["order_date"] + rng.integers(1, 20, len(cancelled["quantity"])) * np.timedelta64(1, "D")
    cancelled["order_date"] = np.minimum(later, end - np.timedelta64(1, "h"))
    copies["missing-customer"]["customer_id"][:] = ""
    copies["non-positive-price"]["product"] = "free " + copies["non-positive-price"]["product"]
    copies["non-positive-price"]["unit_price"][:] = 0.0
    copies["future-date"]["order_date"][:] = FUTURE


def spoil_people(people: Columns, rng: Generator) -> tuple[Columns, dict[str, int], dict[str, int]]:
    """Leave people out, list some twice with another city, and blank some cells; count the last two."""
    total = len(people["customer_id"])
    order = rng.permutation(total)
    kept = np.sort(order[round(total * WITHOUT_ROW) :])
    twice = np.sort(order[-max(1, round(total * TWICE)) :])
    listed = {name: np.concatenate([column[kept], column[twice]]) for name, column in people.items()}
    listed["city"][len(kept) :] = [f"New {city}" for city in people["city"][twice]]
    for name, share in BLANKS.items():
        listed[name][np.flatnonzero(rng.random(len(kept)) < share)] = ""
    return listed, {"conflicting-customer": len(twice)}, {name: int((listed[name] == "").sum()) for name in BLANKS}
