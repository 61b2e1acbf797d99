"""The stage: parameters from the data, the coordinates of every customer, and the weighted points that stand for them."""

from __future__ import annotations

import statistics
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from coterie.errors import InputError
from coterie.kernels.components import principal_components
from coterie.kernels.compress import compress
from coterie.kernels.coordinates import axis_names
from coterie.kernels.moments import covariance
from coterie.records import Dropped, Feature, Features, Parameter, Past, Points, Space, SpaceModel
from coterie.space.category import fit_categories
from coterie.space.numeric import Fitted, fit_numbers
from coterie.space.past import past
from coterie.space.redundancy import Reduced, reduced
from coterie.sql import quote
from coterie.sql.coordinates import matrix_sql
from coterie.words import listed, percent, shown

if TYPE_CHECKING:
    from coterie.engines.duckdb import DuckDBEngine
    from coterie.plan import Plan
    from coterie.records import Floats


def space(engine: DuckDBEngine, plan: Plan, features: Features) -> Space:
    """Turn features into coordinates, and customers into at most `plan.budget` weighted points."""
    titles = {f.name: f.title for f in features.columns}
    found = _fitted(engine, plan, features)
    fitted = {one.parameter.feature: one for one in found if isinstance(one, Fitted)}
    dropped = tuple(one for one in found if isinstance(one, Dropped))
    if not fitted:
        return _all_the_same(engine, features, dropped)
    kept, matrix = _without_twins(engine, plan, features, tuple(one.parameter for one in fitted.values()))
    model = _plain(kept.parameters)
    if plan.pca:
        model = _with_components(model, matrix, plan.pca)
        matrix = engine.matrix(matrix_sql(model, features.table))
    points = compress(matrix, plan.budget)
    final = [fitted[p.feature] for p in model.parameters]
    return Space(
        model=model,
        points=points,
        matrix=matrix,
        dropped=dropped + kept.dropped,
        clipped={one.parameter.feature: one.clipped for one in final if one.clipped},
        titles=titles,
        past=_past(engine, plan, features, model),
        notes=_logarithms(final, titles) + kept.notes + _components(model, plan) + _compression(points),
    )


def _past(engine: DuckDBEngine, plan: Plan, features: Features, model: SpaceModel) -> Past:
    """Customers as they were on an earlier day, in the space that the same features would have made on that day."""
    found = past(engine, features.earlier)
    if found.spent is None:
        return found
    compared = {p.feature for p in model.parameters}
    columns = tuple(f for f in features.columns if f.name in compared)
    then = replace(features, table=features.earlier.table, customers=len(found.spent), columns=columns)
    parameters = tuple(one.parameter for one in _fitted(engine, plan, then) if isinstance(one, Fitted))
    if not parameters:
        return Past(reason=f"no feature told customers apart on {features.earlier.as_of}")
    earlier = _plain(parameters)
    matrix = engine.matrix(matrix_sql(earlier, then.table))
    if plan.pca:
        matrix = engine.matrix(matrix_sql(_with_components(earlier, matrix, plan.pca), then.table))
    return replace(found, matrix=matrix)


def _fitted(engine: DuckDBEngine, plan: Plan, features: Features) -> list[Fitted | Dropped]:
    """Every feature, in order, fitted or dropped; categories weigh as much as the median numeric feature does."""
    wanted = [f for f in features.columns if f.space]
    numbers = [f for f in wanted if f.kind == "numeric"]
    found = fit_numbers(engine, plan, features.table, features.customers, numbers)
    variances = [one.variance for one in found.values() if isinstance(one, Fitted)]
    categories = [f for f in wanted if f.kind == "category"]
    weight = statistics.median(variances) if variances else 1.0
    found |= fit_categories(engine, features.table, features.customers, categories, weight)
    return [found[f.name] for f in wanted]


def _without_twins(engine: DuckDBEngine, plan: Plan, features: Features, parameters: tuple[Parameter, ...]) -> tuple[Reduced, Floats]:
    """The parameters without what would count twice, and every customer's coordinates."""
    matrix = engine.matrix(matrix_sql(_plain(parameters), features.table))
    if plan.redundant == 1:
        return Reduced(parameters), matrix
    asked = frozenset(plan.features) | frozenset(plan.attributes)
    kept = reduced(parameters, covariance(matrix)[1], plan.redundant, asked, {f.name: f.title for f in features.columns})
    return kept, matrix if kept.parameters == parameters else engine.matrix(matrix_sql(_plain(kept.parameters), features.table))


