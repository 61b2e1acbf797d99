"""Features: one row per customer, as of a day."""

from coterie.features._features import features
from coterie.features._portable import features_sql

__all__ = ["features", "features_sql"]
