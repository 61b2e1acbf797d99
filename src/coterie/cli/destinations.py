"""`coterie destinations`: where segments can go."""

from __future__ import annotations

from coterie.cli.answer import Answer
from coterie.cli.listing import listing


def destinations() -> Answer:
    """List where segments can be handed over to."""
    return listing("activate", "destination", "Use one with: coterie export results/latest --to csv")
