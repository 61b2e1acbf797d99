"""Numbers as people read them; everything that shows a number to a person uses these."""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal, localcontext
from pathlib import PurePath

from coterie.records import Example, Feature, KeyFigure

CURRENCIES = frozenset("£$€¥₹₩₺₽₴₦₱฿₫₪")
NONE = "—"

# Controls, and marks that turn the direction of what follows them.
STEERING = dict.fromkeys((*range(32), *range(127, 160), 0x2028, 0x2029, *range(0x202A, 0x202F), *range(0x2066, 0x206A)), " ")


def percent(share: float) -> str:
    """A share as a percentage: whole from ten percent on, one digit below.

    >>> percent(0.473), percent(0.125), percent(0.041), percent(0.0002), percent(0)
    ('47%', '13%', '4.1%', 'under 0.1%', '0%')
    """
    if not math.isfinite(share):
        return NONE
    if 0 < share < 0.001:
        return "under 0.1%"
    return rounded(share, ".1%" if 0.0 < share < 0.0995 else ".0%").replace("-", "−")


def part(share: float) -> str:
    """A share as a percentage that is 0% or 100% only where it is none or all.

    >>> part(1), part(0.99996), part(0.9973), part(0.75), part(0)
    ('100%', 'over 99.9%', '99.7%', '75%', '0%')
    """
    if 0.999 < share < 1:
        return "over 99.9%"
    return rounded(share, ".1%") if 0.9 < share < 1 else percent(share)


def rounded(value: float, spec: str) -> str:
    """A number by a format spec, a half rounded up as people do it; Python would give 12 for 12.5, and for 0.285 28%.

    >>> rounded(0.125, ".0%"), rounded(2.5, ",.0f"), rounded(0.285, ".0%"), rounded(1234.5, ",.4g")
    ('13%', '3', '29%', '1,234')
    """
    if not spec.endswith(("f", "%")):
        return format(value, spec)
    with localcontext(rounding=ROUND_HALF_UP):
        return format(Decimal(repr(float(value))), spec)


def shown(value: float, show: str, unit: str = "") -> str:
    """A number by a format spec and with its unit: thousands apart, no decimals from a thousand on, a true minus.

    >>> shown(12345.678, ".2f", "points"), shown(-3.14159, ".1f"), shown(1, ".0f", "days"), shown(9, ",.2f", "€")
    ('12,346 points', '−3.1', '1 day', '€9.00')
    """
    if not math.isfinite(value):
        return NONE
    if value == 0 and show.endswith("%"):
        return "0%"
    text = rounded(value, _spec(value, show)).replace("-", "−")
    text = text if text.strip("−0.,%") else text.lstrip("−")  # a rounded nothing has no sign
    if unit in CURRENCIES:
        return ("−" if text.startswith("−") else "") + unit + text.lstrip("−")
    if unit == "money":  # of a currency that nobody named
        return text
    if text == "1" and unit.endswith("s"):
        unit = unit[:-1]
    return f"{text} {unit}".strip()


def _spec(value: float, show: str) -> str:
    """The format spec that suits the size of the value."""
    if not show:
        return ",.4g" if abs(value) < 10_000 else ",.0f"
    if not show.endswith("f"):
        return show
    return ",.0f" if abs(value) >= 999.5 and not show.startswith("+") else show


def shown_value(feature: Feature, value: float) -> str:
    """A value of a feature in its own format and with its unit.

    >>> money = Feature("money", "Revenue", "", "£", ",.0f", "numeric", "money")
    >>> shown_value(money, -1234.5), shown_value(money, float("nan"))
    ('−£1,235', '—')
    """
    return shown(value, feature.show, feature.unit)


def rough_value(feature: Feature, value: float) -> str:
    """A value of a feature inside a sentence, where cents only disturb.

    >>> rough_value(Feature("money", "Revenue", "", "£", ",.2f", "numeric", "money"), 304.63)
    '£305'
    """
    plain = (abs(value) >= 19.5 or value == 0) and feature.show.endswith("f") and not feature.show.startswith("+")
    return shown(value, ",.0f" if plain else feature.show, feature.unit)


