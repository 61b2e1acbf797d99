"""All the order there is: tuples of stages, and the loop that walks them.

A stage is a function that names the records it needs as parameters and returns a new one. The loop hands every
record on under its class name in lower case, together with `engine` and `plan`.
"""

from __future__ import annotations

import inspect
import time
from collections.abc import Callable
from typing import Any

from coterie.assign import assign, settle
from coterie.clean import clean, clean_sql
from coterie.cluster import cluster
from coterie.explain import explain, group
from coterie.explore import explore
from coterie.features import features, features_sql
from coterie.judge import judge
from coterie.meter import meter_of
from coterie.read import read
from coterie.since import since
from coterie.space import space
from coterie.value import value

Stage = Callable[..., Any]

FIT: tuple[Stage, ...] = (read, clean, features, explore, value, space, cluster, judge, settle, assign, explain, since)
APPLY: tuple[Stage, ...] = (read, clean, features, value, assign)
AGAIN: tuple[Stage, ...] = (value, cluster, judge, settle, assign, explain)  # another method or k, from what a run has saved
TOLD: tuple[Stage, ...] = (group,)  # some customers beside all others
PORTABLE: tuple[Stage, ...] = (clean_sql, features_sql)  # what these two do, as SQL that a warehouse runs by itself

Watch = Callable[[str, float | None], None]


def unwatched(stage: str, seconds: float | None) -> None:
    """The watch of who wants no news."""


def walk(stages: tuple[Stage, ...], watch: Watch | None = None, **known: Any) -> dict[str, Any]:
    """Run the stages in order and return every record by its name.

    `watch` is told each stage's name before it (with None) and after it (with the seconds it took); its `meter`, if it has
    one, how far downloads are.

    >>> def double(number: int) -> float: return number * 2.0
    >>> walk((double,), number=4)
    {'number': 4, 'float': 8.0}
    """
    watch = watch or unwatched
    if "engine" in known:
        known["engine"].meter = meter_of(watch)
    for stage in stages:
        watch(stage.__name__, None)
        start = time.perf_counter()
        record = stage(**{name: known[name] for name in inspect.signature(stage).parameters})
        known[type(record).__name__.lower()] = record
        if "engine" in known:
            known["engine"].hold()
        watch(stage.__name__, time.perf_counter() - start)
    return known
