"""`coterie methods`: the clustering methods."""

from __future__ import annotations

from coterie.cli.answer import Answer
from coterie.cli.listing import listing


def methods() -> Answer:
    """List the clustering methods."""
    return listing("cluster", "method", "Use them with: coterie run orders.csv --method kmeans,ward")
