"""The RFM grid: ten well-known names by how recently and how often a customer bought."""

from pathlib import Path

from coterie.cluster._grid import Grid


class RfmGrid(Grid):
    """Recency and frequency scores from 1 to 5, and a name for each of the 25 combinations.

    >>> RfmGrid().names[0]
    'Champions'
    """

    title = "RFM grid"
    when = "When a team already speaks of Champions and Hibernating customers, or wants segments that never move by themselves."
    file = Path(__file__).with_suffix(".toml")


MEMBER = RfmGrid
