"""The words by which a line is no product and a customer is nobody, as SQL conditions."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterable
from importlib.resources import files

from coterie.sql import quote

# What may follow a word: a number, a price or a size, or a remark in brackets.
TAIL = r"( ?[-:/_]? ?[0-9][0-9a-z.,_ %€$£-]*| ?[€$£][0-9.,]+| ?[(][^()]*[)])?"


@functools.cache
def words(section: str) -> dict[str, tuple[str, ...]]:
    """The lists of one section.

    >>> "guest" in words("anonymous")["names"]
    True
    """
    table = tomllib.loads(files("coterie.clean").joinpath("lexicon.toml").read_text(encoding="utf-8"))
    return {name: tuple(listed) for name, listed in table[section].items()}


def is_one_of(text: str, names: Iterable[str], *, tail: bool = False) -> str:
    """SQL that is true where a text is one of the names, whatever its case; with `tail`, also with a price or a remark after it.

    >>> is_one_of("x", ["a", "b"])
    "regexp_matches(lower(x), '^(a|b)$')"
    """
    return _fits(text, f"^({_either(names)}){TAIL if tail else ''}$")


def is_address_of(text: str, mailboxes: Iterable[str], domains: Iterable[str]) -> str:
    """SQL that is true where a text is an address with one of these mailboxes or domains.

    >>> is_address_of("x", ["test"], ["example.com"])
    "regexp_matches(lower(x), '^((test)([+][^@]*)?@.*|[^@]*@(example[.]com))$')"
    """
    return _fits(text, f"^(({_either(mailboxes)})([+][^@]*)?@.*|[^@]*@({_either(domains)}))$")


def _either(names: Iterable[str]) -> str:
    """The names as one pattern, in the signs that every engine reads in the same way."""
    return "|".join(re.sub(r"([.+*?()\[\]{}|^$])", r"[\1]", name) for name in names)


def _fits(text: str, pattern: str) -> str:
    """SQL that is true where the whole text fits."""
    return f"regexp_matches(lower({text}), {quote.text(pattern)})"
