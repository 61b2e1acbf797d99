"""The name maps that are shipped, and the user's own: every combination has one name, and cut-points stay as they were found."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from coterie import registry
from coterie.cluster import cluster
from coterie.errors import InputError
from coterie.plan import Plan, make_plan

OWN = {"Best": ["5[45]"], "Others": ["5[123]", "[1234][12345]"]}


def named(engine, method, cuts=(), **columns):
    engine.load(
        "features", {"position": np.arange(len(next(iter(columns.values())))), **{n: np.array(v, float) for n, v in columns.items()}}
    )
    rule = registry.member("cluster", method).planned(Plan(name_map=OWN)).cut(engine, "features")
    numbers = engine.matrix(f"SELECT {rule.segment_sql(cuts)} AS number FROM features ORDER BY position")[:, 0]
    return [rule.names[int(n) - 1] for n in numbers], rule


@pytest.mark.parametrize(
    ("method", "codes"),
    [
        ("rfm-full", {"555": "Champions", "543": "Loyal", "311": "New", "114": "Cannot Lose Them", "255": "At Risk", "111": "Lost"}),
        (
            "rfm-shopify",
            {"554": "Champions", "545": "Champions", "343": "Needs Attention", "511": "New", "151": "At Risk", "214": "Dormant"},
        ),
    ],
)
def test_codes_have_their_well_known_names(engine, method, codes):
    r, f, m = zip(*(map(int, code) for code in codes), strict=True)
    found, _ = named(engine, method, r_score=r, f_score=f, m_score=m)
    assert found == list(codes.values())


@pytest.mark.parametrize("method", ["rfm-full", "rfm-shopify", "rfm-grid", "own-map"])
def test_every_combination_of_scores_has_a_name(engine, method):
    r, f, m = zip(*itertools.product(range(1, 6), repeat=3), strict=True)
    found, rule = named(engine, method, r_score=r, f_score=f, m_score=m)
    assert len(found) == 125
    assert set(found) == set(rule.names) - {"Prospects"}


def test_who_has_not_ordered_is_a_prospect(engine):
    found, _ = named(engine, "rfm-shopify", r_score=[5, np.nan], f_score=[5, np.nan], m_score=[5, np.nan])
    assert found == ["Champions", "Prospects"]


def test_klaviyo_counts_days_and_thirds_and_divides_nobody_alike(engine):
    days, orders, money = [10, 180, 181, 365, 366, 900], [9, 9, 1, 1, 1, 4], [90.0, 90.0, 5.0, 5.0, 5.0, 40.0]
    found, rule = named(engine, "rfm-klaviyo", recency=days, frequency=orders, money=money)
    assert [cuts.edges for cuts in rule.cuts] == [(4.0, 9.0), (40.0, 90.0)]
    assert found == ["Champions", "Champions", "At Risk", "At Risk", "Inactive", "At Risk"]
    again, _ = named(engine, "rfm-klaviyo", rule.cuts, recency=[10], frequency=[1], money=[5.0])
    assert again == ["Recent"]  # and not by what is usual among those who are asked now


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"Best": ["5"]}, "r=1 has no name: name_map"),
        ({"Best": ["[12345]"], "More": ["5"]}, "r=5 has two names: Best and More"),
        ({"Best": "[45]", "Rest": "[123]5"}, "r=1 f=1 has no name"),
        ({}, "needs a map of names"),
    ],
)
def test_an_own_map_is_checked_before_anything_runs(given, said):
    with pytest.raises(InputError, match=said):
        make_plan(method="own-map", name_map=given)


def test_an_own_map_is_a_candidate_like_any_rule(engine, space_of, features_of):
    engine.load("features", {"position": np.arange(3), "r_score": np.array([5, 5, 1]), "f_score": np.array([5, 2, 1])})
    (found,) = cluster(engine, Plan(method="own-map", name_map=OWN), space_of([[1.0], [2.0], [3.0]]), features_of(3)).fitted
    assert [found.names[label] for label in found.customer_labels] == ["Best", "Others", "Others"]
