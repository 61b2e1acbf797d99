"""Scores as SQL: frozen cut-points, the same value always the same score."""

from __future__ import annotations

from coterie.records import Cuts
from coterie.sql import quote


def score(cuts: Cuts, value: str) -> str:
    """SQL for the score of a value: 1 + the edges that it reaches, or `bins` − the edges where few is best.

    >>> score(Cuts("f_score", "frequency", (2.0,), 5), "n")
    'CASE WHEN n IS NOT NULL THEN CAST(1 + CASE WHEN n >= 2.0e0::DOUBLE THEN 1 ELSE 0 END AS DOUBLE) END'
    """
    first, sign = (str(cuts.bins), "-") if cuts.reverse else ("1", "+")
    steps = (f"CASE WHEN {value} >= {quote.number(edge)} THEN 1 ELSE 0 END" for edge in cuts.edges)
    return f"CASE WHEN {value} IS NOT NULL THEN CAST({f' {sign} '.join([first, *steps])} AS DOUBLE) END"
