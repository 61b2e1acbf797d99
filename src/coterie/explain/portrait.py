"""A bounded sample of customers to draw, on the two directions in which customers differ most."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from coterie.explain.phrases import axis_words
from coterie.kernels.directions import directions_of, projected
from coterie.kernels.sampling import keys, shares
from coterie.records import Portrait
from coterie.sql import quote

if TYPE_CHECKING:
    from coterie.engines.duckdb import DuckDBEngine
    from coterie.records import Assigned, Feature, Features, Floats, Integers, Space

SIZE = 3000
LEAST = 40  # of each segment, or all it has
SHOWN = "portrait"
TELLING = 0.6  # a feature belongs to the meaning of an axis if it loads so much of the strongest one
DIGITS = 6


def portrait(engine: DuckDBEngine, features: Features, space: Space, assigned: Assigned) -> Portrait:
    """The sampled customers on the map, with their own values."""
    taken = sampled(assigned.segment)
    center, directions, shown = directions_of(space.points)
    place = projected(space.matrix[taken], center, directions)
    titles = [_meaning(space, features, direction) for direction in directions]
    values = _values(engine, features, taken)
    return Portrait(
        x=tuple(_short(v) for v in place[:, 0].tolist()),
        y=tuple(_short(v) for v in place[:, 1].tolist()),
        x_title=titles[0],
        y_title=titles[1],
        segment=tuple(assigned.segment[taken].tolist()),
        values=values,
        customers=features.customers,
        shown_share=min(1.0, shown),
    )


def sampled(segment: Integers) -> Integers:
    """The positions of the sample: of each segment its share, at least a few, those with the smallest keys.

    >>> sampled(np.array([1, 2, 1])).tolist()
    [0, 1, 2]
    """
    ids, sizes = np.unique(segment, return_counts=True)
    order = keys(np.arange(len(segment)))
    chosen = []
    for number, size in zip(ids, shares(sizes, SIZE, LEAST), strict=True):
        members = np.flatnonzero(segment == number)
        chosen.append(members[np.argsort(order[members], kind="stable")[:size]])
    return np.sort(np.concatenate(chosen))


def _meaning(space: Space, features: Features, direction: Floats) -> str:
    """What going along a direction means, in the words of the features."""
    loads = direction @ np.array(space.model.components) if space.model.components else direction
    names = _axis_features(space, features)
    by_feature = [(feature, float(load)) for feature, load in zip(names, loads, strict=True) if feature]
    strongest = max((abs(load) for _, load in by_feature), default=0.0)
    if not strongest:
        return ""
    ranked = sorted(by_feature, key=lambda pair: -round(abs(pair[1]), 9))
    return axis_words([(f, load) for f, load in ranked if abs(load) >= TELLING * strongest][:3])


def _axis_features(space: Space, features: Features) -> list[Feature | None]:
    """The feature of each coordinate before any PCA; none for one that marks missing values or a level."""
    known = {f.name: f for f in features.columns}
    found: list[Feature | None] = []
    for parameter in space.model.parameters:
        if parameter.kind == "numeric":
            found += [known[parameter.feature], *([None] if parameter.indicator else [])]
        else:
            found += [None] * len(parameter.levels)
    return found


def _values(engine: DuckDBEngine, features: Features, taken: Integers) -> dict[str, tuple[float | str | None, ...]]:
    """Each feature of the sampled customers, in order of position."""
    engine.load(SHOWN, {"position": taken})
    columns = ", ".join(
        f"CAST(f.{quote.name(c.name)} AS {'DOUBLE' if c.kind == 'numeric' else 'VARCHAR'}) AS {quote.name(c.name)}"
        for c in features.columns
    )
    rows = engine.rows(
        f"SELECT {columns} FROM {quote.name(features.table)} AS f JOIN {SHOWN} AS p ON p.position = f.position ORDER BY f.position"
    )
    engine.run(f"DROP TABLE {SHOWN}")
    return {c.name: tuple(_short(row[i]) for row in rows) for i, c in enumerate(features.columns)}


def _short(value: Any) -> Any:
    """A number with the digits that a picture needs."""
    return float(f"{value:.{DIGITS}g}") if isinstance(value, float) else value
