"""What all name maps share: names for the cells of a grid of scores, read from the TOML file beside the member.

A map's segment is a list of patterns, one place per axis: `[12]5` is a first score of 1 or 2 with a second of 5. `third(x)`
in an axis is a score from 1 to 3, by thirds of the feature x; `otherwise` names who has no scores, as nothing was ordered.
"""

from __future__ import annotations

import itertools
import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Self

from coterie.errors import InputError
from coterie.records import Cuts
from coterie.sql import quote
from coterie.sql.scores import score

if TYPE_CHECKING:
    from coterie.engines.duckdb import DuckDBEngine
    from coterie.plan import Plan

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

    def __init__(self, data: Mapping[str, Any] | None = None, cuts: Sequence[Cuts] = ()) -> None:
        data = data or tomllib.loads(self.file.read_text(encoding="utf-8"))
        self.data, self.cuts = data, tuple(cuts)
        self.axes: dict[str, str] = data["axes"]
        self.needs: tuple[str, ...] = tuple(data["needs"])
        self.thirds: tuple[str, ...] = tuple(data.get("thirds", ()))
        self.otherwise: str = data.get("otherwise", "")
        self.segments = {name: tuple(map(_parsed, patterns)) for name, patterns in data["segments"].items()}
        self._check(int(data["bins"]))

    @property
    def place(self) -> str:
        """Where the map stands."""
        return self.file.name

    @classmethod
    def planned(cls, plan: Plan) -> Self:
        """The map; that of the user's own comes from the plan."""
        return cls()

    def cut(self, engine: DuckDBEngine, table: str) -> Self:
        """The map with the cut-points of the thirds that it needs, found in the data once; equal values are never divided."""
        return type(self)(self.data, [_thirds(engine, feature, table) for feature in self.thirds])

    @property
    def names(self) -> tuple[str, ...]:
        """The segments' names, in the order of their numbers."""
        return (*self.segments, *([self.otherwise] if self.otherwise else []))

    def segment_sql(self, cuts: Sequence[Cuts] = ()) -> str:
        """SQL that gives a customer's segment number, 1, 2, 3… in the order of `names`; NULL without scores.

        `cuts` are those of a saved model.
        """
        cases = [f"WHEN {' OR '.join(map(self._condition, patterns))} THEN {i}" for i, patterns in enumerate(self.segments.values(), 1)]
        ordered = " AND ".join(f"{quote.name(score)} IS NOT NULL" for score in self.needs)
        cases += [f"WHEN NOT ({ordered}) THEN {len(self.names)}"] if self.otherwise else []
        sql = f"CASE {' '.join(cases)} END"
        for each in cuts or self.cuts:
            sql = sql.replace(f"third({each.feature})", score(each, quote.name(each.feature)))
        return sql

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
                raise InputError("bad-map", fact, place=self.place, remedy="Give every combination of scores exactly one name.")


def _thirds(engine: DuckDBEngine, feature: str, table: str) -> Cuts:
    """The smallest values above the first and the second third; where they are the same, a bin stays empty."""
    own = quote.name(feature)
    steps = [f"exact_quantile({own}, {step / 3!r}) AS q{step}" for step in (1, 2)]
    edges = [f"min({own}) FILTER (WHERE {own} > q{step})" for step in (1, 2)]
    found = engine.rows(f"WITH q AS (SELECT {', '.join(steps)} FROM {table}) SELECT {', '.join(edges)} FROM {table} CROSS JOIN q")[0]
    return Cuts(f"third({feature})", feature, tuple(float(edge) for edge in found if edge is not None), 3)


def _parsed(pattern: str) -> Pattern:
    """A pattern as the scores that each place allows.

    >>> _parsed("[12]5") == (frozenset({1, 2}), frozenset({5}))
    True
    """
    return tuple(frozenset(map(int, place.strip("[]"))) for place in re.findall(r"\[\d+\]|\d", pattern))


def _fits(pattern: Pattern, code: tuple[int, ...]) -> bool:
    """Whether a combination of scores fits a pattern."""
    return len(pattern) == len(code) and all(score in allowed for score, allowed in zip(code, pattern, strict=True))
