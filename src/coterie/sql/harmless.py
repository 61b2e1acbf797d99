"""Text cells that a spreadsheet would take for a formula, made harmless."""

from __future__ import annotations


def harmless(column: str) -> str:
    """SQL for a text column in which a cell that begins like a formula is quoted with an apostrophe.

    A spreadsheet runs cells that begin with = + - @ TAB CR or a full-width equals sign.

    >>> harmless('"name"')[:30]
    'CASE WHEN left("name", 1) IN ('
    """
    starts = "'=', '+', '-', '@', chr(9), chr(13), '＝'"
    return f"CASE WHEN left({column}, 1) IN ({starts}) THEN '''' || {column} ELSE {column} END"
