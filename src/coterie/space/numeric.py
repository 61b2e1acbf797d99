"""How a number becomes a coordinate: what is filled in, which transform, where it is clipped, how it is scaled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from coterie.kernels.coordinates import transformed
from coterie.records import Dropped, Feature, Parameter
from coterie.space.measure import Draft, Range, Shape, ranges, shapes

if TYPE_CHECKING:
    from coterie.engines.duckdb import DuckDBEngine
    from coterie.plan import Plan

ALIKE = 0.995  # so many customers with one value make a feature near-constant
MISSING = 0.99  # above: nearly all missing
MARKED = 0.01  # from this share on, being missing is a coordinate of its own
SKEWED = 1.0  # above: logarithms are tried
BETTER = 0.9  # and taken when they lower the skewness at least to this share of it
KNOTS = 21
TRANSFORMS: dict[str, tuple[Literal["identity", "log"], ...]] = {"auto": ("identity", "log"), "log": ("log",), "none": ("identity",)}


@dataclass(frozen=True)
class Fitted:
    """A feature that became coordinates: `variance` is what it weighs, `clipped` how many customers were pulled in.

    `skews` is its skewness before and after, where logarithms were taken because of it.
    """

    parameter: Parameter
    variance: float = 1.0
    clipped: int = 0
    skews: tuple[float, float] | None = None


def fit_numbers(engine: DuckDBEngine, plan: Plan, table: str, customers: int, features: Sequence[Feature]) -> dict[str, Fitted | Dropped]:
    """Every numeric feature, fitted or dropped with the reason."""
    found = dict(zip(features, ranges(engine, table, [f.name for f in features], _shares(plan)), strict=True))
    reasons = {f: _no_range(f, r, customers) for f, r in found.items()}
    drafts = [draft for f, r in found.items() if not reasons[f] for draft in _drafts(f.name, r, plan)]
    measured = list(zip(drafts, shapes(engine, table, drafts), strict=True))
    fitted: dict[str, Fitted | Dropped] = {}
    for f, r in found.items():
        own = [(d, s) for d, s in measured if d.parameter.feature == f.name]
        reason = reasons[f] or _near_constant(f, own[0], r)
        fitted[f.name] = Dropped(f.name, reason) if reason else _fitted(own, r, customers, plan)
    return fitted


def _shares(plan: Plan) -> list[float]:
    """The quantiles that the plan needs."""
    shares = {0.5, plan.clip, 1 - plan.clip} if plan.clip else {0.5}
    if plan.scale == "robust":
        shares |= {0.25, 0.75}
    if plan.scale == "quantile":
        shares |= set(_ranks())
    return sorted(shares)


def _ranks() -> list[float]:
    """Where the knots of the quantile scale stand."""
    return [rank / (KNOTS - 1) for rank in range(KNOTS)]


def _no_range(feature: Feature, found: Range, customers: int) -> str:
    """Why a feature tells nobody apart, from its range alone; empty when it may."""
    if found.known < (1 - MISSING) * customers or not found.known:
        return f"known for only {found.known:,} of {customers:,} customers" if found.known else "known for no customer"
    if found.low == found.high:
        where = "every customer" if found.known == customers else "every customer where it is known"
        return f"the same for {where} ({found.low:{feature.show}})"
    return ""


def _near_constant(feature: Feature, measured: tuple[Draft, Shape], found: Range) -> str:
    """Why a feature says next to nothing: a value that nearly all have is the median, so counting the median is enough."""
    draft, shape = measured
    share = shape.most / found.known
    return f"the same for {share:.1%} of customers ({draft.parameter.fill:{feature.show}})" if share >= ALIKE else ""


def _drafts(name: str, found: Range, plan: Plan) -> list[Draft]:
    """The feature under each transform that the plan lets it have."""
    plain = Parameter(name, "numeric", fill=found.quantile[0.5])
    if plan.scale == "quantile":  # it has no extremes, and no transform changes it
        knots = tuple(found.quantile[rank] for rank in _ranks())
        return [Draft(replace(plain, transform="knots", knots=knots), found.low, found.high)]
    low, high = (found.quantile[plan.clip], found.quantile[1 - plan.clip]) if plan.clip else (found.low, found.high)
    clips = bool(plan.clip) and low < high  # where the ends meet, clipping would take all there is
    if not clips:
        low, high = found.low, found.high
    drafts = []
    for transform in TRANSFORMS[plan.transform]:
        draft = Draft(replace(plain, transform=transform), low, high)
        bottom, top = draft.ends()
        if bottom < top:  # logarithms of great numbers that are close together may be one number
            drafts.append(replace(draft, parameter=replace(draft.parameter, low=bottom, high=top)) if clips else draft)
    return drafts or [Draft(plain, low, high)]


def _fitted(measured: Sequence[tuple[Draft, Shape]], found: Range, customers: int, plan: Plan) -> Fitted:
    """The transform chosen, the scale set, and the mark of the missing added."""
    (draft, shape), *others = measured
    skews = None
    for other, straightened in others:
        if abs(shape.skew) > SKEWED and abs(straightened.skew) < BETTER * abs(shape.skew):
            skews = (shape.skew, straightened.skew)
            draft, shape = other, straightened
    center, scale = _scale(draft, shape, found, plan)
    missing = 1 - found.known / customers
    # Being missing is one standard deviation away from not being: with its mark, a feature never weighs more than without.
    indicator = (missing, scale / shape.deviation) if missing >= MARKED else None
    parameter = replace(draft.parameter, center=center, scale=scale, indicator=indicator)
    return Fitted(parameter, (shape.deviation / scale) ** 2, shape.clipped, skews)


def _scale(draft: Draft, shape: Shape, found: Range, plan: Plan) -> tuple[float, float]:
    """Center and scale of the transformed values."""
    if plan.scale == "robust":
        quartiles = np.array([found.quantile[0.25], found.quantile[0.5], found.quantile[0.75]])
        low, middle, high = transformed(draft.parameter, quartiles).tolist()
        if high > low:
            return middle, (high - low) / 1.349
    if plan.scale == "minmax":
        bottom, top = draft.ends()
        return bottom, top - bottom
    return (shape.mean, shape.deviation) if plan.scale in ("standard", "robust") else (0.0, 1.0)
