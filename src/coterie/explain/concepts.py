"""What a feature is about, as a marketer would say: the facets that names and advice speak of.

Features made of orders are facets under their own names. An attribute of a customer table is recognised by the words in
its name, which stand in `names.toml`.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from coterie.records import Feature

NAMES = Path(__file__).with_name("names.toml")
SPARE = 2  # words beside the facet's own that a name may have


@functools.cache
def names_file() -> dict[str, Any]:
    """The data file with words, situations and their names."""
    return tomllib.loads(NAMES.read_text(encoding="utf-8"))


def words_of(title: str) -> tuple[str, ...]:
    """The words of a column name, units and ranges in brackets left out.

    >>> words_of("Annual Income (k$)"), words_of("CASH_ADVANCE"), words_of("creditLimit")
    (('annual', 'income'), ('cash', 'advance'), ('credit', 'limit'))
    """
    bare = re.sub(r"[(\[].*?[)\]]", " ", title)
    parted = re.sub(r"([a-z])([A-Z])", r"\1 \2", bare)
    return tuple(re.findall(r"[a-z]+", parted.lower()))


def facets(columns: Sequence[Feature]) -> dict[str, str]:
    """Facet → the feature that shows it; the plainest name wins, then the first column.

    >>> age = Feature("Age", "Age", "", "years", ".0f", "numeric", "attribute")
    >>> score = Feature("Spending Score (1-100)", "Spending Score (1-100)", "", "", ".0f", "numeric", "attribute")
    >>> facets([age, score])
    {'age': 'Age', 'spending': 'Spending Score (1-100)'}
    """
    numbers = [f for f in columns if f.kind == "numeric"]
    found = {f.name: f.name for f in numbers if f.family != "attribute"}
    about: dict[str, list[tuple[int, int, str]]] = {}
    for place, feature in enumerate(f for f in numbers if f.family == "attribute"):
        fits = [(spare, facet) for facet in names_file()["words"] if (spare := _spare(words_of(feature.name), facet)) is not None]
        if fits:
            spare, facet = min(fits, key=lambda fit: fit[0])
            about.setdefault(facet, []).append((spare, place, feature.name))
    return found | {facet: min(fits)[2] for facet, fits in about.items() if facet not in found}


def _spare(words: tuple[str, ...], facet: str) -> int | None:
    """How many words a name has beside those of the facet's best phrase.

    None when no phrase fits, or when a word beside it says that the column is about something else.
    """
    table = names_file()["words"]
    elsewhere = {*names_file()["other"], *(p for other, phrases in table.items() if other != facet for p in phrases if " " not in p)}
    beside = [set(words) - set(p.split()) for p in table[facet] if set(p.split()) <= set(words)]
    return min((len(b) for b in beside if len(b) <= SPARE and not b & elsewhere), default=None)


def money_feature(columns: Sequence[Feature], *, orders: bool) -> str:
    """The feature whose sum is money: `money` of orders, else the attribute that looks most like it; '' for none.

    >>> money_feature([Feature("Age", "Age", "", "", "", "numeric", "attribute")], orders=False)
    ''
    """
    if orders:
        return next((f.name for f in columns if f.name == "money"), "")
    summable = [f for f in columns if f.kind == "numeric" and not set(words_of(f.name)) & set(names_file()["not_summable"])]
    shown = facets(summable)
    return next((shown[facet] for facet in names_file()["money"] if facet in shown), "")
