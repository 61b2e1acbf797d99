"""A real shop, month after month: thirteen runs, each after the last one."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest

import coterie
from coterie.compare import since_told
from coterie.report import md

pytestmark = [pytest.mark.long, pytest.mark.xdist_group("months")]  # the thirteen runs are made once
ENDS = [date(2011 + month // 12, month % 12 + 1, 1) - timedelta(days=1) for month in range(13)]


@pytest.fixture(scope="module")
def months(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> list[coterie.Segmentation]:
    """A run at the end of each month from December 2010 on, in a chain."""
    orders = tmp_path_factory.mktemp("months") / "orders.parquet"
    duckdb.sql(f"COPY (SELECT * FROM read_csv('{shared / 'online_retail.csv.gz'}', all_varchar = true)) TO '{orders}' (FORMAT parquet)")

    def chain() -> Iterator[coterie.Segmentation]:
        previous = None
        for day in ENDS:
            previous = coterie.segment(orders, previous=previous, until=day, method="kmeans", k="3:5", starts=3, keep="")
            yield previous

    return list(chain())


def test_every_customer_is_in_one_move_each_month(months: list[coterie.Segmentation]) -> None:
    for before, after in itertools.pairwise(months):
        moves = after.story.comparison.moves
        for side, run in (("before", before), ("after", after)):
            sizes: dict[int, int] = {}
            for move in moves:
                if (segment := getattr(move, side)) is not None:
                    sizes[segment] = sizes.get(segment, 0) + move.customers
            assert sizes == {s.id: s.customers for s in run.story.segments.segments}


def test_most_segments_keep_their_ids_and_no_id_comes_back(months: list[coterie.Segmentation]) -> None:
    ids = [{s.id for s in run.story.segments.segments} for run in months]
    gone: set[int] = set()
    for before, after in itertools.pairwise(ids):
        gone |= before - after
        assert not gone & after
    assert sum(len(before & after) for before, after in itertools.pairwise(ids)) >= 0.8 * sum(map(len, ids[1:]))


def test_the_verdict_settles_once_there_is_some_history(months: list[coterie.Segmentation]) -> None:
    verdicts = [run.story.comparison.verdict for run in months]
    assert verdicts[0] == ""
    assert verdicts[1] == "anew"  # a month of history says little of two
    assert {*verdicts[4:]} <= {"keep", "refresh"}


def test_the_last_month_reads_as_a_story(months: list[coterie.Segmentation]) -> None:
    last = months[-1]
    told = since_told(last.story)
    assert told[0].startswith("Compared with the run as of 1 December 2011, by the 4,284 customers in both")
    assert any(line.endswith("40 are new, all of then are still there.") for line in told)
    assert all(line in md.write(last.story, None).decode().replace("\\", "") for line in told)
    assert {*last.customers["since"].astype(str).str[:10]} <= {str(run.story.model.as_of) for run in months}
