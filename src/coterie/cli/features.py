"""`coterie features`: what can be known of a customer."""

from __future__ import annotations

from coterie.cli.answer import Answer


def features() -> Answer:
    """List the features."""
    raise NotImplementedError
