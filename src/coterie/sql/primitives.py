"""The named primitives: what engines say differently, each once per engine.

A statement uses a primitive as a function (`days_between(a, b)`). DuckDB gets it as a macro; for other engines
`translate.py` puts in the text given here. Arguments are written `{0}`, `{1}`.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Primitive:
    """One primitive: what it means and how each engine says it."""

    arguments: tuple[str, ...]
    meaning: str
    duckdb: str
    postgres: str
    spark: str


PRIMITIVES: dict[str, Primitive] = {
    "blank": Primitive(
        ("x",),
        "true when a text is missing or only white space",
        "coalesce(trim({0}, ' \t\r\n'), '') = ''",
        "coalesce(btrim({0}, E' \\t\\r\\n'), '') = ''",
        "coalesce(trim(BOTH ' \t\r\n' FROM {0}), '') = ''",
    ),
    "number_of": Primitive(
        ("x",),
        "a text as an exact number, NULL when it is none",
        "try_cast(trim({0}, ' \t\r\n') AS DECIMAL(18, 4))",
        "CASE WHEN btrim({0}, E' \\t\\r\\n') ~ '^[+-]?([0-9]{1,14}([.][0-9]*)?|[.][0-9]+)$'"
        " THEN CAST(btrim({0}, E' \\t\\r\\n') AS DECIMAL(18, 4)) END",
        "try_cast(trim(BOTH ' \t\r\n' FROM {0}) AS DECIMAL(18, 4))",
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
        "percentile_disc({1}) WITHIN GROUP (ORDER BY {0})",
        "percentile_disc({1}) WITHIN GROUP (ORDER BY {0})",
    ),
    "exact_sum": Primitive(
        ("x",),
        "a sum in fixed point, the same whatever the order of the rows",
        "CAST(sum(CAST({0} AS DECIMAL(38, 9))) AS DOUBLE)",
        "CAST(sum(CAST({0} AS DECIMAL(38, 9))) AS DOUBLE PRECISION)",
        "CAST(sum(CAST({0} AS DECIMAL(38, 9))) AS DOUBLE)",
    ),
    "ratio": Primitive(
        ("a", "b"),
        "a divided by b as a floating number, NULL when b is zero",
        "CAST({0} AS DOUBLE) / nullif(CAST({1} AS DOUBLE), 0)",
        "CAST({0} AS DOUBLE PRECISION) / nullif(CAST({1} AS DOUBLE PRECISION), 0)",
        "CAST({0} AS DOUBLE) / nullif(CAST({1} AS DOUBLE), 0)",
    ),
    "row_key": Primitive(
        ("x",),
        "a fingerprint of a text, to tell whether two rows are the same",
        "hash({0})",
        "md5({0})",
        "xxhash64({0})",
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
        "a text as a moment, read by a strptime format, NULL when it does not fit",
        "try_strptime({0}, {1})",
        "coterie_time({0}, {1})",
        "try_to_timestamp({0}, {1})",
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
