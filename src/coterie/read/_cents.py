"""Money that is counted in hundredths, as payment services do: a column called `amount_cents` that holds whole numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from coterie.errors import shown
from coterie.read._facts import FRACTION, Facts
from coterie.read._names import as_words
from coterie.read._roles import Read
from coterie.records import Column

MONEY = ("amount", "refund", "price", "discount")
HUNDREDTHS = re.compile(r"\b(?:cents?|pence|pennies|centavos?|centimes?|centimos?|centesimi|grosze|groszy|minor units?|in minor)\b")


def in_hundredths(facts: Facts, role: str) -> bool:
    """Whether a column of money says in its name that it counts hundredths, and no cell has a fraction.

    >>> [in_hundredths(Facts(n, "VARCHAR", 2, 2, ("500", "1250")), "amount") for n in ("amount_cents", "Betrag (Cent)", "percent")]
    [True, True, False]
    >>> in_hundredths(Facts("amount_cents", "VARCHAR", 2, 2, ("5.50", "12")), "amount")
    False
    """
    return role in MONEY and bool(HUNDREDTHS.search(as_words(facts.name))) and facts.share(FRACTION) == 0


def in_whole(column: Column, facts: Facts) -> Column:
    """The column in units of money."""
    if not in_hundredths(facts, column.role):
        return column
    return replace(column, value=f"CAST(({column.value}) * 0.01 AS DECIMAL(18, 4))")


def told(columns: Sequence[Read], chosen: Mapping[str, str]) -> Iterator[str]:
    """A note on each such column."""
    for column in columns:
        if in_hundredths(column.facts, chosen.get(column.facts.name, "")):
            name = column.facts.name
            yield f"The column {shown(name)} counts hundredths: its cells were divided by 100. If they are whole units, rename it."
