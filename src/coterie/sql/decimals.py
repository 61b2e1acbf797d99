"""A text as an exact number, for engines that take more for a number than DuckDB does, or stop at what is none."""

from __future__ import annotations

# What DuckDB takes: digits with single underscores between them, one point, an exponent. No inf, no full-width digits, no hexadecimal.
NUMBER = "(?i)^[+-]?([0-9]+(_[0-9]+)*([.]([0-9]+(_[0-9]+)*)?)?|[.][0-9]+(_[0-9]+)*)(e[+-]?[0-9]{1,3})?$"


def postgres(text: str) -> str:
    """`number_of` for PostgreSQL, whose casts stop at what does not fit.

    >>> postgres("x").endswith("THEN CAST(replace(btrim(x, E' \\\\t\\\\r\\\\n'), '_', '') AS DECIMAL(18, 4)) END END")
    True
    """
    trimmed = rf"btrim({text}, E' \t\r\n')"
    number = f"replace({trimmed}, '_', '')"
    fits = f"abs(round(CAST({number} AS DECIMAL), 4)) < 1e14"
    return f"CASE WHEN {trimmed} ~ '{NUMBER}' THEN CASE WHEN {fits} THEN CAST({number} AS DECIMAL(18, 4)) END END"


def spark(text: str) -> str:
    """`number_of` for Spark.

    >>> "try_cast" in spark("x")
    True
    """
    trimmed = f"trim(BOTH ' \t\r\n' FROM {text})"
    return f"CASE WHEN {trimmed} RLIKE '{NUMBER}' THEN try_cast(replace({trimmed}, '_', '') AS DECIMAL(18, 4)) END"
