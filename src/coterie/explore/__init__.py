"""What the data looks like before anything is clustered: the record behind `look` and the report's exploration."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coterie.explore.cells import quality
from coterie.explore.enough import cautions
from coterie.explore.figures import attribute_figures, order_figures
from coterie.explore.findings import findings
from coterie.explore.relations import relations
from coterie.explore.scores import score_cells
from coterie.explore.shapes import distributions
from coterie.explore.trade import trade
from coterie.kernels.sampling import sampled_sql
from coterie.records import Exploration
from coterie.sql import quote

if TYPE_CHECKING:
    from coterie.engines.duckdb import DuckDBEngine
    from coterie.plan import Plan
    from coterie.records import Cleaned, Features, Inputs

SAMPLE = 20_000

__all__ = ["explore"]


def explore(engine: DuckDBEngine, plan: Plan, inputs: Inputs, cleaned: Cleaned, features: Features) -> Exploration:
    """How good the columns are, key figures, months, the shape of every feature, relations, and what of it is worth knowing."""
    numbers = [f.name for f in features.columns if f.kind == "numeric"]
    columns = ", ".join(["position", *(quote.name(name) for name in numbers)])
    wanted = sampled_sql(features.customers, SAMPLE)
    matrix = engine.matrix(f"SELECT {columns} FROM {quote.name(features.table)} WHERE {wanted} ORDER BY position")
    sample = {name: matrix[:, place] for place, name in enumerate(numbers, 1)}
    shapes = distributions(engine, features, sample)
    trading = trade(engine, cleaned) if cleaned.orders else None
    figures = (order_figures(trading, cleaned) if trading else ()) + attribute_figures(features, shapes, orders=bool(trading))
    related = relations(sample)
    return Exploration(
        figures=figures,
        months=trading.months if trading else (),
        distributions=shapes,
        relations=related,
        findings=findings(cleaned, features, trading, shapes, related),
        cautions=cautions(cleaned, features, trading, shapes),
        sample=len(matrix),
        columns=quality(engine, inputs, cleaned),
        concentration=trading.concentration if trading else (),
        scores=score_cells(engine, features),
        cohorts=trading.cohorts if trading else None,
    )