def _plain(parameters: tuple[Parameter, ...]) -> SpaceModel:
    """The space of these parameters, without PCA."""
    return SpaceModel(parameters, axis_names(parameters))


def _with_components(model: SpaceModel, matrix: Floats, count: int) -> SpaceModel:
    """The space turned to its principal components."""
    mean, spread = covariance(matrix)
    components, explained = principal_components(spread, count)
    return SpaceModel(
        model.parameters,
        axes=tuple(f"pc{number + 1}" for number in range(len(components))),
        components=tuple(tuple(row) for row in components.tolist()),
        pca_center=tuple(mean.tolist()),
        explained=tuple(explained.tolist()),
    )


def _logarithms(fitted: list[Fitted], titles: Mapping[str, str]) -> tuple[str, ...]:
    """Of which features logarithms were taken, with their skewness before and after."""
    taken = [
        f"{titles[one.parameter.feature]} ({shown(one.skews[0], '.1f')}, then {shown(one.skews[1], '.1f')})" for one in fitted if one.skews
    ]
    why = "Compared by logarithms, because the values are very uneven from customer to customer (skewness before, then after)"
    return (f"{why}: {listed(taken)}.",) if taken else ()


def _components(model: SpaceModel, plan: Plan) -> tuple[str, ...]:
    """What the principal components keep."""
    if not plan.pca:
        return ()
    found = len(model.components)
    count = (
        f"{found} principal components" if found == plan.pca else f"All {found} principal components that there are ({plan.pca} asked for)"
    )
    return (f"{count} keep {sum(model.explained):.1%} of the variance.",)


def _compression(points: Points) -> tuple[str, ...]:
    """How much of what customers differ in lies inside the points, where there are fewer points than customers."""
    if points.exact:
        return ()
    mean = points.weight @ points.mean / points.weight.sum()
    inside = float(np.einsum("nii->", points.scatter))
    between = float(np.einsum("n,ni->", points.weight, np.square(points.mean - mean)))
    share = inside / (inside + between)
    return (f"{len(points.cell):,} customers stand as {len(points.weight):,} points; {percent(share)} of the variance lies inside them.",)


def _all_the_same(engine: DuckDBEngine, features: Features, dropped: tuple[Dropped, ...]) -> Space:
    """Customers who are alike in all that is known stand on one spot; where nothing is known of them, that is an error."""
    wanted = [f for f in features.columns if f.space]
    distinct = engine.row(f"SELECT {_listed_distinct(wanted)} FROM {quote.name(features.table)}") if wanted else {}
    known = [f for f in wanted if distinct[f.name] == 1]
    if not known or max(distinct.values()) > 1:
        raise _nothing_left(dropped)
    first = known[0]
    levels: dict[str, Any] = {} if first.kind == "numeric" else {"levels": ("",), "centers": (0.0,), "scales": (1.0,)}
    model = _plain((Parameter(first.name, first.kind, weight=0.0, **levels),))
    matrix = engine.matrix(matrix_sql(model, features.table))
    note = f"The {features.customers:,} customers are the same in everything that is compared." if features.customers > 1 else ""
    return Space(model, compress(matrix, 1), matrix, tuple(d for d in dropped if d.feature != first.name), notes=(note,) if note else ())


def _listed_distinct(features: list[Feature]) -> str:
    """How many different values each feature has, as the columns of a query."""
    return ", ".join(f"count(DISTINCT {quote.name(f.name)}) AS {quote.name(f.name)}" for f in features)


def _nothing_left(dropped: tuple[Dropped, ...]) -> InputError:
    """The error when no feature tells customers apart."""
    why = "; ".join(f"{one.feature}: {one.reason}" for one in dropped[:3]) + ("; …" if len(dropped) > 3 else "")
    return InputError(
        "nothing-to-compare",
        f"No feature tells these customers apart ({why})" if why else "There is no feature to compare customers by",
        remedy="Give more customers or more columns, or name other features.",
    )
