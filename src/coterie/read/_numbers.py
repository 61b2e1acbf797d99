"""How a text column writes its numbers, and the SQL that reads them. Never a number that is not there: NULL when in doubt.

Plain numbers (`1234.5`) need no proof. Signs of money, brackets and trailing minuses for negative amounts, and separators of
thousands are understood where the column as a whole proves what comma and point mean in it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from coterie.read._facts import NUMBER, Facts
from coterie.sql import quote

Decimal = Literal["auto", "point", "comma"]

ENOUGH = 0.9
# Full-width digits and signs, the several minuses and the several spaces, each as the one that engines know.
ODD, PLAIN = "０１２３４５６７８９．，－＋−–—\u00a0\u202f\u2009\t’`", "0123456789.,-+---    ''"
CODES = (
    "eur|usd|gbp|chf|cad|aud|nzd|jpy|cny|rmb|inr|brl|mxn|pln|czk|huf|ron|sek|nok|dkk|isk|try|rub|uah|bgn|ils|zar|krw|sgd|hkd|twd|thb"
    "|idr|myr|php|vnd|aed|sar|egp|ngn|kes|ars|clp|cop|pen|uyu|pkr|bdt|lkr|euros?|zł|zl|kč|kc|kr|ft|lei|s?fr|rs|rm|rp|tl"
)
MONEY = rf"(?:[a-z]{{0,3}}[$€£¥¤₹₺₽₩₪₫฿₦₴₱৳₸₵₡₲]|(?:{CODES})\.?)"
# Groups of three after a first one that does not begin with 0, parted by one sign; in India the groups before the last have two.
THREES = "[1-9][0-9]{{0,2}}(?:{0}[0-9]{{3}})+"
GROUPED = "|".join(THREES.format(sign) for sign in ("'", " "))
POINT = rf"(?:(?:{THREES.format(',')}|[1-9][0-9]?(?:,[0-9]{{2}})+,[0-9]{{3}}|{GROUPED}|[0-9]+)(?:[.][0-9]*)?|[.][0-9]+)(?:e[-+]?[0-9]+)?"
COMMA = rf"(?:{THREES.format('[.]')}|{GROUPED}|[0-9]+)(?:,[0-9]*)?|,[0-9]+"
# 12.- and 12,-- are how prices without cents are written.
CENTLESS = r"(?:[.,]--?)?"
CORES = {"point": POINT, "comma": COMMA}
MARKS = {"point": (",", "."), "comma": (".", ",")}
# One mark with three digits behind it may be either.
EITHER = r"^[^.,]*[1-9][0-9]{0,2}[.,][0-9]{3}[^0-9.,]*$"


@dataclass(frozen=True)
class NumberFormat:
    """How a column writes numbers: `plain`, `point` or `comma`.

    `doubt` is a value that comma and point read differently, where nothing yet decides; `unproven` when no value has a mark
    that decides. `money` when cells name a currency, `percent` when all end in that sign: the number is what stands before it.
    """

    name: Literal["plain", "point", "comma"]
    doubt: str = ""
    unproven: bool = False
    money: bool = False
    percent: bool = False


def number_format(facts: Facts, decimal: Decimal) -> NumberFormat | None:
    """How the column writes its numbers, as far as its first rows tell, or None when it holds none.

    >>> number_format(Facts("a", "VARCHAR", 2, 2, ("1.234,50", "7,5")), "auto").name
    'comma'
    >>> number_format(Facts("a", "VARCHAR", 2, 2, ("1,234", "7,500")), "auto").doubt
    '1,234'
    """
    return format_of(facts.values, decimal)


def format_of(values: tuple[str, ...], decimal: Decimal) -> NumberFormat | None:
    """The same, of the values alone."""
    if not any(_fits(name, bare_number(value.rstrip("%％"))) for value in values[:20] for name in CORES):
        return None  # a look at the first spares the look at all
    if decimal != "comma" and all(map(NUMBER.fullmatch, values)):
        return _plainly(values, decimal)
    percent = all(value.endswith(("%", "％")) for value in values)
    bare = {value: bare_number(value.rstrip("%％") if percent else value) for value in values}
    reads = {name: [v for v, text in bare.items() if _fits(name, text)] for name in CORES if decimal in ("auto", name)}
    name, read = max(reads.items(), key=lambda item: len(item[1]))
    if len(read) < ENOUGH * len(values):
        return None
    money = any(text != _minus(_usual(value)) for value, text in bare.items()) and not percent
    if decimal != "auto" or len(reads["point"]) != len(reads["comma"]):
        plain = name == "point" and all(NUMBER.fullmatch(value) for value in read)
        return NumberFormat("plain" if plain else "comma" if name == "comma" else "point", money=money, percent=percent)
    # Where nothing decides, all values that have one mark have it before three digits.
    doubt = next((v for v in read if re.fullmatch(EITHER, bare[v])), "")
    plain = all(NUMBER.fullmatch(value) for value in read)
    return NumberFormat("plain" if plain else "point", doubt, True, money, percent)


def _plainly(values: tuple[str, ...], decimal: Decimal) -> NumberFormat:
    """The format of values that are all plain numbers; in doubt when each with a point could have thousands."""
    marked = [value for value in values if "." in value]
    unproven = decimal == "auto" and all(re.search(EITHER, value) for value in marked)
    return NumberFormat("plain", marked[0] if marked and unproven else "", unproven)


def _usual(text: str) -> str:
    """The text with the signs that engines know, in small letters."""
    return text.translate(str.maketrans(ODD, PLAIN)).strip().casefold()


def _minus(text: str) -> str:
    """A number in brackets, or with its minus behind, as one with the minus before."""
    text = re.sub(r"^\( *(.*?) *\)$", r"-\1", text)
    return re.sub(r"^([^-+].*?) *-$", r"-\1", text) if not re.search("[.,]--?$", text) else text


def bare_number(text: str) -> str:
    """A number without its signs of money and with its minus before it.

    >>> bare_number("($12.00)"), bare_number("12,50- €"), bare_number("CHF 12.-")
    ('-12.00', '-12,50', '12.-')
    """
    return _minus(re.sub(rf" *{MONEY} *([-)]?)$", r"\1", re.sub(rf"^([-+(]?) *{MONEY} *", r"\1", _usual(text)), flags=re.I))


def _fits(name: str, bare: str) -> bool:
    """Whether a bare number is one in this notation."""
    return bool(re.fullmatch(rf"[-+]? ?(?:{CORES[name]}){CENTLESS}", bare))


def number_sql(cell: str, how: NumberFormat) -> str:
    """SQL that reads a text cell as a number; the Python above, for the engine."""
    if how.name == "plain" and not how.percent:
        return f"number_of({cell})"
    name = "point" if how.name == "plain" else how.name
    group, mark = MARKS[name]
    usual = f"lower(trim(translate({cell}, {quote.text(ODD)}, {quote.text(PLAIN)})))"
    if how.percent:
        usual = f"rtrim({usual}, '%％ ')"
    before, after = quote.text(rf"^([-+(]?) *{MONEY} *"), quote.text(rf" *{MONEY} *([-)]?)$")
    bare = rf"regexp_replace(regexp_replace({usual}, {before}, '\1'), {after}, '\1')"
    bare = rf"regexp_replace({bare}, '^[(] *(.*?) *[)]$', '-\1')"
    bare = rf"regexp_replace({bare}, '^([^-+].*[^-., ]) *-$', '-\1')"
    fits = quote.text(rf"^[-+]? ?(?:{CORES[name]}){CENTLESS}$")
    digits = f"regexp_replace(regexp_replace({bare}, '[.,]--?$', ''), {quote.text(f'[{group} ' + chr(39) + ']')}, '', 'g')"
    read = f"CASE WHEN regexp_matches({bare}, {fits}) THEN number_of(replace({digits}, '{mark}', '.')) END"
    # Most cells are as simple as this, and one look is cheaper than five.
    simple = quote.text(rf"^-?[0-9]+(?:[{mark}][0-9]+)?$")
    return f"CASE WHEN regexp_matches({cell}, {simple}) THEN number_of(replace({cell}, '{mark}', '.')) ELSE {read} END"


def currency_sql(cell: str) -> str:
    """SQL for the currency that a cell names, as it stands there in capitals; NULL where it names none."""
    around = f"lower(trim(translate({cell}, {quote.text(ODD)}, {quote.text(PLAIN)}), '()+-0123456789., '))"
    return f"CASE WHEN regexp_matches({around}, {quote.text(f'^{MONEY}$')}) THEN upper(rtrim({around}, '.')) END"
