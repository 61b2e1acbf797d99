"""The values of the catalogue from the file to the features: what each becomes, in orders whose other values are plain."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import pyarrow as pa
import pytest

from coterie.engines.duckdb import DuckDBEngine
from coterie.errors import InputError
from coterie.pipeline import APPLY, walk
from coterie.plan import make_plan
from coterie.records import Given

PLAIN = 20
AMOUNTS = [f"{n}.50" for n in range(10, 10 + PLAIN)]
COMMAS = [f"{n},50" for n in range(10, 10 + PLAIN)]
DAYS = [f"2024-01-{n + 1:02}" for n in range(PLAIN)]
UNCLEAR = [f"{month:02}/{day:02}/2024" for month in (3, 4) for day in range(1, 11)]


class Ended(NamedTuple):
    """Rule → rows of those that do not simply count; customer → money of the features; and the moments of the orders."""

    rules: dict[str, int]
    money: dict[str, float]
    moments: list[str]
    currency: str


Through = Callable[..., Ended]


@pytest.fixture
def through(engine: DuckDBEngine) -> Through:
    """Read, clean and look at orders of which one column holds these cells; each row is an order of a customer of its own."""

    def ended(column: str, cells: list[str], **settings: Any) -> Ended:
        rows = len(cells)
        columns = {
            "customer_id": [f"C{n:02}" for n in range(rows)],
            "order_id": [str(n) for n in range(rows)],
            "order_date": [f"2024-01-{n % 28 + 1:02}" for n in range(rows)],
            "amount": ["10"] * rows,
            column: cells,
        }
        table = pa.table({name: pa.array(texts, pa.string()) for name, texts in columns.items()})
        known = walk(APPLY[:3], engine=engine, plan=make_plan(max_unreadable=1, **settings), given=Given(table), model=None)
        cleaned, features = known["cleaned"], known["features"]
        rules = {line.rule: line.rows for line in cleaned.ledger.lines if line.rule != "used"}
        assert sum(line.rows for line in cleaned.ledger.lines) == rows
        money = dict(engine.rows(f"SELECT customer, CAST(money AS DOUBLE) FROM {features.table}"))
        moments = [
            at for (at,) in engine.rows(f'SELECT CAST("at" AS VARCHAR) FROM {cleaned.orders} WHERE purchase ORDER BY CAST(order_id AS INT)')
        ]
        return Ended(rules, money, moments, cleaned.currency)

    return ended


# cells, settings, the rules that the last cell meets, the money of the last customer (None: not among the customers)
MONEY = {
    "an infinity": ([*AMOUNTS, "inf"], {}, "unreadable-amount", None),
    "no number": ([*AMOUNTS, "nan"], {}, "unreadable-amount", None),
    "too large for a float": ([*AMOUNTS, "1e400"], {}, "unreadable-amount", None),
    "too large to be squared": ([*AMOUNTS, "1e155"], {}, "unreadable-amount", None),
    "a power of ten that is a number": ([*AMOUNTS, "1E3"], {}, "", 1000),
    "dollars with thousands": ([*AMOUNTS, "$1,234.50"], {}, "", 1234.5),
    "brackets for a refund": ([*AMOUNTS, "(12.00)"], {}, "unmatched-cancellation", None),
    "a minus behind": ([*AMOUNTS, "12.00-"], {}, "unmatched-cancellation", None),
    "euros": ([*AMOUNTS, "€5"], {}, "", 5),
    "a comma where the column proves points": ([*AMOUNTS, "1.234,50"], {}, "unreadable-amount", None),
    "points and commas where the column proves commas": ([*COMMAS, "1.234,50"], {}, "", 1234.5),
    "a point where the column proves commas": ([*COMMAS, "1,234.50"], {}, "unreadable-amount", None),
    "commas, declared": (["1,234", "7,500", "12,001"], {"decimal": "comma"}, "", 12.001),
    "points, declared": (["1,234", "7,500", "12,001"], {"decimal": "point"}, "", 12001),
    "a refund": ([*AMOUNTS, "-5"], {}, "unmatched-cancellation", None),
    "nothing": ([*AMOUNTS, ""], {}, "missing-amount", None),
    "a word": ([*AMOUNTS, "free"], {}, "unreadable-amount", None),
    "an error of a spreadsheet": ([*AMOUNTS, "#N/A"], {}, "unreadable-amount", None),
    "another currency": ([*(f"${text}" for text in AMOUNTS), "€7.50"], {}, "other-currency", None),
    "a currency by its code and by its sign": ([*(f"€{text}" for text in AMOUNTS), "7.50 EUR"], {}, "", 7.5),
}


@pytest.mark.parametrize("case", MONEY)
def test_money(through, case):
    cells, settings, rule, money = MONEY[case]
    ended = through("amount", cells, **settings)
    assert ended.rules == ({rule: 1} if rule else {})
    assert ended.money.get(f"C{len(cells) - 1:02}") == (pytest.approx(money) if money is not None else None)
    assert len(ended.money) == len(cells) - (money is None)


# cells, settings, the rule that the last cell meets, its moment in UTC ("": none)
TIMES = {
    "year 1": ([*DAYS, "0001-01-01"], {}, "absurd-date", ""),
    "year 9999": ([*DAYS, "9999-12-31"], {}, "future-date", ""),
    "29 February of another year": ([*DAYS, "2023-02-29"], {}, "unreadable-date", ""),
    "29 February": ([*DAYS, "2024-02-29"], {}, "", "2024-02-29 00:00:00"),
    "a serial of Excel among dates": ([*DAYS, "45000"], {}, "unreadable-date", ""),
    "seconds since 1970 among dates": ([*DAYS, "1704067200"], {}, "unreadable-date", ""),
    "serials of Excel, declared": ([str(45000 + n) for n in range(PLAIN)], {"dates": "excel"}, "", "2023-04-03 00:00:00"),
    "seconds since 1970, declared": ([str(1704067200 + n) for n in range(PLAIN)], {"dates": "epoch"}, "", "2024-01-01 00:00:19"),
    "an hour that clocks leave out": ([*DAYS, "2024-03-31 02:30:00"], {}, "", "2024-03-31 02:30:00"),
    "another offset than the others": (
        [*(f"{day}T10:00:00+01:00" for day in DAYS), "2024-02-01T10:00:00-05:00"],
        {},
        "",
        "2024-02-01 15:00:00",
    ),
    "nothing": ([*DAYS, ""], {}, "missing-date", ""),
    "a word": ([*DAYS, "soon"], {}, "unreadable-date", ""),
    "the impossible one of many that are day first": ([*UNCLEAR, "13/03/2024", "14/03/2024", "03/13/2024"], {}, "unreadable-date", ""),
    "the impossible one of many that are month first": ([*UNCLEAR, "03/13/2024", "03/14/2024", "13/03/2024"], {}, "unreadable-date", ""),
    "day first, declared": (UNCLEAR, {"dates": "day-first"}, "", "2024-10-04 00:00:00"),
    "month first, declared": (UNCLEAR, {"dates": "month-first"}, "", "2024-04-10 00:00:00"),
}


@pytest.mark.parametrize("case", TIMES)
def test_times(through, case):
    cells, settings, rule, moment = TIMES[case]
    ended = through("order_date", cells, **settings)
    assert ended.rules == ({rule: 1} if rule else {})
    assert len(ended.moments) == len(cells) - (not moment)
    assert not moment or ended.moments[-1] == moment


@pytest.mark.parametrize(
    ("column", "cells", "code", "said"),
    [
        ("order_date", UNCLEAR, "ambiguous-date", "--dates day-first"),
        ("order_date", [str(45000 + n) for n in range(PLAIN)], "missing-role", "--dates excel"),
        ("order_date", [str(1704067200 + n) for n in range(PLAIN)], "missing-role", "--dates epoch"),
        ("amount", ["1,234", "7,500", "12,001"], "ambiguous-number", "--decimal comma"),
    ],
)
def test_what_can_be_meant_in_two_ways_is_asked_for(through, column, cells, code, said):
    with pytest.raises(InputError) as refusal:
        through(column, cells)
    assert refusal.value.code == code and said in str(refusal.value)


IDS = ["00123", "123", "NA", "null", "12345678901234567", "12345678901234568", "1234567890123456789012345", "1E5", "100000", "a b", "A-1"]


def test_ids_are_texts_whatever_they_look_like(through):
    assert set(through("customer_id", IDS, rules={"mended-id": "off"}).money) == set(IDS)


SPACES = {"a space": " ", "a tab": "\t", "no-break": "\u00a0", "narrow": "\u202f", "of figures": "\u2007", "ideographic": "\u3000"}


@pytest.mark.parametrize("space", SPACES.values(), ids=SPACES)
def test_the_space_around_an_id_is_not_part_of_it(through, space):
    ended = through("customer_id", ["00123", f"{space}00123", f"00123{space}", "00124"])
    assert ended.money == {"00123": 30, "00124": 10}
