"""The named primitives: what engines say differently, each once per engine.

A statement uses a primitive as a function (`days_between(a, b)`). DuckDB gets it as a macro; for other engines
`translate.py` puts in the text given here. Arguments are written `{0}`, `{1}`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from coterie.sql import decimals, moments


@dataclass(frozen=True)
class Primitive:
    """One primitive: what it means and how each engine says it, as text with {0} and {1}, or as a function of the arguments.

    `plain` is what can be said without regard for speed, in words that SQLGlot knows: DuckDB outside of our engine, BigQuery
    and Snowflake are told that. Empty, they are told the same as our engine; `warehouse` is for the last two alone.
    """

    arguments: tuple[str, ...]
    meaning: str
    duckdb: str
    postgres: str | Callable[..., str]
    spark: str | Callable[..., str]
    plain: str = ""
    warehouse: str = ""


# 0.07 × 100 is 7.000000000000001 to a machine, so that the eighth value would be taken; DuckDB minds that, others do not.
JUST_BELOW = "(1 - 1e-12)"
# What may stand around a text and is no part of it: what a keyboard gives, and the spaces of Unicode, such as no-break ones.
SPACES = " \t\r\n\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
SHARES = ("0.0", "0.01", "0.05", "0.25", "0.5", "0.75", "0.95", "0.99", "1.0")


def _quantiles_at(x: str, shares: str) -> str:
    """`exact_quantiles_at` for PostgreSQL and Spark, which differ in how an array is written only.

    >>> _quantiles_at("x", "ARRAY[0.5, 1]")
    'percentile_disc(ARRAY[0.5 * (1 - 1e-12), 1 * (1 - 1e-12)]) WITHIN GROUP (ORDER BY x)'
    """
    below = re.sub(r"[0-9.]+(?:[eE]-?[0-9]+)?", rf"\g<0> * {JUST_BELOW}", shares)
    return f"percentile_disc({below}) WITHIN GROUP (ORDER BY {x})"


PRIMITIVES: dict[str, Primitive] = {
    "blank": Primitive(
        ("x",),
        "true when a text is missing or only white space",
        # a text that begins with a plain letter or sign is known at once not to be blank; trim with its own characters is slow
        f"CASE WHEN {{0}} BETWEEN '!' AND '~' THEN false ELSE coalesce(regexp_full_match({{0}}, '[{SPACES}]*'), true) END",
        f"coalesce(btrim({{0}}, '{SPACES}'), '') = ''",
        f"coalesce(trim(BOTH '{SPACES}' FROM {{0}}), '') = ''",
        f"coalesce(trim({{0}}, '{SPACES}'), '') = ''",
    ),
    "blank_in_file": Primitive(
        ("x",),
        "the same as blank, for a condition",
        # a range, because the engine can tell from a file's statistics that no row is in it
        f"(({{0}} < '!' OR {{0}} > '~' OR {{0}} IS NULL) AND coalesce(regexp_full_match({{0}}, '[{SPACES}]*'), true))",
        f"(coalesce(btrim({{0}}, '{SPACES}'), '') = '')",
        f"(coalesce(trim(BOTH '{SPACES}' FROM {{0}}), '') = '')",
    ),
    "digit_first": Primitive(
        ("x",),
        "true when a text begins with one of the digits 0 to 9",
        # a range again
        "({0} >= '0' AND {0} < ':')",
        "({0} ~ '^[0-9]')",
        "({0} RLIKE '^[0-9]')",
    ),
    "text_of": Primitive(
        ("x",),
        "a text without the white space around it, NULL when it is blank",
        # as above: a text of plain letters and signs (as many as bytes) that begins and ends above white space is what it is
        "CASE WHEN {0} >= '!' AND right({0}, 1) >= '!' AND strlen({0}) = length({0}) THEN {0}"
        f" ELSE nullif(regexp_replace({{0}}, '^[{SPACES}]+|[{SPACES}]+$', '', 'g'), '') END",
        f"nullif(btrim({{0}}, '{SPACES}'), '')",
        f"nullif(trim(BOTH '{SPACES}' FROM {{0}}), '')",
        f"nullif(trim({{0}}, '{SPACES}'), '')",
    ),
    "number_of": Primitive(
        ("x",),
        "a text as an exact number, NULL when it is none",
        "try_cast({0} AS DECIMAL(18, 4))",  # which passes over white space by itself, ten times as fast as trim
        decimals.postgres,
        decimals.spark,
    ),
    "days_between": Primitive(
        ("earlier", "later"),
        "calendar days from one moment to another",
        "date_diff('day', CAST({0} AS DATE), CAST({1} AS DATE))",
        "(CAST({1} AS DATE) - CAST({0} AS DATE))",
        "datediff(CAST({1} AS DATE), CAST({0} AS DATE))",
    ),
    "exact_quantile": Primitive(
        ("x", "p"),
        "the smallest value that at least a share p of all values do not exceed",
        "quantile_disc({0}, {1})",
        f"percentile_disc({{1}} * {JUST_BELOW}) WITHIN GROUP (ORDER BY {{0}})",
        f"percentile_disc({{1}} * {JUST_BELOW}) WITHIN GROUP (ORDER BY {{0}})",
    ),
    "exact_quantiles": Primitive(
        ("x",),
        "the least value, the exact 1, 5, 25, 50, 75, 95 and 99 % points and the greatest value, as one array",
        f"quantile_disc({{0}}, [{', '.join(SHARES)}])",
        f"percentile_disc(ARRAY[{', '.join(f'{p} * {JUST_BELOW}' for p in SHARES)}]) WITHIN GROUP (ORDER BY {{0}})",
        f"percentile_disc(array({', '.join(f'{p} * {JUST_BELOW}' for p in SHARES)})) WITHIN GROUP (ORDER BY {{0}})",
    ),
    "exact_quantiles_at": Primitive(
        ("x", "shares"),
        "the exact quantiles at a constant list of shares, as one array; far cheaper than one after the other",
        "quantile_disc({0}, {1})",
        _quantiles_at,
        _quantiles_at,
    ),
    "exact_sum": Primitive(
        ("x",),
        "a sum in fixed point, the same whatever the order of the rows",
        "CAST(sum(CAST({0} AS DECIMAL(38, 9))) AS DOUBLE)",
        # by way of text: PostgreSQL rounds a double to 15 digits when it casts it to a decimal
        "CAST(sum(CAST(CAST({0} AS TEXT) AS DECIMAL(38, 9))) AS DOUBLE PRECISION)",
        "CAST(sum(CAST({0} AS DECIMAL(38, 9))) AS DOUBLE)",
    ),
    "ratio": Primitive(
        ("a", "b"),
        "a divided by b as a floating number, NULL when b is zero",
        "CAST({0} AS DOUBLE) / nullif(CAST({1} AS DOUBLE), 0)",
        "CAST({0} AS DOUBLE PRECISION) / nullif(CAST({1} AS DOUBLE PRECISION), 0)",
        "CAST({0} AS DOUBLE) / nullif(CAST({1} AS DOUBLE), 0)",
    ),
    "share_of": Primitive(
        ("x", "part", "whole"),
        "the share part/whole of a sum with four decimals, in whole numbers and rounded towards nothing, so that shares add up",
        "CAST(CAST(CAST({0} AS DECIMAL(32, 4)) * 10000 AS HUGEINT) * CAST(CAST({1} AS DECIMAL(32, 4)) * 10000 AS HUGEINT)"
        " // CAST(CAST({2} AS DECIMAL(32, 4)) * 10000 AS HUGEINT) AS DECIMAL(18, 0)) * CAST(0.0001 AS DECIMAL(4, 4))",
        "div({0} * 10000 * ({1} * 10000), {2} * 10000) * 0.0001",
        "CAST(CAST({0} * 10000 AS DECIMAL(19, 0)) * CAST({1} * 10000 AS DECIMAL(19, 0)) div CAST({2} * 10000 AS DECIMAL(19, 0))"
        " AS DECIMAL(18, 0)) * CAST(0.0001 AS DECIMAL(4, 4))",
        warehouse="trunc({0} * 10000 * ({1} * 10000) / ({2} * 10000)) * 0.0001",
    ),
    "row_key": Primitive(
        ("cells",),
        "a fingerprint of a row, written (a, b, c): a whole number from 0 on; rows that differ may still share one",
        "hash({0})",
        "(CAST(CAST('x' || substr(md5(CAST({0} AS TEXT)), 1, 15) AS bit(60)) AS bigint))",
        "shiftrightunsigned(xxhash64({0}), 2)",
    ),
    "slots_filled": Primitive(
        ("key", "shift"),
        "how many of some 60 slots the fingerprints of a group fill, when the bits from shift on choose the slot",
        "bit_count(bit_or(1::UBIGINT << (({0} >> {1}) & 63)))",
        "bit_count(CAST(bit_or(CAST(1 AS bigint) << CAST(({0} >> {1}) % 62 AS integer)) AS bit(64)))",
        "bit_count(bit_or(shiftleft(1L, CAST(shiftright({0}, {1}) % 62 AS INT))))",
    ),
    "month_of": Primitive(
        ("t",),
        "the first day of the month",
        "CAST(date_trunc('month', {0}) AS DATE)",
        "CAST(date_trunc('month', {0}) AS DATE)",
        "CAST(trunc(CAST({0} AS DATE), 'MM') AS DATE)",
    ),
    "time_of": Primitive(
        ("x", "format"),
        "a text as a moment, read by a strptime format without the spaces around it, NULL when it does not fit",
        # no-break spaces, which trim takes off and the reading alone does not, are rare, and trim costs as much as the reading
        "coalesce(try_strptime({0}, {1}), try_strptime(trim({0}), {1}))",
        moments.postgres,
        moments.spark,
    ),
    "moment_of": Primitive(
        ("seconds",),
        "a floating number of seconds since 1970 as a moment in UTC, to the microsecond; NULL far outside the years that there are",
        "CASE WHEN abs({0}) < 6e10 THEN make_timestamp(CAST(round({0} * 1000000) AS BIGINT)) END",
        "CASE WHEN abs({0}) < 6e10 THEN to_timestamp({0}) AT TIME ZONE 'UTC' END",
        "CASE WHEN abs({0}) < 6e10 THEN CAST(timestamp_micros(CAST(round({0} * 1000000) AS BIGINT)) AS TIMESTAMP_NTZ) END",
    ),
}


def duckdb_macros() -> str:
    """The statements that define every primitive in DuckDB.

    >>> "days_between" in duckdb_macros()
    True
    """
    return "\n".join(
        f"CREATE OR REPLACE TEMP MACRO {name}({', '.join(p.arguments)}) AS ({p.duckdb.format(*p.arguments)});"
        for name, p in PRIMITIVES.items()
    )
