"""Whole flows: from a file to named segments, saved, loaded and scored."""

from __future__ import annotations

import hashlib
import json
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import coterie
from coterie.demo import make_world
from coterie.kernels import nearest
from coterie.segmentation import Segmentation

FAST = {"k": "3:5", "starts": 3}
KINDS = ["shop", "bank", "mall"]


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shop")
    make_world("shop", folder, customers=400, seed=7)
    return folder


@pytest.fixture(scope="module")
def result(shop: Path) -> Segmentation:
    return coterie.segment(shop / "orders.csv", shop / "customers.csv", **FAST)


def digests(run: Path) -> dict[str, str]:
    return {f.name: hashlib.sha256(f.read_bytes()).hexdigest() for f in sorted(run.iterdir()) if f.name != "log.json"}


def test_the_result_says_who_the_segments_are(result: Segmentation) -> None:
    segments = result.segments
    assert list(segments.id) == list(range(1, len(segments) + 1))
    assert segments.name.is_unique
    assert segments.customers.sum() == len(result.customers)
    assert segments.share.sum() == pytest.approx(1)
    assert set(result.customers.segment) == set(segments.id)
    assert result.customers.confidence.between(0, 1).all()
    assert result.leaderboard.chosen.sum() == 1


def test_every_row_ends_in_one_place(result: Segmentation) -> None:
    ledger = result.ledger
    for table, rows in result.story.ledger.rows_in.items():
        assert ledger[ledger.table == table].rows.sum() == rows
    assert len(result.set_aside) == ledger[ledger.fate == "set aside"].rows.sum()
    assert list(result.would_have.columns) == list(ledger.columns)


def test_saved_and_loaded_it_is_the_same(result: Segmentation, tmp_path: Path) -> None:
    run = result.save(tmp_path)
    loaded = coterie.load(tmp_path / "latest")
    assert repr(loaded) == repr(result)
    pd.testing.assert_frame_equal(loaded.customers, result.customers)
    pd.testing.assert_frame_equal(loaded.leaderboard, result.leaderboard)
    again = digests(loaded.save(tmp_path / "again"))
    assert {n: d for n, d in digests(run).items() if not n.endswith((".parquet", "manifest.json"))}.items() <= again.items()
    assert [r.id for r in coterie.runs(tmp_path)] == [run.name]


