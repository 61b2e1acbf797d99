"""Eleven well-known names for all 125 combinations of recency, frequency and money scores."""

from pathlib import Path

from coterie.cluster._grid import Grid


class RfmFull(Grid):
    """Eleven well-known names for all 125 combinations of recency, frequency and money scores.

    >>> RfmFull().names[0]
    'Champions'
    """

    title = "RFM in full"
    when = "When money should count beside recency and frequency, in the eleven names of marketing manuals."
    file = Path(__file__).with_suffix(".toml")


MEMBER = RfmFull
