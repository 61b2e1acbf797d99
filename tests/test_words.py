import pytest

from coterie.records import Feature
from coterie.words import counted, listed, lowered, percent, rough_value, shown, times, whole


@pytest.mark.parametrize(
    ("value", "show", "unit", "text"),
    [
        (1234567.891, ",.2f", "", "1,234,568"),
        (12345.0, ".0f", "days", "12,345 days"),
        (1.0, ",.0f", "orders", "1 order"),
        (2.0, ",.0f", "orders", "2 orders"),
        (0.123, ".0%", "", "12%"),
        (-0.25, "+.0%", "", "−25%"),
        (-0.001, ",.1f", "", "0.0"),
        (-45.5, ",.2f", "€", "−€45.50"),
        (45.5, ",.2f", "money", "45.50"),
        (45.5, ",.2f", "CHF", "45.50 CHF"),
        (12345.678, "", "", "12,346"),
        (3.14159, "", "", "3.142"),
        (float("nan"), ",.0f", "days", "—"),
        (float("inf"), ",.0f", "", "—"),
    ],
)
def test_a_number_as_people_read_it(value, show, unit, text):
    assert shown(value, show, unit) == text


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0.0, "0%"),
        (0.0004, "under 0.1%"),
        (0.012, "1.2%"),
        (0.0996, "10%"),
        (0.5, "50%"),
        (1.0, "100%"),
        (-0.04, "−4%"),
        (2.92, "292%"),
        (float("nan"), "—"),
    ],
)
def test_a_share_as_a_percentage(share, text):
    assert percent(share) == text


@pytest.mark.parametrize(
    ("ratio", "text"),
    [
        (2.01, "twice"),
        (3.0, "three times"),
        (4.0, "4.0 times"),
        (25.3, "25 times"),
        (1.3, "1.3 times"),
        (0.5, "half"),
        (0.7, "70% of"),
        (0.0, "—"),
    ],
)
def test_how_many_times_as_much(ratio, text):
    assert times(ratio) == text


def test_inside_a_sentence_cents_are_left_out():
    money = Feature("money", "Revenue", "", "£", ",.2f", "numeric", "money")
    assert [rough_value(money, v) for v in (0.0, 4.5, 304.63, 12345.6)] == ["£0", "£4.50", "£305", "£12,346"]


def test_counts_lists_and_titles():
    assert counted(1, "customer") == "1 customer"
    assert counted(1200, "customer") == "1,200 customers"
    assert listed([]) == ""
    assert listed(["a", "b", "c"]) == "a, b and c"
    assert whole(1234.5, "£") == "£1,235"
    assert [lowered(t) for t in ("Order value", "RFM code", "R score", "")] == ["order value", "RFM code", "R score", ""]
