"""Dates are read as the column proves them to be written, and asked for where it does not."""

from __future__ import annotations

from datetime import datetime

import pytest

from coterie.errors import InputError
from coterie.read._facts import Facts
from coterie.read._times import time_format, time_sql
from coterie.sql import quote

NOON = datetime(2024, 1, 31, 12, 30)
DAY = datetime(2024, 1, 31)


@pytest.mark.parametrize(
    "text, moment",
    [
        ("2024-01-31", DAY),
        ("2024-01-31 12:30", NOON),
        ("2024-01-31 12:30:00", NOON),
        ("2024-01-31T12:30:00", NOON),
        ("2024-01-31T12:30:00.000", NOON),
        ("2024-01-31T12:30:00Z", NOON),
        ("2024-01-31T14:30:00+02:00", NOON),
        ("2024-01-31 07:30:00 -0500", NOON),
        ("2024-01-31 12:30:00 UTC", NOON),
        ("2024/01/31", DAY),
        ("2024.01.31", DAY),
        ("31/01/2024", DAY),
        ("31/1/24 12:30", NOON),
        ("01/31/2024", DAY),
        ("1/31/2024 12:30 PM", NOON),
        ("1/31/2024 12:30:00 pm", NOON),
        ("31.01.2024", DAY),
        ("31-01-2024", DAY),
        ("01-31-2024", DAY),
        ("31 Jan 2024", DAY),
        ("31-JAN-24", DAY),
        ("31 January 2024", DAY),
        ("Jan 31, 2024", DAY),
        ("January 31, 2024", DAY),
        ("20240131", DAY),
    ],
)
def test_a_date_is_read_however_it_is_written(engine, text, moment):
    how = time_format(engine, Facts("order_date", "VARCHAR", 1, 1, (text,)), "auto", named=True)
    assert how and how.share == 1
    assert engine.rows(f"SELECT {time_sql(quote.text(text), how.formats)}") == [(moment,)]


@pytest.mark.parametrize(
    "text", ["17850", "2.55", "85123A", "", "2024-13-45", "10.0.0.1", "12:30", "1e5", "00123", "0010-01-02", "99999999"]
)
def test_what_is_no_date_is_never_one(engine, text):
    assert time_format(engine, Facts("order_date", "VARCHAR", 1, 1, (text,) if text else ()), "auto") is None


def test_whole_numbers_are_dates_only_where_the_name_says_so(engine):
    assert time_format(engine, Facts("date", "BIGINT", 1, 1, ("20240131",)), "auto", named=True)
    assert time_format(engine, Facts("amount", "BIGINT", 1, 1, ("20240131",)), "auto") is None


def orders(*dates: str) -> dict[str, list[str]]:
    return {"customer_id": ["a"] * len(dates), "order_date": list(dates), "amount": ["1.5"] * len(dates)}


def test_a_column_that_can_be_read_in_two_ways_is_asked_for(source, engine):
    data = orders("03/04/2024", "05/06/2024")
    with pytest.raises(InputError) as refusal:
        source(data)
    assert refusal.value.code == "ambiguous-date"
    assert "'03/04/2024' is 2024-04-03 or 2024-03-04" in str(refusal.value)
    assert '"day-first" or "month-first"' in refusal.value.remedy
    for setting, month in [("day-first", 4), ("month-first", 3)]:
        found = source(data, dates=setting)
        assert engine.rows(f"SELECT min({found.column('time').value}) FROM {found.relation}")[0][0].month == month


def test_one_date_that_only_fits_one_way_decides_for_all_even_far_down(source, engine):
    found = source(orders(*["03/04/2024"] * 12_000, "13/04/2024"))
    assert engine.rows(f"SELECT count(DISTINCT {found.column('time').value}) FROM {found.relation}") == [(2,)]
    assert found.column("time").format == "%d/%m/%Y"


def test_the_same_day_either_way_needs_no_question(source):
    assert source(orders("03/03/2024", "04/04/2024")).column("time")


def test_the_impossible_ones_of_a_mixed_column_are_no_dates(source, engine):
    found = source(orders("13/01/2024", "14/01/2024", "15/01/2024", "16/01/2024", "01/17/2024"))
    assert engine.rows(f"SELECT count({found.column('time').value}) FROM {found.relation}") == [(4,)]


def test_an_attribute_that_can_be_read_in_two_ways_stays_a_text(source):
    data = {"customer_id": ["a", "b"], "birthday": ["03/04/1990", "05/06/1991"], "age": ["30", "31"]}
    assert [c.kind for c in source(data).columns] == ["text", "text", "number"]
