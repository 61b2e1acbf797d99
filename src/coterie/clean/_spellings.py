"""Values of a column that are written in several ways: which are one, and which way of writing is kept.

Case and white space never tell values apart. Other words for the same thing, such as M for male, count only where the words
of one section of a small list are all that the column holds.
"""

from __future__ import annotations

import dataclasses
import functools
import tomllib
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from importlib.resources import files

from coterie.errors import shown
from coterie.records import Column
from coterie.sql import quote
from coterie.words import counted

MOST = 1000  # a column with more different values is no category


@functools.cache
def _sections() -> tuple[frozenset[str], dict[str, dict[str, str]]]:
    """What says that nothing is known; and per section, what each of its words means."""
    table = tomllib.loads(files("coterie.clean").joinpath("synonyms.toml").read_text(encoding="utf-8"))
    unknown = frozenset(table.pop("unknown"))
    return unknown, {name: {word: meaning for meaning, words in group.items() for word in words} for name, group in table.items()}


def folded(value: str) -> str:
    """A value without what never tells two apart.

    >>> folded(" Not  KNOWN ")
    'not known'
    """
    return " ".join(value.split()).casefold()


def mended(values: Mapping[str, int], known: Collection[str] = ()) -> dict[str, str]:
    """The values that are to be another one; `values` says how often each is there, `known` are those that a model knows.

    >>> mended({"M": 5, "male": 2, "F": 4, "F ": 1, "n/a": 1})
    {'F ': 'F', 'male': 'M'}
    >>> mended({"M": 5, "male": 2}, known=["Male", "Female"])
    {'M': 'Male', 'male': 'Male'}
    """
    found = dict[str, str]()
    for group in _groups({*values, *known}):
        kept = [value for value in group if value in known] or group
        best = min(kept, key=lambda value: (-values.get(value, 0), value))
        found |= {value: best for value in group if value in values and value != best and value not in known}
    return dict(sorted(found.items()))


def _groups(values: Collection[str]) -> Iterable[Collection[str]]:
    """The values that are one, together: by the words of a section that fits, unless another one contradicts it; or as written."""
    unknown, sections = _sections()
    plain = {folded(value) for value in values} - unknown
    as_written = _split(values, {})
    by_words = {_split(values, words) for words in sections.values() if plain <= words.keys()} - {as_written}
    return by_words.pop() if len(by_words) == 1 else as_written


def _split(values: Collection[str], words: Mapping[str, str]) -> frozenset[frozenset[str]]:
    """The values by what they mean."""
    found: dict[tuple[bool, str], set[str]] = defaultdict(set)
    for value in values:
        key = folded(value)
        found[key in words, words.get(key, key)].add(value)
    return frozenset(map(frozenset, found.values()))


def frequencies(column: Column, relation: str) -> str:
    """How often each value of a column is there, but for those of a column that has too many. White space is taken off once per text."""
    bare = column.value == f"text_of({column.text})"
    cells = f"SELECT {column.text if bare else column.value} AS cell, count(*) AS cells FROM {relation} WHERE _fault IS NULL GROUP BY 1"
    value = "text_of(cell)" if bare else "cell"
    return f"SELECT {value} AS value, sum(cells) AS cells FROM ({cells}) AS texts WHERE {value} IS NOT NULL GROUP BY 1 LIMIT {MOST + 1}"


def with_mended(column: Column, texts: Mapping[str, str]) -> Column:
    """The column with some values written as others."""
    cases = " ".join(f"WHEN {quote.text(value)} THEN {quote.text(other)}" for value, other in texts.items())
    return dataclasses.replace(column, value=f"CASE {column.value} {cases} ELSE {column.value} END")


def note(column: Column, texts: Mapping[str, str], rows: int) -> str:
    """What was done, for the user."""
    value, other = next(iter(texts.items()))
    spellings = f"{counted(rows, 'cell')} with {counted(len(texts), 'other spelling')} of a value"
    verb = "counts" if rows == 1 else "count"
    return f"{column.name}: {spellings}, such as {shown(value)}, {verb} as that value, {shown(other)}."
