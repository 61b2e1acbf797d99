"""How a category becomes coordinates: one per level, the whole block weighing as much as one numeric feature."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from coterie.errors import shown
from coterie.records import Dropped, Feature, Parameter
from coterie.space.measure import Levels, levels
from coterie.space.numeric import ALIKE, MISSING, Fitted

if TYPE_CHECKING:
    from coterie.engines.duckdb import DuckDBEngine

MOST = 12  # levels with a coordinate of their own, the pooled others among them
OWN = 0.5  # so many levels per customer make a column of names, not a category
OTHER = "(other)"
RARE = 0.95  # where more customers than that are pooled, no value is common


def fit_categories(
    engine: DuckDBEngine, table: str, customers: int, features: Sequence[Feature], variance: float
) -> dict[str, Fitted | Dropped]:
    """Every category, fitted so that its block has the given variance, or dropped with the reason."""
    found = zip(features, levels(engine, table, [f.name for f in features], MOST + 1), strict=True)
    return {f.name: _fitted(f.name, own, customers, variance) for f, own in found}


def _fitted(name: str, found: Levels, customers: int, variance: float) -> Fitted | Dropped:
    """One category."""
    pooled = found.distinct > MOST
    counts = dict(found.common[: MOST - 1] if pooled else found.common)
    if pooled:
        counts[OTHER + "'" * (OTHER in counts)] = customers - sum(counts.values())
    if reason := _reason(counts, found.distinct, customers):
        return Dropped(name, reason)
    shares = tuple(count / customers for count in counts.values())
    deviation = sum(share * (1 - share) for share in shares) ** 0.5
    parameter = Parameter(
        name,
        "category",
        levels=tuple(counts),
        other=pooled,
        centers=shares,
        scales=(deviation,) * len(shares),  # one for all, so that any two levels are equally far apart
        weight=variance**0.5,
    )
    return Fitted(parameter, variance)


def _reason(counts: dict[str, int], distinct: int, customers: int) -> str:
    """Why a category tells nobody apart; empty when it does."""
    missing, known = counts.get("", 0), distinct - ("" in counts)
    if missing > MISSING * customers or not known:
        return f"known for only {customers - missing:,} of {customers:,} customers" if known else "known for no customer"
    if known == customers - missing > 2 or (distinct > MOST and known >= OWN * (customers - missing)):
        return f"nearly every customer has their own value ({known:,} values, {customers - missing:,} customers)"
    pool = list(counts.values())[-1] if distinct > MOST else 0
    if pool > RARE * customers:
        return f"no value is common: {pool / customers:.1%} of customers have a rare one"
    level, most = max(counts.items(), key=lambda item: item[1])
    if most < ALIKE * customers:
        return ""
    return f"the same for {'every customer' if most == customers else f'{most / customers:.1%} of customers'} ({shown(level)})"
