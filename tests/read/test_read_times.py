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
        ("31. 1. 2024", DAY),
        ("31JAN2024", DAY),
        ("Jan-31-24", DAY),
        ("2024-01-31 12:30:00.000000", NOON),
        ("31/01/2024, 12:30", NOON),
        ("Jan 31, 2024, 12:30:00 PM", NOON),
        ("Jan 31, 2024 12:30:00 PM PST", NOON),
        ("2024-01-31 12:30:00 CET", NOON),
        ("Wed, 31 Jan 2024 13:30:00 +0100", NOON),
        ("Wednesday, January 31st, 2024", DAY),
        ("31/01/2024 12:30:00 p. m.", NOON),
        # German, French, Spanish, Portuguese, Italian, Dutch, Polish
        *[(text, DAY) for text in ("31. Januar 2024", "Mi., 31.01.2024", "31. Jän. 2024", "31.01.2024", "Mittwoch, 31. Januar 2024")],
        *[(text, DAY) for text in ("31 janvier 2024", "mercredi 31 janv. 2024", "31 de enero de 2024", "mié. 31 ene 2024")],
        *[(text, DAY) for text in ("31 de janeiro de 2024", "quarta-feira, 31 de jan. de 2024", "31 gennaio 2024", "mer 31 gen 2024")],
        *[(text, DAY) for text in ("31 januari 2024", "wo 31 jan. 2024", "31 stycznia 2024", "31 stycznia 2024 r.", "śr., 31 sty 2024")],
        *[(text, NOON) for text in ("31. Januar 2024 um 12:30", "31 janvier 2024 à 12:30", "31 gennaio 2024 ore 12:30")],
    ],
)
def test_a_date_is_read_however_it_is_written(engine, text, moment):
    how = time_format(engine, Facts("order_date", "VARCHAR", 1, 1, (text,)), "auto", named=True)
    assert how and how.share == 1
    assert engine.rows(f"SELECT {time_sql(quote.text(text), how.formats, words=how.words)}") == [(moment,)]


MONTHS = {
    "English": "January February March April May June July August September October November December",
    "German": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "German, short": "Jan. Feb. Mrz. Apr. Mai Jun. Jul. Aug. Sept. Okt. Nov. Dez.",
    "French": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "French, short": "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.",
    "Spanish": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "Spanish, short": "ene feb mar abr may jun jul ago sep oct nov dic",
    "Portuguese": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "Portuguese, short": "jan fev mar abr mai jun jul ago set out nov dez",
    "Italian": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "Italian, short": "gen feb mar apr mag giu lug ago set ott nov dic",
    "Dutch": "januari februari maart april mei juni juli augustus september oktober november december",
    "Dutch, short": "jan feb mrt apr mei jun jul aug sep okt nov dec",
    "Polish": "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
    "Polish, short": "sty lut mar kwi maj cze lip sie wrz paź lis gru",
}


@pytest.mark.parametrize("language", MONTHS)
@pytest.mark.parametrize("form", ["{day} {month} 2024", "{day}-{month}-24"])
def test_every_month_of_every_language(engine, language, form):
    texts = tuple(form.format(day=place + 10, month=month) for place, month in enumerate(MONTHS[language].split(), 1))
    how = time_format(engine, Facts("order_date", "VARCHAR", 12, 12, texts), "auto")
    assert how and how.share == 1
    read = [engine.rows(f"SELECT {time_sql(quote.text(text), how.formats, words=how.words)}")[0][0] for text in texts]
    assert read == [datetime(2024, month, month + 10) for month in range(1, 13)]


