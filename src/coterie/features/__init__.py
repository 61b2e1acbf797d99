"""Features: one row per customer, as of a day."""

from coterie.features._features import features

__all__ = ["features"]
