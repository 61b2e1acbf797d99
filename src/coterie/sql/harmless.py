"""Texts that a spreadsheet would take for a formula, made harmless."""

from __future__ import annotations

STARTS = ("=", "+", "-", "@", "\t", "\r", "＝")


def harmless(column: str) -> str:
    """SQL for a text column in which a cell that begins like a formula is quoted with an apostrophe.

    A spreadsheet runs cells that begin with = + - @ TAB CR or a full-width equals sign.

    >>> harmless('"name"')[:30]
    'CASE WHEN left("name", 1) IN ('
    """
    starts = ", ".join(f"'{start}'" if start.isprintable() else f"chr({ord(start)})" for start in STARTS)
    return f"CASE WHEN left({column}, 1) IN ({starts}) THEN '''' || {column} ELSE {column} END"


def harmless_text(text: str) -> str:
    """The same for a text at hand, such as the name of a column.

    >>> harmless_text("=1+1"), harmless_text("age")
    ("'=1+1", 'age')
    """
    return f"'{text}" if text.startswith(STARTS) else text
