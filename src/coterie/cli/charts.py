"""`coterie charts`: the charts."""

from __future__ import annotations

from coterie.cli.answer import Answer
from coterie.cli.listing import listing


def charts() -> Answer:
    """List the charts."""
    return listing("charts", "chart", "In Python: coterie.load('results/latest').charts.elbow()")
