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
    attributes = [f for f in numbers if f.family == "attribute"]
    for facet, phrases in names_file()["words"].items():
        fits = [(spare, place) for place, f in enumerate(attributes) if (spare := _spare(words_of(f.name), phrases)) is not None]
        if fits and facet not in found:
            found[facet] = attributes[min(fits)[1]].name
    return found


def _spare(words: tuple[str, ...], phrases: Sequence[str]) -> int | None:
    """How many words a name has beside those of the best phrase; None when no phrase fits, or the name is about something else."""
    spoiling = set(names_file()["other"])
    found = [
        len(set(words) - set(p.split())) for p in phrases if set(p.split()) <= set(words) and not (set(words) - set(p.split())) & spoiling
    ]
    return min(found) if found and min(found) <= SPARE else None


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