def test_a_failure_leaves_no_engine_behind(shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with pytest.raises(coterie.InputError) as caught:
        coterie.segment(shop / "orders.csv", k="9000")
    assert caught.value.code == "k-range"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("threads", [1, 2])
def test_no_stage_takes_more_threads_than_the_plan_gives(shop: Path, threads: int, monkeypatch: pytest.MonkeyPatch) -> None:
    taken = set()

    class Watched(ThreadPoolExecutor):
        def __init__(self, workers: int) -> None:
            taken.add(workers)
            super().__init__(workers)

    monkeypatch.setattr(nearest, "ThreadPoolExecutor", Watched)
    monkeypatch.setattr(nearest, "BLOCK", 64)  # so small that every stage divides its rows
    result = coterie.segment(shop / "orders.csv", **{**FAST, "threads": threads, "budget": 300})
    result.score(shop / "orders.csv", threads=threads)
    assert taken <= {1, threads}
    assert threads in taken


SCORED = ["customer", "segment", "name", "confidence"]
SETTINGS = [{"method": "kmeans"}, {"method": "ward"}, {"method": "rfm-grid"}, {"method": "kmeans", "budget": 100}]


@pytest.mark.parametrize("settings", SETTINGS, ids=str)
def test_scoring_the_training_customers_gives_their_labels(shop: Path, tmp_path: Path, settings: dict[str, object]) -> None:
    fitted = coterie.segment(shop / "orders.csv", shop / "customers.csv", **{**FAST, **settings})
    fitted.save(tmp_path)
    scored = coterie.load(tmp_path / "latest").score(shop / "orders.csv", shop / "customers.csv")
    pd.testing.assert_frame_equal(scored, fitted.customers[[*SCORED, *fitted.story.value.columns]])


DAYS = [{"as_of": "2025-09-01"}, {"until": "2025-09-01"}, {"since": "2024-06-01", "as_of": "2025-09-01"}]


@pytest.mark.parametrize("days", DAYS, ids=str)
def test_a_model_of_a_past_day_scores_that_day_again_and_later_orders_too(shop: Path, days: dict[str, str]) -> None:
    fitted = coterie.segment(shop / "orders.csv", **FAST, method="kmeans", **days)
    again = fitted.score(shop / "orders.csv", **days)
    pd.testing.assert_frame_equal(again, fitted.customers[[*SCORED, *fitted.story.value.columns]])
    later = fitted.score(shop / "orders.csv")
    assert set(later.customer) > set(again.customer)
    assert not later.set_index("customer").loc[again.customer].segment.reset_index(drop=True).equals(again.segment)


def test_a_table_that_cannot_be_written_is_refused_before_anything_is_scored(result: Segmentation, tmp_path: Path) -> None:
    with pytest.raises(coterie.InputError, match="unknown-ending"):
        result.write_scores("nowhere.csv", tmp_path / "scored.txt")
    assert result.write_customers(tmp_path / "all.parquet").is_file()


def test_the_leaderboard_is_in_order_and_says_what_was_refused(shop: Path) -> None:
    result = coterie.segment(shop / "customers.csv", **FAST, method="kmeans,rfm-grid")
    assert list(result.leaderboard["rank"]) == list(range(1, len(result.leaderboard) + 1))
    assert result.leaderboard.total.is_monotonic_decreasing or result.leaderboard.total.is_monotonic_increasing
    assert result.story.leaderboard.refused == (("rfm-grid", "the RFM grid needs orders, for r_score and f_score."),)


def test_the_charts_are_listed_with_a_sentence_each(result: Segmentation) -> None:
    listed = repr(result.charts).splitlines()
    assert [line.split()[0] for line in listed] == dir(result.charts)
    assert all(len(line.split()) > 3 for line in listed)


def test_a_look_shows_its_figures_as_they_are_read(shop: Path) -> None:
    seen = coterie.look(shop / "orders.csv")
    revenue = next(f for f in seen.exploration.figures if f.name == "revenue")
    assert f"Revenue: {revenue.unit if revenue.unit != 'money' else ''}{revenue.value:,.0f}" in repr(seen)


def test_threads_and_the_order_of_rows_change_no_byte(shop: Path, tmp_path: Path) -> None:
    lines = (shop / "orders.csv").read_text(encoding="utf-8").splitlines()
    shuffled = tmp_path / "shuffled" / "orders.csv"
    shuffled.parent.mkdir()
    order = np.random.default_rng(1).permutation(len(lines) - 1) + 1
    shuffled.write_text("\n".join([lines[0], *(lines[i] for i in order)]) + "\n", encoding="utf-8")
    # The list of rows set aside tells the lines at which they stood, which are others in a shuffled file.
    runs = [
        ("one", shop / "orders.csv", {"threads": 1}),
        ("two", shop / "orders.csv", {"threads": 2}),
        ("sorted", shop / "orders.csv", {"threads": 2, "keep": "orders"}),
        ("mixed", shuffled, {"threads": 2, "keep": "orders"}),
    ]
    saved = {name: digests(coterie.segment(path, **FAST, **settings, budget=200).save(tmp_path / name)) for name, path, settings in runs}
    assert saved["one"] == saved["two"]
    assert saved["sorted"] == saved["mixed"]


@pytest.mark.parametrize("name", KINDS)
def test_the_demo_worlds_run(name: str, tmp_path: Path) -> None:
    world = make_world(name, tmp_path, customers=300, seed=1)
    first, second = (world.orders, world.customers) if world.orders else (world.customers, None)
    assert len(coterie.segment(first, second, **FAST).segments) >= 2


def test_frames_come_back_as_they_went_in(shop: Path) -> None:
    import polars as pl

    customers = pd.read_csv(shop / "customers.csv", dtype=str)
    assert isinstance(coterie.segment(customers, **FAST).segments, pd.DataFrame)
    assert isinstance(coterie.segment(pl.from_pandas(customers), **FAST).segments, pl.DataFrame)
    assert type(coterie.segment(pl.from_pandas(customers).to_arrow(), **FAST).segments).__module__.startswith("pyarrow")


def test_online_retail_with_the_published_rules(shared: Path) -> None:
    result = coterie.segment(
        shared / "online_retail.csv.gz",
        duplicates="keep",
        returns="drop",
        rules={"non-product": "off"},
        features="recency,frequency,money",
        k=4,
        method="kmeans",
    )
    used = next(line for line in result.story.ledger.lines if line.fate == "used")
    assert result.story.ledger.rows_in["orders"] == 541_909
    assert (used.rows, len(result.customers)) == (397_884, 4_338)
    assert result.customers.frequency.sum() == 18_532
    assert result.customers.money.sum() == pytest.approx(8_911_407.904, abs=1e-3)


def test_mall_reproduces_the_published_figures(shared: Path) -> None:
    plain = {"transform": "none", "scale": "none", "clip": 0.0, "attributes": "Annual Income (k$),Spending Score (1-100)"}
    result = coterie.segment(shared / "mall_customers.csv", method="kmeans,ward", k="1:5", **plain)
    elbow = dict(result.story.leaderboard.elbows["kmeans"])
    expected = {1: 269981.28, 2: 181363.596, 3: 106348.373, 4: 73679.789, 5: 44448.455}
    assert elbow == pytest.approx(expected, abs=5e-3)
    at_five = {s.method: s.scores["silhouette"] for s in result.story.leaderboard.standings if s.k == 5}
    assert at_five == pytest.approx({"kmeans": 0.5539, "ward": 0.5530}, abs=5e-5)


def test_the_story_holds_no_clock(result: Segmentation, tmp_path: Path) -> None:
    run = result.save(tmp_path)
    assert "created" not in (run / "story.json").read_text()
    assert json.loads((run / "log.json").read_text())["created"]


def test_a_run_keeps_what_the_plan_says(shop: Path, tmp_path: Path) -> None:
    run = coterie.segment(shop / "orders.csv", k=3, starts=1, method="kmeans", keep="").save(tmp_path)
    assert [f.stem for f in run.glob("*.parquet")] == ["customers"]
    with pytest.raises(coterie.InputError, match="saved without its set aside table"):
        _ = coterie.load(run).set_aside


@pytest.mark.parametrize("count", [1, 30])
def test_customers_who_are_all_the_same_are_one_segment(count: int, tmp_path: Path) -> None:
    alike = pd.DataFrame({"customer_id": [f"c{i}" for i in range(count)], "age": [40] * count, "city": ["Rome"] * count})
    result = coterie.segment(alike)
    assert result.segments.customers.tolist() == [count]
    assert result.score(alike).segment.tolist() == [1] * count
    assert "one segment" in result.report(tmp_path / "report.html").read_text()
