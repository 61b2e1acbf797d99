"""The names of Shopify, by recency, and frequency and money taken together; prospects have not ordered yet."""

from pathlib import Path

from coterie.cluster._grid import Grid


class RfmShopify(Grid):
    """The names of Shopify, by recency, and frequency and money taken together; prospects have not ordered yet.

    >>> RfmShopify().names[0]
    'Champions'
    """

    title = "RFM as in Shopify"
    when = "When a shop is used to the customer groups of Shopify, prospects among them."
    file = Path(__file__).with_suffix(".toml")


MEMBER = RfmShopify
