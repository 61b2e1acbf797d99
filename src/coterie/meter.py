"""How far something is that takes long inside a stage, such as a download: told to whoever watches and wants to know."""

from __future__ import annotations

from collections.abc import Callable

# The name of what comes, the bytes that came, and the bytes in all: 0 where nobody knows.
Meter = Callable[[str, int, int], None]


def unmetered(name: str, done: int, size: int) -> None:
    """The meter of who wants no news."""


def meter_of(watch: object) -> Meter:
    """The `meter` of a watch that has one.

    >>> meter_of(print)("orders.csv", 10, 20)
    """
    found: Meter = getattr(watch, "meter", unmetered)
    return found
