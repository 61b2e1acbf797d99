"""The migration table: who moved from which segment to which, with their money, who is new and who is gone."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from coterie.kernels.matching import matched
from coterie.records import NO_SEGMENT, Move
from coterie.sql import quote

if TYPE_CHECKING:
    from coterie.engines.duckdb import DuckDBEngine

Row = tuple[int | None, int | None, int, float | None, float | None]


def crossed(engine: DuckDBEngine, then: str, now: str, money: Collection[str]) -> list[Row]:
    """How many customers are in each pair of segments, and their money in the runs of `money`; None for who is in one run only."""
    return [(b, a, n, *sums) for b, a, n, *sums in engine.rows(moves_sql(then, now, money))]


def moves_sql(then: str, now: str, money: Collection[str]) -> str:
    """Customers and money per segment of then and of now; each customer of either run once.

    >>> print(moves_sql("then", "now", ["now"]))
    SELECT b.segment AS before, a.segment AS after, count(*) AS customers,
        0.0 AS money_before, exact_sum(a.money) AS money_after
        FROM "then" AS b FULL JOIN "now" AS a ON a.customer = b.customer
        GROUP BY b.segment, a.segment ORDER BY b.segment, a.segment
    """
    sums = [f"exact_sum({side}.money)" if table in money else "0.0" for side, table in (("b", then), ("a", now))]
    return (
        f"SELECT b.segment AS before, a.segment AS after, count(*) AS customers,\n"
        f"    {sums[0]} AS money_before, {sums[1]} AS money_after\n"
        f"    FROM {quote.name(then)} AS b FULL JOIN {quote.name(now)} AS a ON a.customer = b.customer\n"
        f"    GROUP BY b.segment, a.segment ORDER BY b.segment, a.segment"
    )


def moves(rows: Sequence[Row], same: Mapping[int, int]) -> tuple[Move, ...]:
    """The moves; `same` says which segment of now each of then is, where it is still there.

    >>> moves([(1, 4, 2, None, 3.0)], {1: 4})
    (Move(before=1, after=4, customers=2, money_before=0.0, money_after=3.0, stayed=True),)
    """
    return tuple(
        Move(b, a, n, money_before or 0.0, money_after or 0.0, stayed=b is not None and a is not None and same.get(b) == a)
        for b, a, n, money_before, money_after in rows
    )


def paired(rows: Sequence[Row]) -> dict[int, int]:
    """Which segment of now each of then is, told by the customers of both; who is in no segment stays there.

    >>> paired([(1, 7, 9, 0, 0), (2, 8, 9, 0, 0), (2, 7, 1, 0, 0), (None, 8, 5, 0, 0)])
    {1: 7, 2: 8, 0: 0}
    """
    then = sorted({b for b, *_ in rows if b})
    now = sorted({a for _, a, *_ in rows if a})
    shared = np.zeros((len(now), len(then)), dtype=np.int64)
    sizes_then, sizes_now = np.zeros(len(then), dtype=np.int64), np.zeros(len(now), dtype=np.int64)
    for b, a, n, *_ in rows:
        if b and a:
            shared[now.index(a), then.index(b)] += n
        if b and a is not None:
            sizes_then[then.index(b)] += n
        if a and b is not None:
            sizes_now[now.index(a)] += n
    found = matched(shared, sizes_now, sizes_then).tolist()
    return {then[place]: now[row] for row, place in enumerate(found) if place >= 0} | {NO_SEGMENT: NO_SEGMENT}
