"""The records of a run as its stages had them, made again from what was saved: no file of the user's is read for it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from coterie.records import Cleaned, Features, Past, Points, Space, Story
from coterie.sql.coordinates import matrix_sql

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from coterie.engines.duckdb import DuckDBEngine
    from coterie.records import Floats

KNOWN, BOUGHT = "known_customers", "known_orders"
NO_PAST = "a saved run does not hold what customers were on an earlier day"


def customers_again(engine: DuckDBEngine, story: Story, placed: str) -> Features:
    """The features, in a table of the engine; `placed` is a query that gives `position` and the customers' columns."""
    engine.run(f"CREATE OR REPLACE TEMP TABLE {KNOWN} AS {placed}")
    return replace(story.features, table=KNOWN)


def orders_again(engine: DuckDBEngine, story: Story, orders: str) -> Cleaned:
    """What cleaning left; `orders` is the query for the orders, "" where the run never had any.

    The lines of the orders are not saved, so nothing is known of products.
    """
    if not orders:
        return Cleaned(story.ledger, "")
    engine.run(f"CREATE OR REPLACE TEMP VIEW {BOUGHT} AS {orders}")
    days = engine.row(f'SELECT CAST(min("at") AS DATE) AS first, CAST(max("at") AS DATE) AS last FROM {BOUGHT}')
    return Cleaned(
        story.ledger,
        "",
        orders=BOUGHT,
        roles=frozenset({"amount"}),
        as_of=story.features.as_of,
        currency=story.features.money_unit,
        **days,
    )


def matrix_again(engine: DuckDBEngine, story: Story) -> Floats:
    """The coordinates of every customer, in order of position, from the table that `customers_again` makes."""
    return engine.matrix(matrix_sql(story.model.space, KNOWN))


def points_again(points: Mapping[str, NDArray[Any]]) -> Points:
    """The weighted points; a point without scatter stands for customers who are alike."""
    return Points(points["mean"], points["weight"], points["scatter"], points["cell"], exact=not points["scatter"].any())


def space_again(engine: DuckDBEngine, story: Story, points: Mapping[str, NDArray[Any]]) -> Space:
    """The space with its points, but for the past."""
    return Space(
        model=story.model.space,
        points=points_again(points),
        matrix=matrix_again(engine, story),
        dropped=story.dropped,
        clipped=story.clipped,
        titles={f.name: f.title for f in story.features.columns},
        past=Past(reason=NO_PAST),
    )
