"""A page of customers is what sorting, filtering and slicing all of them gives."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

import coterie
from coterie import browsing
from coterie.errors import InputError

WISHES = {
    "all": ({}, lambda t: t),
    "of a segment": ({"segment": 2}, lambda t: t[t.segment == 2]),
    "a range": ({"where": {"money": (100, 500)}}, lambda t: t[t.money.between(100, 500)]),
    "from only": ({"where": {"recency": (30, None)}}, lambda t: t[t.recency >= 30]),
    "one number": ({"where": {"frequency": 2}}, lambda t: t[t.frequency == 2]),
    "two columns": ({"where": {"money": (100, None), "frequency": (None, 3)}}, lambda t: t[(t.money >= 100) & (t.frequency <= 3)]),
    "an id": ({"search": "031"}, lambda t: t[t.customer.str.contains("031")]),
    "a name": ({"where": {"name": ["no such name"]}}, lambda t: t[:0]),
    "no texts": ({"where": {"name": []}}, lambda t: t[:0]),
    "what is no SQL": ({"search": "' OR 1=1 --"}, lambda t: t[:0]),
}


@pytest.mark.parametrize(("wishes", "expected"), WISHES.values(), ids=WISHES)
def test_the_pages_together_are_the_customers_who_fit(fresh, wishes, expected):
    wanted = expected(fresh.customers)
    first = fresh.browse(**wishes, size=30)
    pages = [first, *(fresh.browse(**wishes, size=30, page=n) for n in range(2, first.pages + 1))]
    assert first.total == len(wanted)
    assert [len(p.customers) for p in pages[:-1]] == [30] * (len(pages) - 1)
    together = pd.concat([p.customers for p in pages], ignore_index=True)
    pd.testing.assert_frame_equal(together, wanted.reset_index(drop=True), check_dtype=False)


def columns(result):
    return [c for c in result.customers.columns if c != "position"]


@pytest.mark.parametrize("deep", [5000, 100], ids=["few", "as with many"])
@pytest.mark.parametrize("descending", [False, True])
def test_every_column_sorts_and_who_has_no_value_comes_last(fresh, monkeypatch, descending, deep):
    monkeypatch.setattr(browsing, "DEEP", deep)
    everyone = fresh.customers
    for column in columns(fresh):
        ranked = everyone.sort_values(
            [column, "customer"], ascending=[not descending, column != "customer" or not descending], na_position="last"
        )
        for number in (2, 3):
            page = fresh.browse(sort=column, descending=descending, page=number, size=130, columns=["customer"])
            assert page.customers.customer.tolist() == ranked.customer.tolist()[130 * (number - 1) : 130 * number], column


def test_a_loaded_run_gives_the_same_pages(fresh, loaded):
    for wishes in ({}, {"segment": 1, "sort": "money", "descending": True}, {"sort": "main_country", "page": 3}):
        pd.testing.assert_frame_equal(
            pd.DataFrame(fresh.browse(**wishes).customers), pd.DataFrame(loaded.browse(**wishes).customers), check_dtype=False
        )


def test_a_page_beyond_the_last_is_the_last(fresh):
    assert fresh.browse(page=10_000, size=50).number == fresh.browse(size=50).pages


def test_own_names_are_shown_and_filtered_by(saved):
    result = coterie.load(saved).rename({1: "Our best"})
    page = result.browse(where={"name": "Our best"})
    assert page.total == result.story.segments.segments[0].customers
    assert set(page.customers.name) == {"Our best"}
    result.rename({1: ""})


def test_days_are_filtered_by_days(world, fresh):
    later = coterie.segment(world.orders, customers=world.customers, k=4, method="kmeans", previous=fresh)
    day = later.story.features.as_of
    assert later.browse(where={"since": (day, None)}).total == later.story.features.customers
    assert later.browse(where={"since": (None, date(1999, 1, 1))}).total == 0


REFUSED = {
    "a segment that there is not": ({"segment": 99}, "unknown-segment"),
    "a column to sort by": ({"sort": "mony"}, "unknown-column"),
    "a column to filter by": ({"where": {'money" --': 1}}, "unknown-column"),
    "a column to show": ({"columns": ["mony"]}, "unknown-column"),
    "position is ours": ({"sort": "position"}, "unknown-column"),
    "page 0": ({"page": 0}, "bad-page"),
    "a page without end": ({"size": 10**6}, "bad-page"),
    "text for a number": ({"where": {"money": "1 OR 1=1"}}, "bad-filter"),
    "no number": ({"where": {"money": (float("nan"), None)}}, "bad-filter"),
    "a number for text": ({"where": {"name": 5}}, "bad-filter"),
}


@pytest.mark.parametrize(("wishes", "code"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_is_refused(fresh, wishes, code):
    with pytest.raises(InputError) as told:
        fresh.browse(**wishes)
    assert told.value.code == code
