"""The names of Klaviyo, by days since the last order, and thirds of orders and money."""

from pathlib import Path

from coterie.cluster._grid import Grid


class RfmKlaviyo(Grid):
    """The names of Klaviyo, by days since the last order, and thirds of orders and money.

    >>> RfmKlaviyo().names[0]
    'Champions'
    """

    title = "RFM as in Klaviyo"
    when = "When a team works with the groups of Klaviyo: 180 and 365 days since the last order, and thirds of orders and money."
    file = Path(__file__).with_suffix(".toml")


MEMBER = RfmKlaviyo
