"""How many customers have each pair of scores, by how recently and how often they bought, and what they brought."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coterie.records import ScoreCell
from coterie.sql import quote

if TYPE_CHECKING:
    from coterie.engines.duckdb import DuckDBEngine
    from coterie.records import Features


def score_cells(engine: DuckDBEngine, features: Features) -> tuple[ScoreCell, ...]:
    """Every pair that occurs; none where the scores are not known."""
    names = {f.name for f in features.columns}
    if not {"r_score", "f_score"} <= names:
        return ()
    rows = engine.rows(score_cells_sql(features.table, money="money" in names))
    total = sum(money or 0.0 for *_, money in rows)
    return tuple(
        ScoreCell(int(r), int(f), n, money or 0.0, n / features.customers, (money or 0.0) / total if total > 0 else 0.0)
        for r, f, n, money in rows
    )


def score_cells_sql(table: str, *, money: bool) -> str:
    """Customers and money of each pair of scores.

    >>> score_cells_sql("features", money=False).startswith("SELECT r_score, f_score, count(*) AS customers, 0 AS money FROM")
    True
    """
    spent = "exact_sum(money)" if money else "0"
    source = f"{quote.name(table)} WHERE r_score IS NOT NULL AND f_score IS NOT NULL"
    return f"SELECT r_score, f_score, count(*) AS customers, {spent} AS money FROM {source} GROUP BY 1, 2 ORDER BY 1, 2"
