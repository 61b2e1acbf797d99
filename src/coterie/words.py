"""Numbers as people read them; everything that shows a number to a person uses these."""

from __future__ import annotations

import math

from coterie.records import Feature

CURRENCIES = frozenset("£$€¥₹₩₺₽₴₦₱฿₫₪")


def percent(share: float) -> str:
    """A share as a percentage: whole from ten percent on, one digit below.

    >>> percent(0.473), percent(0.041), percent(0.0002), percent(0)
    ('47%', '4.1%', 'under 0.1%', '0%')
    """
    if not math.isfinite(share):
        return "—"
    if 0 < share < 0.001:
        return "under 0.1%"
    return f"{share:.1%}" if 0.0 < share < 0.0995 else f"{share:.0%}"


def shown_value(feature: Feature, value: float) -> str:
    """A value of a feature in its own format and with its unit.

    >>> money = Feature("money", "Revenue", "", "£", ",.0f", "numeric", "money")
    >>> shown_value(money, -1234.5), shown_value(money, float("nan"))
    ('−£1,234', '—')
    """
    if not math.isfinite(value):
        return "—"
    text = format(value, feature.show or ",.4g")
    if feature.unit in CURRENCIES:
        return ("−" if text.startswith("-") else "") + feature.unit + text.lstrip("-")
    return f"{text} {feature.unit}".strip().replace("-", "−", 1) if text.startswith("-") else f"{text} {feature.unit}".strip()
