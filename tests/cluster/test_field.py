"""The field of `auto`: unlike methods, the surest first, as many as the budget of work allows."""

from __future__ import annotations

import pytest

from coterie.cluster._field import FIELD, field
from coterie.plan import Plan


def test_small_data_gets_the_whole_field():
    kinds, refused = field(Plan(method="auto"), 200)
    assert (tuple(kinds), refused) == (FIELD, [])


def test_what_takes_too_much_work_is_left_out_and_told():
    kinds, refused = field(Plan(method="auto"), 4096)
    assert {"kmeans", "ward", "mixture", "hdbscan"} <= set(kinds)
    assert [name for name, _ in refused] == ["spectral"]
    assert refused[0][1].startswith("It would take 200 million distances, more than the ")


def test_a_larger_budget_takes_it_in():
    assert "spectral" in field(Plan(method="auto", work=1e10), 4096)[0]


def test_what_is_named_beside_auto_runs_whatever_it_takes():
    kinds, refused = field(Plan(method="spectral,auto", work=1), 4096)
    assert list(kinds) == ["spectral", "rfm-grid"]
    assert {name for name, _ in refused} == set(FIELD) - set(kinds)


def test_without_auto_the_budget_says_nothing():
    assert list(field(Plan(method="ward,kmeans", work=1), 10**6)[0]) == ["ward", "kmeans"]


@pytest.mark.parametrize("more", [200, 2_000])
def test_work_grows_with_the_points(more):
    for name, kind in field(Plan(method="auto"), 100)[0].items():
        if name != "rfm-grid":
            method = kind.planned(Plan())
            assert method.work(more, [2, 3]) > method.work(100, [2, 3]), name
