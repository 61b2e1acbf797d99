"""Every method from the data to the report: a run, its scores, and what is read back from the disk."""

from __future__ import annotations

import pytest

import coterie
from coterie import registry
from coterie.demo import make_world


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    folder = tmp_path_factory.mktemp("shop")
    make_world("shop", folder, customers=150)
    return str(folder / "orders.csv"), str(folder / "customers.csv")


@pytest.mark.parametrize("method", registry.members("cluster"))
def test_scoring_the_customers_gives_their_segments_before_and_after_saving(shop, method, tmp_path):
    own_map = {"name_map": {"Best": "5[45]", "Others": "5[123] [1234][12345]"}} if method == "own-map" else {}
    result = coterie.segment(*shop, method=method, k="2:4", **own_map)
    own = result.customers.to_dict("list")
    assert own["segment"]
    asked = result.score(*shop).to_dict("list")
    for column in ("customer", "segment", "name", "confidence"):
        assert asked[column] == own[column]
    again = coterie.load(result.save(tmp_path))
    assert again.score(*shop).to_dict("list") == asked
    assert sum(s.customers for s in again.story.segments.segments) == len(own["segment"])
    assert result.report(tmp_path / "report.html").stat().st_size > 10_000


@pytest.mark.parametrize(("budget", "eps"), [(60, 1.9), (4096, 2.4)])
def test_who_fits_nowhere_is_a_group_of_its_own_everywhere(shop, budget, eps, tmp_path):
    result = coterie.segment(*shop, method="dbscan", parameters={"dbscan": {"eps": eps, "min_samples": 4}}, budget=budget)
    own = result.customers.to_dict("list")
    left = own["segment"].count(0)
    assert 0 < left < 75
    assert {name for name, segment in zip(own["name"], own["segment"], strict=True) if segment == 0} == {"In no segment"}
    last = result.story.segments.segments[-1]
    assert (last.id, last.name, last.customers, last.rule) == (0, "In no segment", left, None)
    assert f"and {left} customers (" in result.story.segments.headline
    assert result.leaderboard.to_dict("list")["k"] == [len(result.story.segments.segments) - 1]
    assert result.score(*shop).to_dict("list")["segment"] == own["segment"]
    assert "In no segment" in result.report(tmp_path / "report.html").read_text(encoding="utf-8")


def test_a_parameter_that_there_is_not_is_refused_before_anything_is_read():
    with pytest.raises(coterie.InputError, match=r"The method 'dbscan' has no parameter 'ep'. Did you mean 'eps'\?"):
        coterie.segment("nowhere.csv", parameters={"dbscan.ep": 3})
    with pytest.raises(coterie.InputError, match=r"The parameter dbscan.eps is '-1', but it must be a number, more than 0, or None"):
        coterie.segment("nowhere.csv", parameters={"dbscan.eps": "-1"})
    with pytest.raises(coterie.InputError, match="There is no method called 'dbscn'"):
        coterie.segment("nowhere.csv", parameters={"dbscn.eps": 1})
