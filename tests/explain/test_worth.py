"""What segments are worth, in a sentence."""

import math

import pytest

from coterie.explain.worth import _told
from coterie.records import Worth

CASES = {
    0.62: "from 120 orders. Chance of being active: 62% on average.",
    0.99999: "from 120 orders. These orders do not show that customers stop for good, so everyone counts as active.",
    math.nan: "from 120 orders.",
}


@pytest.mark.parametrize(("active", "ends"), CASES.items())
def test_who_counts_as_active_is_said(active: float, ends: str) -> None:
    values = {"active": active, "orders": 120.0, "orders_low": 100.0, "orders_high": 140.0}
    found = Worth(customers=50, **values, money=900.0, money_low=800.0, money_high=1000.0, at_risk=0.0)
    assert _told(found, 365, "£").sentence.startswith("Expected in the next 365 days: £900 (£800 to £1,000)")
    assert _told(found, 365, "£").sentence.endswith(ends)
