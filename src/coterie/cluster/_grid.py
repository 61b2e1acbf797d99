"""What all name maps share: names for the cells of a grid of scores, read from the TOML file beside the member.

A map's segment is a list of patterns, one place per axis: `[12]5` is a first score of 1 or 2 with a second of 5.
"""

from __future__ import annotations

import itertools
import re
import tomllib
from pathlib import Path
from typing import ClassVar

from coterie.errors import InputError

Pattern = tuple[frozenset[int], ...]


class Grid:
    """A rule that names every combination of scores. A new map is a subclass that says which `file` holds it."""

    title: ClassVar[str]
    when: ClassVar[str]
    weights = "not concerned: every customer is looked at"
    sure = "the same, though a rule does not look at distances: 1 on the middle of the own segment, 0 as near to another's"
    rule = True
    settings = ()
    centroid = False
    largest = None
    file: ClassVar[Path]

    def __init__(self) -> None:
        data = tomllib.loads(self.file.read_text(encoding="utf-8"))
        self.axes: dict[str, str] = data["axes"]
        self.needs: tuple[str, ...] = tuple(data["needs"])
        self.segments = {name: tuple(map(_parsed, patterns)) for name, patterns in data["segments"].items()}
        self._check(int(data["bins"]))

    @property
    def names(self) -> tuple[str, ...]:
        """The segments' names, in the order of their numbers."""
        return tuple(self.segments)

    def segment_sql(self) -> str:
        """SQL that gives a customer's segment number, 1, 2, 3… in the order of `names`; NULL without scores."""
        cases = [f"WHEN {' OR '.join(map(self._condition, patterns))} THEN {i}" for i, patterns in enumerate(self.segments.values(), 1)]
        return f"CASE {' '.join(cases)} END"

    def _condition(self, pattern: Pattern) -> str:
        """SQL that says whether a customer's scores fit a pattern."""
        fits = [f"{axis} IN ({', '.join(map(str, sorted(digits)))})" for axis, digits in zip(self.axes.values(), pattern, strict=True)]
        return f"({' AND '.join(fits)})"

    def _check(self, bins: int) -> None:
        """Refuse a map with a gap or an overlap."""
        for code in itertools.product(range(1, bins + 1), repeat=len(self.axes)):
            fits = [name for name, patterns in self.segments.items() for p in patterns if _fits(p, code)]
            if len(fits) != 1:
                scores = " ".join(f"{axis}={score}" for axis, score in zip(self.axes, code, strict=True))
                fact = f"{scores} has {'two names: ' + ' and '.join(fits) if fits else 'no name'}"
                raise InputError("bad-map", fact, place=self.file.name, remedy="Give every combination of scores exactly one name.")


def _parsed(pattern: str) -> Pattern:
    """A pattern as the scores that each place allows.

    >>> _parsed("[12]5") == (frozenset({1, 2}), frozenset({5}))
    True
    """
    return tuple(frozenset(map(int, place.strip("[]"))) for place in re.findall(r"\[\d+\]|\d", pattern))


def _fits(pattern: Pattern, code: tuple[int, ...]) -> bool:
    """Whether a combination of scores fits a pattern."""
    return len(pattern) == len(code) and all(score in allowed for score, allowed in zip(code, pattern, strict=True))
