"""Two runs side by side, from their tables of customers and their models."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from coterie.compare.drift import drifts
from coterie.compare.fit import fit, judged
from coterie.compare.moves import crossed, moves, paired
from coterie.records import SCORES, Comparison
from coterie.sql import quote
from coterie.sql.coordinates import matrix_sql

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coterie.engines.duckdb import DuckDBEngine
    from coterie.records import Feature, Fit, Model

THEN, NOW = "compared_then", "compared_now"


@dataclass(frozen=True)
class Side:
    """One of the two: `table` has a row per customer, with `customer`, `segment` and the features, which the model knows.

    Of the earlier one it is also told what its segments were called, and which run it is.
    """

    table: str
    model: Model
    names: Mapping[int, str] = field(default_factory=dict)
    run: str = ""

    @property
    def money(self) -> bool:
        """Whether it is known what a customer brought."""
        return any(feature.name == "money" for feature in self.model.features)


def compared(engine: DuckDBEngine, then: Side, now: Side, *, follows: bool, threads: int | None = None) -> Comparison:
    """The comparison of two runs whose tables are in one engine; `follows` says that the ids of now are those of then."""
    for view, side in ((THEN, then), (NOW, now)):
        engine.run(f"CREATE OR REPLACE TEMP VIEW {view} AS {placed_sql(side)}")
    rows = crossed(engine, THEN, NOW, [view for view, side in ((THEN, then), (NOW, now)) if side.money])
    known = {(f.name, f.kind) for f in now.model.features}
    shared = [f for f in then.model.features if (f.name, f.kind) in known and f.family != SCORES]
    found = Comparison(
        run=then.run,
        as_of=then.model.as_of,
        names=dict(then.names),
        moves=moves(rows, {number: number for number in then.names} if follows else paired(rows)),
        drift=drifts(engine, shared, THEN, NOW),
        fit=_fit(engine, then.model, shared, threads),
    )
    for view in (THEN, NOW):
        engine.run(f"DROP VIEW {view}")
    verdict, reason = judged(found)
    return replace(found, verdict=verdict, reason=reason)


def placed_sql(side: Side) -> str:
    """The customers of a run with their segment, their features and their position, which is the order of their ids."""
    columns = ", ".join(quote.name(feature.name) for feature in side.model.features)
    return f'SELECT row_number() OVER (ORDER BY customer) - 1 AS "position", customer, segment, {columns} FROM {quote.name(side.table)}'


def _fit(engine: DuckDBEngine, model: Model, features: list[Feature], threads: int | None) -> Fit | None:
    """How the centres of then fit, where all that they need is known of the customers of now."""
    known = {feature.name for feature in features}
    if not len(model.centroids) or not all(parameter.feature in known for parameter in model.space.parameters):
        return None
    before, after = (engine.matrix(matrix_sql(model.space, table)) for table in (THEN, NOW))
    pairs = engine.arrays(f"SELECT b.position AS b, a.position AS a FROM {THEN} AS b JOIN {NOW} AS a ON a.customer = b.customer ORDER BY 1")
    return fit(before, after, model.centroids, (pairs["b"], pairs["a"]), threads)
