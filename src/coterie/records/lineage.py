"""How the segments of a run follow from those of an earlier one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal


@dataclass(frozen=True)
class Change:
    """What became of segments that did not simply stay: `before` are ids of the earlier run, `after` ids of this one.

    `merged`: two or more became one, which has the id of one of them. `split`: one fell into two or more, of which one has
    its id. `new`: nothing of the earlier run is like it. `lost`: nothing of this run is like it.
    """

    kind: Literal["merged", "split", "new", "lost"]
    before: tuple[int, ...]
    after: tuple[int, ...]


@dataclass(frozen=True)
class Lineage:
    """Where the ids of a run come from: the earlier run, how its segments were found again, and what became of them.

    `by` says how: by the customers of both runs, by the segments that the earlier model gives to the customers of this run
    (`prototypes`), or because both runs follow the same rule. `customers` were compared, `share` of the smaller run of the two
    (of this one, unless by customers). `kept` are the ids that stay, `names` what the earlier run called its segments, in the
    user's words. `highest` is the highest id that there ever was, so that none is given twice; `runs` are the
    names of all runs of the chain before this one, the last first.
    """

    run: str
    as_of: date | None
    by: Literal["customers", "prototypes", "rule"]
    customers: int
    share: float
    kept: tuple[int, ...]
    changes: tuple[Change, ...]
    names: Mapping[int, str]
    highest: int
    runs: tuple[str, ...] = ()
