"""Names and texts as SQL sees them. Nothing that comes from a user reaches a statement without passing here."""

from __future__ import annotations


def name(text: str) -> str:
    """A column or table name, quoted.

    >>> name('a"; drop table t; --')
    '"a""; drop table t; --"'
    """
    return '"' + text.replace('"', '""') + '"'


def text(value: str) -> str:
    """A text value, quoted.

    >>> text("it's")
    "'it''s'"
    """
    return "'" + value.replace("'", "''") + "'"


def number(value: float) -> str:
    """A number that reads back as the very same double; without the exponent, engines may read a decimal and round it.

    >>> number(0.1)
    '0.1e0::DOUBLE'
    """
    text = repr(float(value))
    return f"{text if 'e' in text else text + 'e0'}::DOUBLE"
