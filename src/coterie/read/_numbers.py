"""How a text column writes its numbers, and the SQL that reads them. Never a number that is not there: NULL when in doubt.

Plain numbers (`1234.5`) need no proof. Money signs, brackets for negative amounts and separators of thousands are
understood where the column as a whole proves what comma and point mean in it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from coterie.read._facts import NUMBER, Facts
from coterie.sql import quote

Decimal = Literal["auto", "point", "comma"]

ENOUGH = 0.9
SIGNS = r"(?i)[\s'€$£¥₹₺₽]|\b(usd|eur|gbp|chf|cad|aud|jpy|inr|brl|zł|kr)\b"
POINT = r"[-+]?([0-9]+|[0-9]{1,3}(,[0-9]{3})+)([.][0-9]*)?"
COMMA = r"[-+]?([0-9]+|[0-9]{1,3}([.][0-9]{3})+)(,[0-9]*)?"


@dataclass(frozen=True)
class NumberFormat:
    """How a column writes numbers: `plain`, `point` or `comma`; `doubt` is a value that comma and point read differently."""

    name: Literal["plain", "point", "comma"]
    doubt: str = ""


def number_format(facts: Facts, decimal: Decimal) -> NumberFormat | None:
    """How the column writes its numbers, or None when it holds none.

    >>> number_format(Facts("a", "VARCHAR", 2, 2, ("1.234,50", "7,5")), "auto").name
    'comma'
    >>> number_format(Facts("a", "VARCHAR", 2, 2, ("1,234", "7,500")), "auto").doubt
    '1,234'
    """
    if not facts.values:
        return None
    if decimal != "comma" and facts.share(NUMBER) >= ENOUGH:
        return NumberFormat("plain")
    cleaned = {v: _clean(v) for v in facts.values}
    point, comma = (sum(bool(re.fullmatch(p, c)) for c in cleaned.values()) / len(cleaned) for p in (POINT, COMMA))
    if max(point, comma) < ENOUGH:
        return None
    if decimal == "auto" and point == comma:
        doubt = next((v for v, c in cleaned.items() if "," in c or "." in c), "")
        return NumberFormat("point", doubt)
    return NumberFormat("comma" if decimal == "comma" or (decimal == "auto" and comma > point) else "point")


def _clean(text: str) -> str:
    """A number without signs of money; one in brackets is negative."""
    bare = re.sub(SIGNS, "", text)
    return f"-{bare[1:-1]}" if bare.startswith("(") and bare.endswith(")") else bare


def number_sql(cell: str, how: NumberFormat) -> str:
    """SQL that reads a text cell as a number; the Python above, for the engine."""
    if how.name == "plain":
        return f"number_of({cell})"
    bare = f"regexp_replace({cell}, {quote.text(SIGNS)}, '', 'g')"
    bare = f"regexp_replace({bare}, '^[(](.*)[)]$', '-\\1')"
    pattern, group, mark = (POINT, ",", ".") if how.name == "point" else (COMMA, ".", ",")
    plain = f"replace(replace({bare}, '{group}', ''), '{mark}', '.')"
    return f"CASE WHEN regexp_matches({bare}, '^({pattern})$') THEN number_of({plain}) END"
