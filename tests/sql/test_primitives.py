"""One meaning, three engines: every primitive gives the same answers on DuckDB, PostgreSQL and Spark."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from math import ceil
from typing import Any

import pytest

from coterie.sql import quote
from coterie.sql.primitives import PRIMITIVES

D = Decimal

# Primitive → a list of calls, each with the answer that every engine must give.
SCALARS: dict[str, list[tuple[str, Any]]] = {
    **{
        name: [
            (f"{name}({v})", b)
            for v, b in [
                *[("NULL", True), ("''", True), ("' \t\r\n '", True), ("' a '", False), ("'0'", False), ("'é'", False)],
                *[("'\u00a0\u202f'", True), ("'\u3000 \u2007'", True), ("'\u00a0a'", False), ("'\u200b'", False)],
            ]
        ]
        for name in ("blank", "blank_in_file")
    },
    "digit_first": [
        (f"digit_first({v})", answer)
        for v, answer in [("'7x'", True), ("'0'", True), ("'9'", True), ("'C7'", False), ("' 7'", False), ("''", False), ("':'", False)]
    ],
    "text_of": [
        ("text_of(' a b\t')", "a b"),
        ("text_of('a\t')", "a"),
        ("text_of(' \t ')", None),
        ("text_of(NULL)", None),
        ("text_of('é')", "é"),
        *[(f"text_of('{around}a b{around}')", "a b") for around in ("\u00a0", "\u202f", "\u2007", "\u3000", " \u00a0\t")],
        ("text_of('a\u00a0b')", "a\u00a0b"),
        ("text_of('é\u3000')", "é"),
        ("text_of('\u00a0')", None),
    ],
    "number_of": [
        (f"number_of({quote.text(text)})", answer)
        for text, answer in [
            *[("1", D(1)), ("+1", D(1)), (" -1 ", D(-1)), ("1.", D(1)), (".5", D("0.5")), ("00012", D(12)), ("\t7\r\n", D(7))],
            *[("1e3", D(1000)), ("1E+3", D(1000)), ("1e-3", D("0.001")), ("1e13", D(10) ** 13), ("1e14", None), ("1e400", None)],
            *[
                ("1.00005", D("1.0001")),
                ("-1.00005", D("-1.0001")),
                ("0.00004999999", D(0)),
                ("99999999999999.9999", D("99999999999999.9999")),
            ],
            *[("99999999999999.99995", None), ("100000000000000", None), ("1_000", D(1000)), ("1__0", None), ("_1", None), ("1_", None)],
            *[(bad, None) for bad in ["", ".", "-", "--1", "1,5", "1.2.3", "1 2", "1e", "1e+", "e1", "0x1F", "inf", "nan", "NaN", "true"]],
            *[(bad, None) for bad in ["١٢", "１２", "\u00a01", "$5", "1d", "1f", "1L"]],
        ]
    ],
    "days_between": [
        (f"days_between({a}, {b})", n)
        for a, b, n in [
            ("DATE '2024-02-28'", "DATE '2024-03-01'", 2),
            ("DATE '2023-02-28'", "DATE '2023-03-01'", 1),
            ("CAST('2024-01-01 23:59:59' AS TIMESTAMP)", "CAST('2024-01-02 00:00:01' AS TIMESTAMP)", 1),
            ("CAST('2024-01-01 00:00:01' AS TIMESTAMP)", "CAST('2024-01-01 23:59:59' AS TIMESTAMP)", 0),
            ("DATE '2024-01-02'", "DATE '2024-01-01'", -1),
            ("DATE '0001-01-01'", "DATE '9999-12-31'", 3652058),
            ("CAST(NULL AS DATE)", "DATE '2024-01-01'", None),
        ]
    ],
    "share_of": [
        (f"share_of({', '.join(f'CAST({n} AS DECIMAL({width}, 4))' for n, width in zip(parts, (18, 28, 28), strict=True))})", D(answer))
        for parts, answer in [
            (("10", "1", "3"), "3.3333"),
            (("-10", "1", "3"), "-3.3333"),
            (("10", "3", "3"), "10"),
            (("0", "1", "3"), "0"),
            (("2.95", "6", "6"), "2.95"),
            (("99999999999999.9999", "99999999999999.9999", "99999999999999.9999"), "99999999999999.9999"),
            (("99999999999999.9999", "0.0001", "99999999999999.9999"), "0.0001"),
        ]
    ],
    "ratio": [
        ("ratio(1, 2)", 0.5),
        ("ratio(1, 0)", None),
        ("ratio(NULL, 1)", None),
        ("12 / ratio(1 + 2, 4 - 1)", 12.0),
        ("2 * ratio(7, 1 + 1)", 7.0),
    ],
    "month_of": [
        ("month_of(DATE '2024-02-29')", date(2024, 2, 1)),
        ("month_of(CAST('2023-12-31 23:59:59' AS TIMESTAMP))", date(2023, 12, 1)),
        ("month_of(CAST(NULL AS TIMESTAMP))", None),
    ],
    "moment_of": [
        (f"moment_of(CAST({seconds} AS DOUBLE))", answer)
        for seconds, answer in [
            ("0", datetime(1970, 1, 1)),
            ("1704067200.5", datetime(2024, 1, 1, 0, 0, 0, 500_000)),
            ("-86400", datetime(1969, 12, 31)),
            ("1e18", None),
            ("NULL", None),
        ]
    ],
    "time_of": [
        (f"CAST(time_of({quote.text(text)}, {quote.text(form)}) AS TIMESTAMP)", answer)
        for text, form, answer in [
            ("2024-02-29", "%Y-%m-%d", datetime(2024, 2, 29)),
            ("2023-02-29", "%Y-%m-%d", None),
            ("2024-2-9", "%Y-%m-%d", datetime(2024, 2, 9)),
            ("1900-02-29", "%Y-%m-%d", None),
            ("2024-13-01", "%Y-%m-%d", None),
            ("2024-00-01", "%Y-%m-%d", None),
            ("0001-01-01", "%Y-%m-%d", datetime(1, 1, 1)),
            ("9999-12-31", "%Y-%m-%d", datetime(9999, 12, 31)),
            ("20245-01-01", "%Y-%m-%d", None),
            (" 2024-01-01 ", "%Y-%m-%d", datetime(2024, 1, 1)),
            ("2024-01-01x", "%Y-%m-%d", None),
            ("", "%Y-%m-%d", None),
            ("31/12/2024 23:59", "%d/%m/%Y %H:%M", datetime(2024, 12, 31, 23, 59)),
            ("12/31/2024 23:59", "%d/%m/%Y %H:%M", None),
            ("31/12/2024 24:00", "%d/%m/%Y %H:%M", None),
            ("31/12/2024  1:05", "%d/%m/%Y %H:%M", datetime(2024, 12, 31, 1, 5)),
            ("31.12.24", "%d.%m.%y", datetime(2024, 12, 31)),
            ("31.12.69", "%d.%m.%y", datetime(1969, 12, 31)),
            ("31.12.68", "%d.%m.%y", datetime(2068, 12, 31)),
            ("31x12x24", "%d.%m.%y", None),
            ("2024-01-01T10:20:30", "%Y-%m-%dT%H:%M:%S", datetime(2024, 1, 1, 10, 20, 30)),
            ("2024-01-01T10:20:60", "%Y-%m-%dT%H:%M:%S", None),
            ("2024-01-01 10:20:30.25", "%Y-%m-%d %H:%M:%S.%f", datetime(2024, 1, 1, 10, 20, 30, 250000)),
            ("5-JAN-24", "%d-%b-%y", datetime(2024, 1, 5)),
            ("January 5, 2024", "%B %d, %Y", datetime(2024, 1, 5)),
            ("Januar 5, 2024", "%B %d, %Y", None),
            ("1/2/2024 12:30 am", "%d/%m/%Y %I:%M %p", datetime(2024, 2, 1, 0, 30)),
            ("1/2/2024 12:30 PM", "%d/%m/%Y %I:%M %p", datetime(2024, 2, 1, 12, 30)),
            ("1/2/2024 13:30 PM", "%d/%m/%Y %I:%M %p", None),
            ("2024-01-01 1:00:00 +0200", "%Y-%m-%d %H:%M:%S %z", datetime(2023, 12, 31, 23)),
            ("2024-01-01T10:20:30-05:30", "%Y-%m-%dT%H:%M:%S%z", datetime(2024, 1, 1, 15, 50, 30)),
            ("2024-01-01T10:20:30+02", "%Y-%m-%dT%H:%M:%S%z", datetime(2024, 1, 1, 8, 20, 30)),
            ("20240229", "%Y%m%d", datetime(2024, 2, 29)),
            ("20230229", "%Y%m%d", None),
        ]
    ],
}


@pytest.mark.parametrize("name", SCALARS)
def test_a_primitive_means_the_same_on_every_engine(name: str, ask) -> None:
    calls = SCALARS[name]
    answers = ask("SELECT " + ", ".join(f"{call} AS a{i}" for i, (call, _) in enumerate(calls)))[0]
    wrong = [(call, expected, got) for (call, expected), got in zip(calls, answers, strict=True) if got != expected]
    assert wrong == []


MONEY = "('a', 0.10), ('a', 0.20), ('a', 0.30), ('a', 1234567.8901), ('a', -0.6), ('b', NULL), ('b', 12345678.125), ('c', NULL)"
TABLE = f"(SELECT c1 AS g, CAST(c2 AS DECIMAL(18, 4)) AS x FROM (VALUES {MONEY}) AS v(c1, c2)) AS t"


def test_sums_are_the_same_to_the_last_bit_and_skip_what_is_missing(ask) -> None:
    assert ask(f"SELECT g, exact_sum(x), exact_sum(CAST(x AS DOUBLE)) FROM {TABLE} GROUP BY g ORDER BY g") == [
        ("a", 1234567.8901, 1234567.8901),
        ("b", 12345678.125, 12345678.125),
        ("c", None, None),
    ]


@pytest.mark.parametrize("p", ["0.0", "0.05", "0.07", "0.2", "0.25", "0.5", "0.7", "0.8", "0.95", "1.0"])
def test_a_quantile_is_the_smallest_value_that_the_share_does_not_exceed(ask, p: str) -> None:
    sizes = range(1, 13)
    rows = ", ".join(f"({n}, {i})" for n in [*sizes, 20, 100] for i in range(1, n + 1))
    answers = ask(f"SELECT n, exact_quantile(i, {p}) FROM (VALUES {rows}) AS v(n, i) GROUP BY n ORDER BY n")
    # exact arithmetic on the decimal share, as one would do by hand
    assert [(n, int(q)) for n, q in answers] == [(n, max(1, ceil(Decimal(p) * n))) for n in [*sizes, 20, 100]]


def test_the_quantiles_of_a_summary_are_the_single_ones(ask) -> None:
    rows = ", ".join(f"({i})" for i in range(1, 101))
    assert [int(q) for q in ask(f"SELECT exact_quantiles(i) FROM (VALUES {rows}) AS v(i)")[0][0]] == [1, 1, 5, 25, 50, 75, 95, 99, 100]


def test_quantiles_at_any_shares_are_the_single_ones(ask) -> None:
    rows = ", ".join(f"({i})" for i in range(1, 1001))
    answer = ask(f"SELECT exact_quantiles_at(i, [0.0, 1e-05, 0.001, 0.07, 0.5, 0.999, 1.0]) FROM (VALUES {rows}) AS v(i)")[0][0]
    assert [int(q) for q in answer] == [1, 1, 1, 70, 500, 999, 1000]


def test_rows_that_are_the_same_and_only_those_share_a_fingerprint(ask) -> None:
    rows = "('a', 1), ('a', 1), ('a', NULL), ('a', NULL), ('', 1), (NULL, 1), ('a1', NULL), ('b', 2)"
    answers = ask(f"SELECT row_key((c1, c2)) AS k, count(*) FROM (VALUES {rows}) AS v(c1, c2) GROUP BY 1")
    assert sorted(int(n) for _, n in answers) == [1, 1, 1, 1, 2, 2]
    assert all(int(key) >= 0 for key, _ in answers)


def test_slots_fill_with_what_is_distinct(ask) -> None:
    rows = ", ".join(f"({i % 3}, {i // 3 % (1 + i % 3)})" for i in range(60))
    answers = ask(f"SELECT g, slots_filled(x, 0) FROM (VALUES {rows}) AS v(g, x) GROUP BY g ORDER BY g")
    assert [(int(g), int(n)) for g, n in answers] == [(0, 1), (1, 2), (2, 3)]


def test_no_primitive_is_left_out() -> None:
    assert set(PRIMITIVES) == {*SCALARS, "exact_sum", "exact_quantile", "exact_quantiles", "exact_quantiles_at", "row_key", "slots_filled"}
