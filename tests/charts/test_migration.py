"""The chart of who moved."""

import dataclasses

import pytest

from coterie.charts import draw, picture
from coterie.errors import InputError
from coterie.records import Move
from story import make_comparison, make_story


def moved(**changes):
    """A story with an earlier run."""
    return make_story(comparison=dataclasses.replace(make_comparison(), **changes))


def test_each_cell_says_how_many_of_its_row():
    chart = draw("migration", moved())
    cells = {
        (c["before"].replace("\n", " "), c["after"].replace("\n", " ")): (c["customers"], c["words"])
        for c in chart.spec["datasets"]["cells"]
    }
    assert cells == {
        ("Champions", "Champions"): (300, "94%"),
        ("Champions", "Loyal regulars"): (20, "6.3%"),
        ("One-off visitors", "Slipping away"): (80, "80%"),
        ("One-off visitors", "No longer there"): (20, "20%"),
        ("New", "New and promising"): (40, "100%"),
    }
    assert picture(chart, "svg")


def test_the_sentence_names_the_largest_move():
    assert draw("migration", moved()).sentence == (
        "75% of the 400 customers in both runs are still in their segment; the largest move is that of 80 from “One-off visitors” to"
        " “Slipping away”. Each cell shows its customers and their share of the row."
    )


def test_of_other_customers_it_says_so():
    assert draw("migration", moved(moves=(Move(1, None, 3), Move(None, 1, 4)))).sentence == "No customer is in both runs."


def test_without_an_earlier_run_there_is_none():
    with pytest.raises(InputError, match="no earlier run was given"):
        draw("migration", make_story())
