"""A question on the terminal, where two readings of the data are about as likely; elsewhere the error says what to set."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

from coterie.cli.page import CONTROLS
from coterie.errors import UnclearError


def can_ask() -> bool:
    """Whether somebody sits there: what is asked goes to stderr, and the answer comes from stdin."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def answered(question: UnclearError, settings: Mapping[str, Any] | None) -> dict[str, Any]:
    """The settings with what the user chose; without an answer, the question is the error that it was."""
    value = question.choices[_ask(question)].value
    known = dict(settings or {})
    if question.setting == "roles":
        return {**known, "roles": [*known.get("roles", []), f"{question.key}={value}"]}
    return {**known, question.setting: value}


def _ask(question: UnclearError) -> int:
    """The place of the choice."""
    _tell(f"\n{question.fact}.")
    for number, choice in enumerate(question.choices, 1):
        _tell(f"  {number}  {choice.text}")
        if choice.examples:
            _tell(f"     such as {', '.join(choice.examples)}")
    while True:
        print(f"Which one? [1–{len(question.choices)}, Enter for 1] ", end="", file=sys.stderr, flush=True)
        line = sys.stdin.readline()
        if not line:
            raise question
        said = line.strip() or "1"
        if said.isdecimal() and 1 <= int(said) <= len(question.choices):
            return int(said) - 1


def _tell(text: str) -> None:
    """A line on stderr, in which nothing of the user's data can steer the terminal."""
    print(text.translate(CONTROLS), file=sys.stderr)
