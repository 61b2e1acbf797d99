"""Another method or k from a saved run is what a run with it gives, and a run like any other."""

from __future__ import annotations

import pandas as pd
import pytest

import coterie
from coterie.errors import InputError
from coterie.kernels.agreement import agreement

ASKED = {"another k": (None, 3), "another method": ("ward", 4), "a rule": ("rfm-grid", None), "with noise": ("hdbscan", None)}


@pytest.mark.parametrize(("method", "k"), ASKED.values(), ids=ASKED)
def test_it_is_what_a_run_would_give(world, loaded, method, k):
    found = loaded.instead(method, k)
    again = coterie.segment(world.orders, customers=world.customers, method=method or "kmeans", **({"k": k} if k else {}), threads=1)
    one, other = (r.customers.sort_values("customer") for r in (found, again))
    assert agreement(one.segment.to_numpy(), other.segment.to_numpy()) == 1
    assert one.confidence.to_numpy() == pytest.approx(other.confidence.to_numpy())
    sizes = sorted((s.customers, round(s.money, 2)) for s in again.story.segments.segments)
    assert sorted((s.customers, round(s.money, 2)) for s in found.story.segments.segments) == sizes
    assert found.story.leaderboard.verdict == again.story.leaderboard.verdict


@pytest.fixture(scope="module")
def three(loaded):
    return loaded.instead(k=3)


def test_segments_are_told_advised_and_worth_something(three):
    for segment in three.story.segments.segments:
        assert segment.traits and segment.advice and segment.rule and segment.worth and segment.summary


def test_it_makes_no_difference_whether_the_run_was_saved(fresh, world, three):
    unsaved = coterie.segment(world.orders, customers=world.customers, k=4, method="kmeans", threads=1)
    found = unsaved.instead(k=3)
    names = [c for c in three.customers.columns if c not in ("since", "previous_segment")]
    pd.testing.assert_frame_equal(pd.DataFrame(found.customers)[names], pd.DataFrame(three.customers)[names], check_dtype=False)
    assert found.story.segments == three.story.segments


def test_the_former_result_stays_what_it_was(fresh, loaded, three):
    assert loaded.segments["name"].tolist() == fresh.segments["name"].tolist()
    assert len(loaded.segments) == 4


def test_who_were_the_same_keep_their_number_and_name(loaded):
    same = loaded.instead("kmeans", 4)
    assert same.customers.segment.tolist() == loaded.customers.segment.tolist()
    assert same.segments["name"].tolist() == loaded.segments["name"].tolist()
    assert same.customers.previous_segment.tolist() == loaded.customers.segment.tolist()


def test_own_names_go_along(saved):
    renamed = coterie.load(saved).rename({1: "Our best"})
    assert "Our best" in renamed.instead("kmeans", 4).segments["name"].tolist()
    renamed.rename({1: ""})


def test_it_is_saved_loaded_scored_reported_and_asked_again(world, three, tmp_path):
    folder = three.save(tmp_path)
    again = coterie.load(folder)
    assert again.customers.segment.tolist() == three.customers.segment.tolist()
    scores = again.score(world.orders, customers=world.customers)
    assert dict(zip(scores.customer, scores.segment, strict=True)) == dict(
        zip(three.customers.customer, three.customers.segment, strict=True)
    )
    assert "was asked for" in again.report(tmp_path / "report.html").read_text()
    assert again.customer(three.customers.customer[0]).previous_name
    assert len(again.instead(k=2).segments) == 2
    assert again.story.settings["k"] == [3, 3]


def test_the_leaderboard_stays_with_the_mark_on_another_one(world):
    result = coterie.segment(world.orders, k="2:5", method="kmeans", value="off")
    board = result.story.leaderboard
    other = next(s for s in board.standings if not s.chosen)
    found = result.instead(other.method, other.k).story.leaderboard
    assert [(s.method, s.k, s.total) for s in found.standings] == [(s.method, s.k, s.total) for s in board.standings]
    assert [s.k for s in found.standings if s.chosen] == [other.k]
    assert f"first on the leaderboard is k-means with {board.standings[0].k} segments" in found.reason
    late = result.instead("ward", 3)
    assert [(s.method, s.k) for s in late.story.leaderboard.standings[-1:]] == [("ward", 3)]
    assert late.leaderboard["total"].isna().sum() == 1
    assert late.charts.elbow().spec


def test_a_method_alone_is_taken_with_the_k_that_did_best(world):
    result = coterie.segment(world.orders, k="3:5", method="kmeans,ward", value="off")
    best = next(s for s in result.story.leaderboard.standings if s.method == "ward")
    assert result.instead("ward").story.model.k == best.k


REFUSED = {"a method that there is not": (("kmeens",), "unknown-cluster"), "too many": ((None, 10**6), "k-range")}


@pytest.mark.parametrize(("asked", "code"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_is_refused(loaded, asked, code):
    with pytest.raises(InputError) as told:
        loaded.instead(*asked)
    assert told.value.code == code


def test_a_run_without_its_orders_is_refused(world, tmp_path):
    folder = coterie.segment(world.orders, k=3, method="kmeans", keep=[], value="off").save(tmp_path)
    with pytest.raises(InputError, match="without its orders table"):
        coterie.load(folder).instead(k=2)


def test_customers_alone_need_no_orders():
    people = pd.DataFrame({"customer_id": [f"{n:02}" for n in range(60)], "age": [20 + n % 3 + 30 * (n // 20) for n in range(60)]})
    assert len(coterie.segment(people, k=2, method="kmeans").instead(k=3).segments) == 3
