"""Your own names for scores, from the plan: a table of names, each with the scores that it is for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Self

from coterie.cluster._grid import Grid
from coterie.errors import InputError

if TYPE_CHECKING:
    from coterie.plan import Plan

AXES = ("r", "f", "m")
EXAMPLE = 'Give one such as name_map = {Best = ["5[45]"], Others = ["5[123]", "[1234][12345]"]}.'


class OwnMap(Grid):
    """The map in `name_map` of the plan: recency alone, recency and frequency, or money too, by how long its codes are.

    >>> from coterie.plan import Plan
    >>> OwnMap.planned(Plan(name_map={"Recent": ["[45]"], "Others": ["[123]"]})).names
    ('Recent', 'Others')
    """

    title = "Own map"
    when = "When your team has names of its own for scores of recency, frequency and money."
    place = "name_map"

    @classmethod
    def planned(cls, plan: Plan) -> Self:
        """The map of the plan; refused where a combination of scores has no name, or two."""
        if not plan.name_map:
            raise InputError("no-map", "The method 'own-map' needs a map of names", place=cls.place, remedy=EXAMPLE)
        longest = max(len(_places(code)) for codes in plan.name_map.values() for code in codes or ("",))
        axes = {axis: f"{axis}_score" for axis in AXES[:longest]}
        return cls({"bins": 5, "axes": axes, "needs": list(axes.values()), "segments": plan.name_map})


def _places(code: str) -> list[str]:
    """What a code says of each score.

    >>> _places("[12]5")
    ['[12]', '5']
    """
    return re.findall(r"\[\d+\]|\d", code)


MEMBER = OwnMap
