"""Which methods a run compares: those that the plan names; for `auto` a field of unlike ones, within the budget of work.

Work is counted in distances between two points, not in seconds, so that the same plan gives the same field anywhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from coterie.registry import member

if TYPE_CHECKING:
    from coterie.plan import Plan

AUTO = "auto"
# Unlike ideas of a group, the surest first: means, a tree of them, clouds of any shape, density, people, chains of neighbours.
FIELD = ("kmeans", "ward", "mixture", "hdbscan", "medoids", "average", "affinity", "spectral", "rfm-grid")

Field = tuple[dict[str, Any], list[tuple[str, str]]]


def field(plan: Plan, points: int) -> Field:
    """The methods by name, and which of the field were left out for their work."""
    named = [name for name in plan.method if name != AUTO]
    kinds = {name: member("cluster", name) for name in named}
    left, refused = plan.work, list[tuple[str, str]]()
    for name in FIELD if AUTO in plan.method else ():
        kind = member("cluster", name)
        if name in kinds:
            continue
        work = 0.0 if kind.rule else kind.planned(plan).work(min(points, kind.largest or points), range(plan.k[0], plan.k[1] + 1))
        if work > left:
            refused.append((name, f"It would take {_millions(work)} distances, more than the {_millions(left)} that are left of the work."))
            continue
        kinds[name], left = kind, left - work
    return kinds, refused


def _millions(work: float) -> str:
    """A number of distances in words.

    >>> _millions(16_777_216), _millions(20_000)
    ('17 million', '20,000')
    """
    return f"{work / 1e6:,.0f} million" if work >= 1e6 else f"{work:,.0f}"