def shown_figure(figure: KeyFigure) -> str:
    """The value of a key figure as it is read.

    >>> shown_figure(KeyFigure("revenue", "Revenue", 8275866.2, ",.0f", "", "£"))
    '£8,275,866'
    """
    return shown(figure.value, figure.show, figure.unit)


def whole(value: float, unit: str = "") -> str:
    """A sum or a count without decimals.

    >>> whole(1234567.8), whole(950.4, "€")
    ('1,234,568', '€950')
    """
    return shown(value, ",.0f", unit)


def counted(count: int, noun: str) -> str:
    """A count with its noun, which takes an s unless it is one.

    >>> counted(1, "customer"), counted(4120, "customer")
    ('1 customer', '4,120 customers')
    """
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def times(ratio: float) -> str:
    """How many times as much, in words.

    >>> times(4.12), times(2.0), times(1.5), times(0.25), times(37.6), times(1.02)
    ('4.1 times', 'twice', '1.5 times', 'a quarter of', '38 times', 'about')
    """
    if not math.isfinite(ratio) or ratio <= 0:
        return NONE
    if 0.95 <= ratio <= 1.05:
        return "about"
    for value, word in ((2.0, "twice"), (3.0, "three times"), (0.5, "half"), (1 / 3, "a third of"), (0.25, "a quarter of")):
        if abs(ratio - value) <= 0.04 * value:
            return word
    return f"{ratio:.0f} times" if ratio >= 9.95 else f"{ratio:.1f} times" if ratio >= 0.95 else f"{percent(ratio)} of"


def on_one_line(text: str) -> str:
    r"""A text of the user's data as one line can hold it: white space and what steers a terminal or a reading direction as one space.

    >>> on_one_line("Web\r\nshop \x1b[31m\u202eé")
    'Web shop [31m é'
    """
    return " ".join(text.translate(STEERING).split())


def listed(words: Sequence[str], last: str = "and") -> str:
    """Words as a list that one can read aloud.

    >>> listed(["a"]), listed(["a", "b"]), listed(["a", "b", "c"])
    ('a', 'a and b', 'a, b and c')
    """
    return ", ".join(words[:-1]) + f" {last} " + words[-1] if len(words) > 1 else "".join(words)


def example_places(examples: Sequence[Example]) -> list[str]:
    """Where examples stand and what is in them, as it is read: those of one column of one file together, without its folder.

    >>> from dataclasses import replace
    >>> place = Example("orders", "unreadable-date", "in/orders.csv", 1204, "day", "soon")
    >>> example_places([place, replace(place, line=1300, value="")])
    ['orders.csv, day: line 1,204 “soon”, line 1,300']
    """
    places: dict[str, list[str]] = {}
    for example in examples:
        head = f"{PurePath(example.file).name}{f', {example.column}' if example.column else ''}"
        places.setdefault(head, []).append(f"line {example.line:,}{f' “{example.value}”' if example.value else ''}")
    return [f"{head}: {', '.join(lines)}" for head, lines in places.items()]


def quoted(name: str) -> str:
    """A name of the user's, such as a product, as it stands in a sentence.

    >>> quoted("Tea\\nset")
    '“Tea set”'
    """
    return f"“{on_one_line(name)}”"


def lowered(title: str) -> str:
    """A title inside a sentence: a capital at the beginning becomes small, unless it begins an abbreviation or all words have one.

    >>> lowered("Days since last order"), lowered("RFM code"), lowered("R score"), lowered("Annual Income")
    ('days since last order', 'RFM code', 'R score', 'Annual Income')
    """
    head, *rest = title.split(" ")
    is_name = rest and all(word[:1].isupper() or not word[:1].isalpha() for word in rest)
    return title[:1].lower() + title[1:] if head[1:].islower() and not is_name else title
