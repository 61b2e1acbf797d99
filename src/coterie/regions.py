"""Who is in a region of the map, or of two features: a box, and what there is to say of the customers inside."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from coterie.errors import InputError, did_you_mean, shown
from coterie.kernels.directions import directions_of, projected
from coterie.pipeline import TOLD, walk
from coterie.rebuilt import KNOWN, matrix_again, points_again
from coterie.records import Assigned, Group, Story
from coterie.sql import quote

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from coterie.engines.duckdb import DuckDBEngine
    from coterie.records import Cleaned, Features, Floats

IN_REGION = "customers_in_region"

Side = tuple[float | None, float | None]


@dataclass(frozen=True)
class Box:
    """From and to on the two axes, either of which may be None."""

    x: Side
    y: Side


def map_places(engine: DuckDBEngine, story: Story, points: Mapping[str, NDArray[Any]]) -> Floats:
    """Where every customer stands on the map (customers × 2), in order of position."""
    center, directions, _ = directions_of(points_again(points))
    return projected(matrix_again(engine, story), center, directions)


def feature_places(engine: DuckDBEngine, story: Story, features: Sequence[str]) -> Floats:
    """Where every customer stands by two features; a missing value stands nowhere."""
    numbers = [f.name for f in story.features.columns if f.kind == "numeric"]
    for name in features:
        if name not in numbers:
            raise InputError("unknown-feature", f"There is no number called {shown(name)} in this run", remedy=did_you_mean(name, numbers))
    columns = ", ".join(f"CAST({quote.name(name)} AS DOUBLE) AS c{place}" for place, name in enumerate(features))
    return engine.matrix(f"SELECT {columns} FROM {KNOWN} ORDER BY position")


def inside(places: Floats, box: Box) -> NDArray[np.bool_]:
    """Which customers the box holds, its edges included.

    >>> inside(np.array([[0.0, 0.0], [2.0, 0.0], [np.nan, 0.0]]), Box((0, 1), (None, None))).tolist()
    [True, False, False]
    """
    found = np.ones(len(places), dtype=bool)
    for column, side in zip(places.T, (box.x, box.y), strict=True):
        low, high = side
        found &= (column >= (-np.inf if low is None else low)) & (column <= (np.inf if high is None else high))
    return found


def region(engine: DuckDBEngine, story: Story, cleaned: Cleaned, features: Features, held: NDArray[np.bool_]) -> Group:
    """What there is to say of the customers who are held, and the segments that they are in."""
    nobody = np.zeros(len(held))
    labels = held.astype(np.int64)
    engine.load(IN_REGION, {"position": np.arange(len(held)), "segment": labels})
    assigned = Assigned(IN_REGION, labels, nobody, nobody)
    found: Group = walk(TOLD, engine=engine, cleaned=cleaned, features=features, exploration=story.exploration, assigned=assigned)["group"]
    joined = f"{KNOWN} AS k JOIN {IN_REGION} AS r ON r.position = k.position"
    counts = engine.rows(f"SELECT k.segment, count(*) FROM {joined} WHERE r.segment = 1 GROUP BY 1 ORDER BY 1")
    engine.run(f"DROP TABLE {IN_REGION}")
    return replace(found, segments={int(segment): int(count) for segment, count in counts})
