"""Rows that a status, a cancellation or their kind shows to be no sale: cancelled, unpaid, a withdrawal, a view."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Iterable
from pathlib import Path

from coterie.clean._rule import Row, Rule
from coterie.sql import quote


@functools.cache
def _words() -> dict[str, list[str]]:
    """The data file."""
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


def _plain(text: str) -> str:
    """SQL for a text in small letters, with spaces for what computers write instead."""
    return f"trim(replace(replace(lower({text}), '_', ' '), '-', ' '))"


def _among(text: str, words: Iterable[str]) -> str:
    """Whether a text is one of the words."""
    return f"{_plain(text)} IN ({', '.join(quote.text(word) for word in words)})"


def _has(text: str, words: Iterable[str]) -> str:
    """Whether one of the words stands in a text."""
    return " OR ".join(f"{_plain(text)} LIKE {quote.text(f'%{word}%')}" for word in words)


def _condition(row: Row) -> str:
    """What was taken back by rows of their own stays: else its money would be taken off twice."""
    status, kind, cancelled = (row.source.column(role) for role in ("status", "kind", "cancelled"))
    words, found = _words(), []
    if status:
        found.append(_among(status.value, words["status"] if kind else [*words["status"], *words["undone"]]))
    if cancelled:
        found.append(f"NOT blank({cancelled.value})")
    if kind:
        found.append(_among(kind.value, words["kind"]))
    if kind and row.has("amount"):
        paid = f"({_has(kind.value, words['payment'])}) AND NOT ({_has(kind.value, words['refund'])})"
        found.append(f"({row.value('amount')} < 0 AND {paid})")
    return " OR ".join(f"coalesce({condition}, false)" for condition in found)


MEMBER = Rule(
    title="Not a sale",
    order=15,
    table="orders",
    fate="set aside",
    condition=_condition,
    reason="The status or the kind of the row says that it is no sale",
    remedy="Nothing to do where it is none; say --roles status=OTHER_COLUMN if the status means something else here.",
    role="status",
)
