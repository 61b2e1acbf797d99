"""Names and texts as SQL sees them. Nothing that comes from a user reaches a statement without passing here."""

from __future__ import annotations

import os
import re


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


def path(value: str | os.PathLike[str]) -> str:
    """The path of one file, quoted: to the engine, `[1]` in a name would be a pattern that other files match.

    >>> path("/exports/orders[1].csv")
    "'/exports/orders[[]1].csv'"
    """
    return text(re.sub(r"([*?\[])", r"[\1]", os.path.abspath(value)))  # noqa: PTH100 (it asks the disk nothing)


def number(value: float) -> str:
    """A number that reads back as the very same double; without the exponent, engines may read a decimal and round it.

    >>> number(0.1)
    '0.1e0::DOUBLE'
    """
    text = repr(float(value))
    return f"{text if 'e' in text else text + 'e0'}::DOUBLE"