@pytest.mark.parametrize(
    "text",
    [
        "2024-W05",
        "2024-02-30",
        "2023-02-29",
        "2024-01-31T24:00",
        "31 Foo 2024",
        "May",
        "Mo",
        "17850",
        "2.55",
        "85123A",
        "",
        "2024-13-45",
        "10.0.0.1",
        "12:30",
        "1e5",
        "00123",
        "0010-01-02",
        "99999999",
    ],
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


@pytest.mark.parametrize(
    ("dates", "settings", "formats"),
    [
        pytest.param([f"{y}-{m:02}-{d:02}" for y in (23, 24) for m in (1, 7) for d in range(3, 29, 2)], {}, "%y-%m-%d", id="few years"),
        pytest.param([f"{d:02}.{m:02}.{y}" for y in (23, 24) for m in (1, 7) for d in range(3, 29, 2)], {}, "%d.%m.%y", id="days first"),
        pytest.param(["15/01/24"], {}, "%d/%m/%y", id="one day"),
        pytest.param(["23/01/05", "23/02/14", "24/03/02"], {}, "", id="few days"),
        pytest.param(["01.01.23", "01.02.23", "01.01.24"], {}, "", id="the first of each month, or days of one month"),
        pytest.param(["23/01/05", "23/02/14", "24/03/02"], {"dates": "year-first"}, "%y/%m/%d", id="declared"),
        pytest.param(["01.01.23", "01.02.23", "01.01.24"], {"dates": "day-first"}, "%d.%m.%y", id="declared, days first"),
        pytest.param(["23/01/05 10:30", "24/03/28 9:15"], {"dates": "year-first"}, "%y/%m/%d %H:%M", id="declared, with a clock"),
    ],
)
def test_years_of_two_digits_may_stand_first(source, engine, dates, settings, formats):
    if not formats:
        with pytest.raises(InputError, match=r'"day-first" or ("month-first" or )?"year-first".*\[ambiguous-date\]'):
            source(orders(*dates), **settings)
        return
    found = source(orders(*dates), **settings)
    assert found.column("time").format == formats
    assert engine.rows(f"SELECT count({found.column('time').value}) FROM {found.relation}") == [(len(dates),)]


@pytest.mark.parametrize("clock", ["", " 10:33"])
def test_the_year_first_is_clear_whatever_stands_between(source, engine, clock):
    dates = [f"2024{'-/.'[n % 3]}01{'-/.'[n % 3]}{n + 1:02}{clock}" for n in range(12)]
    orders = source({"customer": ["a", "b"] * 6, "day": dates, "amount": ["1.5"] * 12})
    found = engine.rows(f"SELECT CAST({orders.column('time').value} AS VARCHAR) FROM {orders.relation}")
    assert sorted(row[0][:10] for row in found) == [f"2024-01-{n + 1:02}" for n in range(12)]


def test_the_same_day_either_way_needs_no_question(source):
    assert source(orders("03/03/2024", "04/04/2024")).column("time")


def test_the_impossible_ones_of_a_mixed_column_are_no_dates(source, engine):
    found = source(orders("13/01/2024", "14/01/2024", "15/01/2024", "16/01/2024", "01/17/2024"))
    assert engine.rows(f"SELECT count({found.column('time').value}) FROM {found.relation}") == [(4,)]


def test_an_attribute_that_can_be_read_in_two_ways_stays_a_text(source):
    data = {"customer_id": ["a", "b"], "birthday": ["03/04/1990", "05/06/1991"], "age": ["30", "31"]}
    assert [c.kind for c in source(data).columns] == ["text", "text", "number"]


@pytest.mark.parametrize(
    "dates, cells, moment",
    [
        ("epoch", ["1706704200", "1706704201"], NOON),
        ("epoch", ["1706704200.0", "1706704201"], NOON),
        ("epoch-ms", ["1706704200000", "1706704201000"], NOON),
        ("excel", ["45322.520833333336", "45323"], NOON),
        ("excel", ["45322", "45323"], DAY),
    ],
)
def test_counted_time_is_read_where_the_user_says_so(source, engine, dates, cells, moment):
    data = orders(*cells) | {"order_id": ["1", "2"]}
    with pytest.raises(InputError, match=f"--dates {dates}"):
        source(data)
    found = source(data, dates=dates)
    assert engine.rows(f"SELECT min({found.column('time').value}) FROM {found.relation}") == [(moment,)]
    assert found.column("time").format == dates


def test_a_number_that_is_no_such_count_is_set_aside(source, engine):
    data = {
        "customer_id": ["a"] * 3,
        "order_id": ["1", "2", "3"],
        "order_date": ["1706704200", "1706704300", "1706704400"],
        "amount": ["1"] * 3,
    }
    found = source(data, dates="epoch")
    value = found.column("time").value.replace('"order_date"', "x")
    bad = ["soon", "-5", "1e9", "99999999999999999999"]
    assert [engine.rows(f"SELECT {value} FROM (SELECT {quote.text(x)} AS x)")[0][0] for x in bad] == [None] * 4


@pytest.mark.parametrize(
    "dates, times, first",
    [
        (["2024-01-31", "2024-02-01"], ["12:30", "9:05"], NOON),
        (["31.01.2024", "01.02.2024"], ["12:30:00", "09:05:00"], NOON),
        (["1/31/2024", "2/1/2024"], ["12:30 PM", "9:05 am"], NOON),
        (["31 janvier 2024", "1er février 2024"], ["12:30", "09:05"], NOON),
        (["2024-01-31", "2024-02-01"], ["", "09:05"], DAY),
    ],
)
def test_a_time_of_the_day_in_a_column_of_its_own(source, engine, dates, times, first):
    found = source(orders(*dates) | {"Time": times})
    assert found.roles["clock"] == "Time"
    assert engine.rows(f"SELECT min({found.column('time').value}) FROM {found.relation}") == [(first,)]


def test_a_time_of_the_day_that_cannot_be_read_is_not_midnight(source, engine):
    found = source(orders(*["2024-01-31"] * 20) | {"Time": ["12:30"] * 19 + ["24:00"]})
    assert engine.rows(f"SELECT count({found.column('time').value}) FROM {found.relation}") == [(19,)]


def test_times_with_and_without_offsets_are_all_in_utc(source, engine):
    found = source(orders("2024-01-31T12:30:00Z", "2024-01-31T14:30:00+02:00", "2024-01-31T07:30:00-0500", "2024-01-31T12:30:00"))
    assert engine.rows(f"SELECT DISTINCT {found.column('time').value} FROM {found.relation}") == [(NOON,)]


def test_an_hour_that_summer_time_leaves_out_is_a_moment_like_others(source, engine):
    found = source(orders("2024-03-31 02:30:00", "2024-10-27 02:30:00"))
    assert engine.rows(f"SELECT count(DISTINCT {found.column('time').value}) FROM {found.relation}") == [(2,)]


def test_the_whole_column_decides_which_order_of_day_and_month_it_is(source, engine):
    # The first rows read one way but for one; further down, many read the other way only.
    first = ["03/04/2024", "05/06/2024", "07/08/2024"] * 4_000 + ["13/04/2024"]
    found = source(orders(*first, *["04/25/2024", "05/26/2024"] * 50))
    assert found.column("time").format == "%m/%d/%Y"
    assert engine.rows(f"SELECT count({found.column('time').value}) FROM {found.relation}") == [(12_100,)]


@pytest.mark.parametrize("turned", [False, True])
def test_the_order_of_the_rows_decides_nothing(source, turned):
    cells = [f"{a:02}/{b:02}/2024" for a in range(1, 13) for b in range(1, 13)] * 80 + ["13/04/2024"] * 3 + ["04/25/2024"] * 2
    assert source(orders(*(cells[::-1] if turned else cells))).column("time").format == "%d/%m/%Y"


@pytest.mark.parametrize("around", [" ", "\u00a0", "\u2003", "\t", " \u00a0 "])
def test_white_space_around_a_date_is_passed_over(engine, around):
    read = time_sql(quote.text(f"{around}2024-01-31{around}"), ("%Y-%m-%d",))
    assert engine.rows(f"SELECT {read}, {time_sql(quote.text('2024-01-31x'), ('%Y-%m-%d',))}") == [(DAY, None)]
