"""Segments made by hand: only their place on the fair scale, and what names and sentences look at beside it."""

from __future__ import annotations

import pytest

from coterie.explain.measured import Everyone, Measured
from coterie.records import Feature, FeatureProfile

UNITS = {"recency": "days", "gap": "days", "tenure": "days", "frequency": "orders", "money": "money", "order_value": "money"}


class Maker:
    """Makes segments of one kind of table."""

    def __init__(self, names, family="", titles=None, money_title=""):
        self.features = {
            n: Feature(n, (titles or {}).get(n, n.replace("_", " ").capitalize()), "", UNITS.get(n, ""), ",.1f", "numeric", family or n)
            for n in names
        }
        self.everyone = Everyone(
            customers=1000,
            typical=dict.fromkeys(names, 10.0),
            features=self.features,
            scores=frozenset({"r_score", "f_score", "m_score"}),
            money_title=money_title,
            by_orders=bool(money_title) and not family,
        )

    def segment(self, number, fair, *, orders=5.0, quiet=None, customers=100, money=1000.0, money_share=0.1, means=()):
        """A segment; features that are not given lie in the middle."""
        place = dict.fromkeys(self.features, 0.0) | dict(fair)
        mean = {n: (100.0 if n == "recency" else 10.0) + z for n, z in place.items()} | {"frequency": orders} | dict(means)
        missing = {"gap": 0 if quiet is not None else customers}
        profile = tuple(FeatureProfile(n, "", mean[n], mean[n], 10.0, 10.0, z, missing.get(n, 0)) for n, z in place.items())
        return Measured(
            id=number,
            customers=customers,
            share=customers / 1000,
            money=money,
            money_share=money_share,
            profile=profile,
            fair=place,
            typical=mean,
            quiet=round((quiet or 0) * customers),
            quiet_money=money * (quiet or 0),
        )


@pytest.fixture(scope="session")
def maker():
    return Maker
