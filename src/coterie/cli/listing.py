"""A list of the members of a family, each with its sentence; none of them is imported."""

from __future__ import annotations

from coterie.cli.answer import Answer
from coterie.cli.page import prose, table
from coterie.registry import members


def listing(family: str, word: str, use: str) -> Answer:
    """The members of a family under the word that users know it by, and how to use one."""
    found = members(family)
    record = {f"{word}s": [{"name": name, "sentence": sentence} for name, sentence in found.items()]}
    return Answer(record, (table("", (word, "what it is"), list(found.items())), prose(use)))
